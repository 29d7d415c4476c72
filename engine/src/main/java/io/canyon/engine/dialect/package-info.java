/**
 * Dialects: pure codecs between the text of a wire and the engine's commands and outputs. They hold no room state; each
 * I/O thread has instances of its own.
 */
package io.canyon.engine.dialect;
