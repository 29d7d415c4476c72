package io.canyon.engine.delta;

import java.util.Objects;

/**
 * The member goes; one that is not there is none the worse.
 *
 * @param old what stood there, or {@link Untold#VALUE}
 */
public record RemoveChange(Value old) implements Change {
    public static final RemoveChange UNTOLD = new RemoveChange(Untold.VALUE);

    public RemoveChange {
        Objects.requireNonNull(old);
    }

    @Override
    public int depth() {
        return 1;
    }
}
