/**
 * A shard: one thread that owns rooms. Commands come through its inbox, go through the room core and into the journal,
 * and what they give leaves through the outboxes.
 */
package io.canyon.engine.shard;
