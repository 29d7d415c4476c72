package io.canyon.engine.delta;

import java.util.Objects;

/**
 * The value becomes {@code value}, whatever stood there.
 *
 * @param old what stood there; {@link Untold#VALUE} when that is not told, and null when nothing did
 */
public record SetChange(Value value, Value old) implements Change {
    public SetChange {
        Objects.requireNonNull(value);
    }

    @Override
    public int depth() {
        return 1;
    }
}
