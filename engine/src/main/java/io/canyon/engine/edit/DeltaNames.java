package io.canyon.engine.edit;

import org.agrona.DirectBuffer;

/** Names of members that no delta of jsondiffpatch can address. Records of such names are for canvas editors only. */
public final class DeltaNames {
    private static final byte[] ARRAY_MARK = {'_', 't'};
    private static final byte[] PROTOTYPE = {'_', '_', 'p', 'r', 'o', 't', 'o', '_', '_'};

    private DeltaNames() {}

    /** Whether a delta can say something of a member of that name. */
    public static boolean areAddressed(DirectBuffer name, int offset, int length) {
        return !is(ARRAY_MARK, name, offset, length) && !is(PROTOTYPE, name, offset, length);
    }

    /** The same. */
    public static boolean areAddressed(String name) {
        return !name.equals("_t") && !name.equals("__proto__");
    }

    /** Whether the bytes are exactly that name. */
    public static boolean is(byte[] expected, DirectBuffer name, int offset, int length) {
        if (length != expected.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.getByte(offset + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
