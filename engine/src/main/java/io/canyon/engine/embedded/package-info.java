/** I/O for what has no I/O thread of its own: sockets of other frameworks, and sessions of the embedder's JVM. */
package io.canyon.engine.embedded;
