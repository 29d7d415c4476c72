/** Files that are on the disk when their writer goes on. */
package io.canyon.engine.files;
