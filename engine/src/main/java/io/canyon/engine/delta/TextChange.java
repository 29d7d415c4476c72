package io.canyon.engine.delta;

import io.canyon.engine.edit.TextPatch;
import java.util.Objects;

/** A string is patched. */
// the module keeps edits to itself
@SuppressWarnings("exports")
public record TextChange(TextPatch patch) implements Change {
    public TextChange {
        Objects.requireNonNull(patch);
    }

    @Override
    public int depth() {
        return 1;
    }
}
