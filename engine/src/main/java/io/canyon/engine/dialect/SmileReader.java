package io.canyon.engine.dialect;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Turns one Smile value of a peer into one in the engine's form, see {@link Smile}: checked, and with canonical numbers
 * and strings. A header may stand before it. Refused are shared names and strings, binary data, numbers beyond 64 bits
 * and such that are not finite, text that is no UTF-8 (lone surrogates are taken), and names that are too long for an
 * edit. Not thread-safe; the value is overwritten by the next call. Members that come twice are kept.
 */
public final class SmileReader {
    private static final int INITIAL_BYTES = 4096;
    private static final int MALFORMED = -1;
    private static final byte FLOAT = 0x28;
    private static final int FLOAT_GROUPS = 5;
    private static final int DOUBLE_GROUPS = Smile.DOUBLE_LENGTH_BYTES - 1;
    private static final int HEADER_BYTES = 4;

    private final int maxDepth;
    private final ExpandableArrayBuffer smile = new ExpandableArrayBuffer(INITIAL_BYTES);
    private final SmileWriter writer = new SmileWriter();
    private DirectBuffer source;
    private int limit;

    /** Takes values whose containers nest {@code maxDepth} deep at most. */
    public SmileReader(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /** Reads a value; false when it is not exactly one, nests too deep, or is refused otherwise. */
    public boolean read(DirectBuffer buffer, int offset, int length) {
        buffer.boundsCheck(offset, length);
        source = buffer;
        limit = offset + length;
        writer.wrap(smile, 0);
        return readValue(hasHeader(offset) ? offset + HEADER_BYTES : offset, 0) == limit;
    }

    /** The value, from offset 0 on. */
    public DirectBuffer buffer() {
        return smile;
    }

    public int lengthBytes() {
        return writer.position();
    }

    private boolean hasHeader(int offset) {
        return limit - offset > HEADER_BYTES
                && source.getByte(offset) == ':'
                && source.getByte(offset + 1) == ')'
                && source.getByte(offset + 2) == '\n';
    }

    /** Returns the offset behind the value, or {@link #MALFORMED}. */
    private int readValue(int offset, int depth) {
        if (offset < 0 || offset >= limit) {
            return MALFORMED;
        }
        byte token = source.getByte(offset);
        int t = token & 0xFF;
        if (t >= 0xC0 && t <= 0xDF) {
            writer.writeInteger(Smile.integer(source, offset));
            return offset + 1;
        }
        if (t >= 0x40 && t <= 0xBF) {
            return readString(offset + 1, offset + Smile.fixedLength(token), false);
        }
        return switch (token) {
            case Smile.NULL, Smile.FALSE, Smile.TRUE, Smile.EMPTY_STRING -> {
                writer.writeRaw(source, offset, 1);
                yield offset + 1;
            }
            case Smile.INT_32, Smile.INT_64 -> readInteger(offset);
            case Smile.DOUBLE -> readDouble(offset);
            case FLOAT -> readFloat(offset);
            case Smile.LONG_ASCII, Smile.LONG_UTF8 -> behindEnd(readString(offset + 1, endOfText(offset + 1), false));
            case Smile.START_ARRAY -> depth == maxDepth ? MALFORMED : readArray(offset + 1, depth + 1);
            case Smile.START_OBJECT -> depth == maxDepth ? MALFORMED : readObject(offset + 1, depth + 1);
            default -> MALFORMED;
        };
    }

    private int readArray(int offset, int depth) {
        writer.startArray();
        int at = offset;
        while (at >= 0 && at < limit && source.getByte(at) != Smile.END_ARRAY) {
            at = readValue(at, depth);
        }
        writer.endArray();
        return at < 0 || at >= limit ? MALFORMED : at + 1;
    }

    private int readObject(int offset, int depth) {
        writer.startObject();
        int at = offset;
        while (at >= 0 && at < limit && source.getByte(at) != Smile.END_OBJECT) {
            at = readValue(readName(at), depth);
        }
        writer.endObject();
        return at < 0 || at >= limit ? MALFORMED : at + 1;
    }

    private int readName(int offset) {
        int t = source.getByte(offset) & 0xFF;
        boolean isShort = t == Smile.EMPTY_NAME || t >= 0x80 && t <= 0xF7;
        if (isShort) {
            return readString(offset + 1, offset + 1 + Smile.nameLength(source, offset), true);
        }
        return (byte) t == Smile.LONG_NAME ? behindEnd(readString(offset + 1, endOfText(offset + 1), true)) : MALFORMED;
    }

    /** @param end offset behind the text, or {@link #MALFORMED} */
    private int readString(int offset, int end, boolean isName) {
        boolean isTooLong = isName && end - offset > EditFormat.MAX_NAME_BYTES;
        if (end < 0 || end > limit || isTooLong || !Utf8.isEngineText(source, offset, end)) {
            return MALFORMED;
        }
        if (isName) {
            writer.writeName(source, offset, end - offset);
        } else {
            writer.writeString(source, offset, end - offset);
        }
        return end;
    }

    private int endOfText(int offset) {
        for (int at = offset; at < limit; at++) {
            if (source.getByte(at) == Smile.END_STRING) {
                return at;
            }
        }
        return MALFORMED;
    }

    private static int behindEnd(int end) {
        return end < 0 ? MALFORMED : end + 1;
    }

    private int readInteger(int offset) {
        int end = Math.min(limit, offset + 1 + Smile.MAX_INTEGER_BYTES);
        for (int at = offset + 1; at < end; at++) {
            if (source.getByte(at) < 0) {
                writer.writeInteger(Smile.integer(source, offset));
                return at + 1;
            }
        }
        return MALFORMED;
    }

    private int readDouble(int offset) {
        if (!areGroups(offset + 1, DOUBLE_GROUPS)) {
            return MALFORMED;
        }
        return writeNumber(Smile.doubleValue(source, offset), offset + Smile.DOUBLE_LENGTH_BYTES);
    }

    private int readFloat(int offset) {
        if (!areGroups(offset + 1, FLOAT_GROUPS)) {
            return MALFORMED;
        }
        int bits = 0;
        for (int i = 1; i <= FLOAT_GROUPS; i++) {
            bits = bits << 7 | source.getByte(offset + i);
        }
        return writeNumber(Float.intBitsToFloat(bits), offset + 1 + FLOAT_GROUPS);
    }

    private int writeNumber(double value, int end) {
        if (!Double.isFinite(value)) {
            return MALFORMED;
        }
        writer.writeNumber(value);
        return end;
    }

    private boolean areGroups(int offset, int count) {
        if (count > limit - offset) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (source.getByte(offset + i) < 0) {
                return false;
            }
        }
        return true;
    }
}
