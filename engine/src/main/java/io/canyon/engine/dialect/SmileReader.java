package io.canyon.engine.dialect;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;

/**
 * Takes one Smile value of a peer, any that Jackson writes. One that is in the engine's form already is taken as it
 * stands; any other is written anew. Not thread-safe; the value is good until the next call, and while the peer's bytes
 * are.
 */
public final class SmileReader {
    private final SmileCheck check;
    private final SmileRewriter rewriter;
    private DirectBuffer buffer;
    private int offset;
    private int lengthBytes;

    /** Takes values whose containers nest {@code maxDepth} deep at most. */
    public SmileReader(int maxDepth) {
        int depth = Math.min(maxDepth, Smile.MAX_DEPTH);
        check = new SmileCheck(depth);
        rewriter = new SmileRewriter(depth);
    }

    /**
     * Reads a value; false when it is none, when something stands behind it, when it nests too deep, or has a number
     * that is not finite, a name longer than {@link EditFormat#MAX_NAME_BYTES}, or anything that JSON has no form for.
     */
    public boolean read(DirectBuffer smile, int from, int length) {
        if (check.isOurs(smile, from, length)) {
            buffer = smile;
            offset = from;
            lengthBytes = length;
            return true;
        }
        if (!rewriter.rewrite(smile, from, length)) {
            return false;
        }
        buffer = rewriter.buffer();
        offset = 0;
        lengthBytes = rewriter.lengthBytes();
        return true;
    }

    /** Holds the value. */
    public DirectBuffer buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    public int lengthBytes() {
        return lengthBytes;
    }
}
