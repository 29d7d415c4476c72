package io.canyon.engine.edit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Walks the tokens of a pointer of a patch, see {@link PatchFormat}. Not thread-safe; allocates nothing; holds the
 * buffer until it is wrapped again.
 */
public final class PointerCursor {
    /** No index of a list. */
    public static final int NONE = -1;
    /** The token {@code -}: behind the last item. */
    public static final int END = -2;

    private static final int MAX_INDEX_DIGITS = 9;

    private DirectBuffer buffer;
    private int next;
    private int limit;
    private int tokenOffset;
    private int tokenLength;

    /** Starts before the first token. */
    public PointerCursor wrap(DirectBuffer patch, int pointerOffset) {
        buffer = patch;
        next = pointerOffset + PatchFormat.POINTER_HEADER_BYTES;
        limit = end(patch, pointerOffset);
        return this;
    }

    /** Where the pointer ends that starts at {@code pointerOffset}. */
    public static int end(DirectBuffer patch, int pointerOffset) {
        int start = pointerOffset + PatchFormat.POINTER_HEADER_BYTES;
        int length = patch.getInt(pointerOffset, LITTLE_ENDIAN);
        patch.boundsCheck(start, length);
        return start + length;
    }

    /** Goes to the next token; false behind the last. */
    public boolean next() {
        if (next == limit) {
            return false;
        }
        int start = next + PatchFormat.TOKEN_HEADER_BYTES;
        int length = start > limit ? 0 : buffer.getShort(next, LITTLE_ENDIAN) & 0xFFFF;
        if (length > limit - start) {
            throw new IllegalArgumentException("malformed pointer of a patch: offset=" + next);
        }
        tokenOffset = start;
        tokenLength = length;
        next = start + length;
        return true;
    }

    /** Whether the token is the last. */
    public boolean isLast() {
        return next == limit;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int tokenOffset() {
        return tokenOffset;
    }

    public int tokenLength() {
        return tokenLength;
    }

    /** The token as a name. */
    public String name() {
        return Utf8Text.decode(buffer, tokenOffset, tokenLength);
    }

    /** The token as an index of a list, {@code 0|[1-9][0-9]*}; {@link #END} or {@link #NONE}. */
    public int index() {
        if (tokenLength == 1 && buffer.getByte(tokenOffset) == '-') {
            return END;
        }
        boolean isZeroLed = tokenLength > 1 && buffer.getByte(tokenOffset) == '0';
        if (tokenLength == 0 || tokenLength > MAX_INDEX_DIGITS || isZeroLed) {
            return NONE;
        }
        int index = 0;
        for (int i = 0; i < tokenLength; i++) {
            int digit = buffer.getByte(tokenOffset + i) - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            index = 10 * index + digit;
        }
        return index;
    }
}
