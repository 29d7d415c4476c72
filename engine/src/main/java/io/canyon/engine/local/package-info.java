/**
 * Rooms for code in the same JVM: a client of the shards like any I/O thread. It asks through their inboxes and learns
 * through outboxes of its own, so that nothing is seen here before it is in the journal.
 */
package io.canyon.engine.local;
