package io.canyon.engine.document;

import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Walks the UTF-16 units of a Smile string, each as a Smile string of its own. */
final class StringUnits {
    private static final int NONE = -1;

    private final UnsafeBuffer source;
    private final UnsafeBuffer unit = new UnsafeBuffer(new byte[4]);
    private final int limit;
    private int at;
    private int lowSurrogate = NONE;
    private int unitLength;

    StringUnits(byte[] smile) {
        source = new UnsafeBuffer(smile);
        at = Smile.stringOffset(source, 0);
        limit = at + Smile.stringLength(source, 0);
    }

    /** Goes to the next unit; false behind the last. */
    boolean next() {
        if (lowSurrogate != NONE) {
            encode(lowSurrogate);
            lowSurrogate = NONE;
            return true;
        }
        if (at >= limit) {
            return false;
        }
        int codePoint = decode();
        if (codePoint >= Character.MIN_SUPPLEMENTARY_CODE_POINT) {
            lowSurrogate = Character.lowSurrogate(codePoint);
            codePoint = Character.highSurrogate(codePoint);
        }
        encode(codePoint);
        return true;
    }

    DirectBuffer smile() {
        return unit;
    }

    int length() {
        return unitLength;
    }

    private int decode() {
        int lead = source.getByte(at++);
        if (lead >= 0) {
            return lead;
        }
        int rest = (lead & 0xE0) == 0xC0 ? 1 : (lead & 0xF0) == 0xE0 ? 2 : 3;
        int codePoint = lead & 0x3F >> rest;
        for (int i = 0; i < rest; i++) {
            codePoint = codePoint << 6 | source.getByte(at++) & 0x3F;
        }
        return codePoint;
    }

    private void encode(int c) {
        if (c < 0x80) {
            unit.putByte(0, (byte) 0x40);
            unit.putByte(1, (byte) c);
            unitLength = 2;
        } else if (c < 0x800) {
            unit.putByte(0, (byte) 0x80);
            unit.putByte(1, (byte) (0xC0 | c >> 6));
            unit.putByte(2, (byte) (0x80 | c & 0x3F));
            unitLength = 3;
        } else {
            unit.putByte(0, (byte) 0x81);
            unit.putByte(1, (byte) (0xE0 | c >> 12));
            unit.putByte(2, (byte) (0x80 | c >> 6 & 0x3F));
            unit.putByte(3, (byte) (0x80 | c & 0x3F));
            unitLength = 4;
        }
    }
}
