package io.canyon.engine.dialect.jsonpatch;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.PatchFormat;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Takes JSON pointers (RFC 6901) apart. Not thread-safe. */
final class PointerWriter {
    private MutableDirectBuffer target;
    private int position;

    /**
     * Writes a pointer as {@link PatchFormat} has it.
     *
     * @return the offset behind it
     */
    int write(DirectBuffer utf8, int offset, int length, MutableDirectBuffer buffer, int pointerOffset)
            throws PatchException {
        target = buffer;
        position = pointerOffset + PatchFormat.POINTER_HEADER_BYTES;
        int end = offset + length;
        if (length > 0 && utf8.getByte(offset) != '/') {
            throw new PatchException("a pointer must be empty or start with a slash");
        }
        for (int at = offset; at < end; ) {
            at = writeToken(utf8, at + 1, end);
        }
        buffer.putInt(pointerOffset, position - pointerOffset - PatchFormat.POINTER_HEADER_BYTES, LITTLE_ENDIAN);
        return position;
    }

    /** Returns the offset of the slash behind the token, or of the end. */
    private int writeToken(DirectBuffer utf8, int offset, int end) throws PatchException {
        int header = position;
        position += PatchFormat.TOKEN_HEADER_BYTES;
        int at = offset;
        for (; at < end && utf8.getByte(at) != '/'; at++) {
            byte letter = utf8.getByte(at);
            if (letter == '~') {
                letter = unescaped(++at < end ? utf8.getByte(at) : 0);
            }
            target.putByte(position++, letter);
        }
        int length = position - header - PatchFormat.TOKEN_HEADER_BYTES;
        if (length > EditFormat.MAX_NAME_BYTES) {
            throw new PatchException("a token of a pointer is too long: maxBytes=" + EditFormat.MAX_NAME_BYTES);
        }
        target.putShort(header, (short) length, LITTLE_ENDIAN);
        return at;
    }

    private static byte unescaped(byte escape) throws PatchException {
        return switch (escape) {
            case '0' -> '~';
            case '1' -> '/';
            default -> throw new PatchException("a tilde in a pointer must be followed by 0 or 1");
        };
    }
}
