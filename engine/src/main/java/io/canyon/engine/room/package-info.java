/**
 * The room core: a deterministic state machine. Commands go in, outputs come out; no clock, no randomness, no I/O and
 * no thread is inside. Imports the JDK and Agrona only.
 */
package io.canyon.engine.room;
