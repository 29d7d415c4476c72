package io.canyon.engine.delta;

import io.canyon.engine.edit.SmileWriter;

/** Writes a kind of values as Smile. */
// the module keeps edits to itself
@SuppressWarnings("exports")
@FunctionalInterface
public interface ValueWriter {
    void write(Value value, SmileWriter target);
}
