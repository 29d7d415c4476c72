package io.canyon.engine.dialect;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes JSON text straight from Smile bytes. Not thread-safe; the buffer belongs to the caller. Doubles are written by
 * one fixed shortest algorithm, so that their text does not depend on the JDK.
 */
public final class JsonWriter {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final byte SURROGATE_LEAD = (byte) 0xED;
    private static final int SURROGATE_SECOND = 0xA0;
    private static final int SURROGATE_BYTES = 3;

    private MutableDirectBuffer target;
    private int position;

    /** Writes from {@code offset} of {@code target} on; an expandable buffer grows. */
    public JsonWriter wrap(MutableDirectBuffer target, int offset) {
        this.target = target;
        this.position = offset;
        return this;
    }

    /** Offset behind what was written. */
    public int position() {
        return position;
    }

    /** Writes one character of the syntax. */
    public void put(char ascii) {
        target.putByte(position++, (byte) ascii);
    }

    /** Writes text that is JSON already. */
    public void raw(byte[] text) {
        target.putBytes(position, text);
        position += text.length;
    }

    /** Writes text that is JSON already, in UTF-8. */
    public void raw(DirectBuffer text, int offset, int length) {
        copy(text, offset, length);
    }

    public void integer(long value) {
        position += target.putLongAscii(position, value);
    }

    /** Writes a string with its quotes; its bytes are UTF-8 with lone surrogates, as {@link Smile} has them. */
    public void string(DirectBuffer utf8, int offset, int length) {
        put('"');
        int end = offset + length;
        int plain = offset;
        int at = offset;
        while (at < end) {
            byte b = utf8.getByte(at);
            if (isPlain(b) || b == SURROGATE_LEAD && (utf8.getByte(at + 1) & 0xFF) < SURROGATE_SECOND) {
                at++;
                continue;
            }
            copy(utf8, plain, at - plain);
            if (b == SURROGATE_LEAD) {
                unicodeEscape(0xD000 | (utf8.getByte(at + 1) & 0x3F) << 6 | utf8.getByte(at + 2) & 0x3F);
                at += SURROGATE_BYTES;
            } else {
                escape(b);
                at++;
            }
            plain = at;
        }
        copy(utf8, plain, end - plain);
        put('"');
    }

    /** Writes the Smile value at {@code offset}; returns the offset behind it. */
    public int value(DirectBuffer smile, int offset) {
        byte token = smile.getByte(offset);
        switch (Smile.kind(token)) {
            case NULL -> raw(NULL);
            case BOOLEAN -> raw(token == Smile.TRUE ? TRUE : FALSE);
            case INTEGER -> integer(Smile.integer(smile, offset));
            case DOUBLE -> number(Smile.doubleValue(smile, offset));
            case STRING -> string(smile, Smile.stringOffset(smile, offset), Smile.stringLength(smile, offset));
            case ARRAY -> {
                return array(smile, offset + 1);
            }
            case OBJECT -> {
                return object(smile, offset + 1);
            }
        }
        return Smile.skip(smile, offset);
    }

    /** Writes the member of a Smile object whose name starts at {@code offset}; returns the offset behind its value. */
    public int member(DirectBuffer smile, int offset) {
        string(smile, Smile.nameOffset(smile, offset), Smile.nameLength(smile, offset));
        put(':');
        return value(smile, Smile.skipName(smile, offset));
    }

    private int array(DirectBuffer smile, int offset) {
        put('[');
        int at = offset;
        while (smile.getByte(at) != Smile.END_ARRAY) {
            if (at != offset) {
                put(',');
            }
            at = value(smile, at);
        }
        put(']');
        return at + 1;
    }

    private int object(DirectBuffer smile, int offset) {
        put('{');
        int at = offset;
        while (smile.getByte(at) != Smile.END_OBJECT) {
            if (at != offset) {
                put(',');
            }
            at = member(smile, at);
        }
        put('}');
        return at + 1;
    }

    private void number(double value) {
        position += target.putStringWithoutLengthAscii(position, NumberOutput.toString(value, true));
    }

    private void copy(DirectBuffer source, int offset, int length) {
        target.putBytes(position, source, offset, length);
        position += length;
    }

    private void escape(byte b) {
        char letter = switch (b) {
            case '"' -> '"';
            case '\\' -> '\\';
            case '\b' -> 'b';
            case '\f' -> 'f';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 0;
        };
        if (letter == 0) {
            unicodeEscape(b);
        } else {
            put('\\');
            put(letter);
        }
    }

    private void unicodeEscape(int unit) {
        put('\\');
        put('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            target.putByte(position++, HEX[unit >> shift & 0xF]);
        }
    }

    private static boolean isPlain(byte b) {
        return (b >= ' ' && b != '"' && b != '\\') || (b < 0 && b != SURROGATE_LEAD);
    }
}
