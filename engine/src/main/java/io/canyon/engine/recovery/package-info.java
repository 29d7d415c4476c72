/** Brings an engine's rooms back from snapshots and journals, before its first session. */
package io.canyon.engine.recovery;
