/**
 * What makes edits survive: journals of batches, one per shard and generation, and the generations of a data folder.
 *
 * <p>A journal is written by one shard thread and never appended to again once its generation is over. It is read
 * without the library that wrote it, so that no damage can do more than end the reading early.
 */
package io.canyon.engine.journal;
