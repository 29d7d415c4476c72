/** Services over Aeron: the transport that serves them, and its settings. */
package io.canyon.aeron;
