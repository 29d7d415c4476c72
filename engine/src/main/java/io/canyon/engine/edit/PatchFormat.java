package io.canyon.engine.edit;

/**
 * Layout of an RFC 6902 patch that is yet to be resolved against a document, its shapes checked and its pointers taken
 * apart. All integers are little-endian and unaligned; lengths are in bytes and count what follows them.
 *
 * <pre>
 *   patch     := operation*                          done in order, all or none of them
 *   operation := i32 length, u8 code, path, argument
 *
 *   ADD      1   argument is the value
 *   REMOVE   2   no argument
 *   REPLACE  3   argument is the value
 *   MOVE     4   argument is the pointer "from", no parent of the path
 *   COPY     5   argument is the pointer "from"
 *   TEST     6   argument is the value
 *
 *   path      := pointer
 *   pointer   := i32 length, token*                  none: the whole document
 *   token     := u16 length, UTF-8                   unescaped
 *   value     := smile                               no object in it has a name twice
 * </pre>
 */
public final class PatchFormat {
    public static final byte ADD = 1;
    public static final byte REMOVE = 2;
    public static final byte REPLACE = 3;
    public static final byte MOVE = 4;
    public static final byte COPY = 5;
    public static final byte TEST = 6;

    public static final int OPERATION_HEADER_BYTES = Integer.BYTES + Byte.BYTES;
    public static final int POINTER_HEADER_BYTES = Integer.BYTES;
    public static final int TOKEN_HEADER_BYTES = Short.BYTES;

    private PatchFormat() {}
}
