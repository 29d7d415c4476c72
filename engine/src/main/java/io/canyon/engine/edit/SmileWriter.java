package io.canyon.engine.edit;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes the values that {@link Smile} reads. Not thread-safe. The buffer belongs to the caller; when it is expandable
 * it grows, else a value that does not fit ends in {@link IndexOutOfBoundsException}.
 */
public final class SmileWriter {
    private static final double TWO_POW_53 = 0x1p53;

    private MutableDirectBuffer buffer;
    private int position;

    /** Writes from {@code offset} of {@code buffer} on. */
    public SmileWriter wrap(MutableDirectBuffer buffer, int offset) {
        this.buffer = buffer;
        this.position = offset;
        return this;
    }

    public MutableDirectBuffer buffer() {
        return buffer;
    }

    /** Offset behind what was written. */
    public int position() {
        return position;
    }

    /** Goes back (or on) to {@code position}; what stood behind it is forgotten. */
    public void position(int position) {
        this.position = position;
    }

    public void startObject() {
        put(Smile.START_OBJECT);
    }

    public void endObject() {
        put(Smile.END_OBJECT);
    }

    public void startArray() {
        put(Smile.START_ARRAY);
    }

    public void endArray() {
        put(Smile.END_ARRAY);
    }

    public void writeNull() {
        put(Smile.NULL);
    }

    public void writeBoolean(boolean value) {
        put(value ? Smile.TRUE : Smile.FALSE);
    }

    public void writeInteger(long value) {
        long bits = value << 1 ^ value >> 63;
        if ((bits & ~0x1FL) == 0) {
            put((byte) (0xC0 | bits));
            return;
        }
        put((int) value == value ? Smile.INT_32 : Smile.INT_64);
        int groups = 0;
        for (long rest = bits >>> 6; rest != 0; rest >>>= 7) {
            groups++;
        }
        for (int i = groups - 1; i >= 0; i--) {
            put((byte) (bits >>> 6 + 7 * i & 0x7F));
        }
        put((byte) (0x80 | bits & 0x3F));
    }

    /**
     * Writes a number in its canonical form: a whole number of at most 53 bits as an integer, -0 as 0.
     *
     * @throws IllegalArgumentException when {@code value} is not finite: JSON has no form for it
     */
    public void writeNumber(double value) {
        if (value == Math.rint(value) && Math.abs(value) <= TWO_POW_53) {
            writeInteger((long) value);
            return;
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("number is not finite: value=" + value);
        }
        put(Smile.DOUBLE);
        long bits = Double.doubleToRawLongBits(value);
        for (int shift = 63; shift >= 0; shift -= 7) {
            put((byte) (bits >>> shift & 0x7F));
        }
    }

    public void writeString(DirectBuffer utf8, int offset, int length) {
        boolean ascii = isAscii(utf8, offset, length);
        boolean isShort = length <= (ascii ? Smile.SHORT_ASCII_MAX : Smile.SHORT_UTF8_MAX);
        if (length == 0) {
            put(Smile.EMPTY_STRING);
        } else if (isShort) {
            put((byte) (ascii ? 0x40 + length - 1 : 0x80 + length - 2));
        } else {
            put(ascii ? Smile.LONG_ASCII : Smile.LONG_UTF8);
        }
        putBytes(utf8, offset, length);
        if (length > 0 && !isShort) {
            put(Smile.END_STRING);
        }
    }

    public void writeName(DirectBuffer utf8, int offset, int length) {
        boolean ascii = isAscii(utf8, offset, length);
        boolean isShort = length <= (ascii ? Smile.SHORT_NAME_ASCII_MAX : Smile.SHORT_NAME_UTF8_MAX);
        if (length == 0) {
            put(Smile.EMPTY_NAME);
        } else if (isShort) {
            put((byte) (ascii ? 0x80 + length - 1 : 0xC0 + length - 2));
        } else {
            put(Smile.LONG_NAME);
        }
        putBytes(utf8, offset, length);
        if (length > 0 && !isShort) {
            put(Smile.END_STRING);
        }
    }

    /** Copies a value that is Smile already. */
    public void writeRaw(DirectBuffer smile, int offset, int length) {
        putBytes(smile, offset, length);
    }

    private void put(byte b) {
        buffer.putByte(position++, b);
    }

    private void putBytes(DirectBuffer source, int offset, int length) {
        buffer.putBytes(position, source, offset, length);
        position += length;
    }

    private static boolean isAscii(DirectBuffer utf8, int offset, int length) {
        for (int i = offset, end = offset + length; i < end; i++) {
            if (utf8.getByte(i) < 0) {
                return false;
            }
        }
        return true;
    }
}
