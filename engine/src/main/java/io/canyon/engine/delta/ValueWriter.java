package io.canyon.engine.delta;

import io.canyon.engine.edit.SmileWriter;

/** Writes a kind of values as Smile. */
@FunctionalInterface
public interface ValueWriter {
    void write(Value value, SmileWriter target);
}
