/** Snapshots of rooms: their format, and the store that keeps them in files. */
package io.canyon.engine.snapshot;
