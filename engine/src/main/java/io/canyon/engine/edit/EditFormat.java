package io.canyon.engine.edit;

/**
 * Layout of an edit, the engine's one form of a change. All integers are little-endian and unaligned; lengths are in
 * bytes and count what follows them.
 *
 * <pre>
 *   edit    := step*                                 applied in order, all under one version
 *   step    := i32 length, node                      what happens to the root
 *   node    := u8 operation, body
 *
 *   OBJECT   1   member*                             goes into an object that is there
 *   RECORD   2   member*                             goes into an object, created when there is none; the
 *                                                    object's own entry takes the version, too
 *   SET      3   smile                               the value, whatever stood there
 *   REMOVE   4   member*                             leaves a tombstone, also where nothing was; the members say
 *                                                    nothing to the engine and are passed on
 *   BUFFER   5   i32 arrayLength, i32 runCount, run*, smile?
 *                                                    sparse writes into an array of numbers; a value behind the
 *                                                    runs is passed on
 *   REFUSED  6   -                                   could not be decoded; the core refuses the member
 *   LIST     7                                       inserts, removals, moves and nested changes of an array
 *   TEXT     8                                       a text patch
 *
 *   member  := i32 nodeLength, u16 nameLength, name (UTF-8), node
 *   run     := i32 firstIndex (may be negative), i32 count, i32 length, smile number*
 * </pre>
 *
 * <p>LIST and TEXT have their codes reserved; they belong to whole-document rooms. A node ends where its length says,
 * so that a reader passes over operations that it does not know.
 */
public final class EditFormat {
    public static final byte OBJECT = 1;
    public static final byte RECORD = 2;
    public static final byte SET = 3;
    public static final byte REMOVE = 4;
    public static final byte BUFFER = 5;
    public static final byte REFUSED = 6;
    public static final byte LIST = 7;
    public static final byte TEXT = 8;

    /** Longest name of an object member. */
    public static final int MAX_NAME_BYTES = 16 * 1024;

    public static final int STEP_HEADER_BYTES = Integer.BYTES;
    public static final int MEMBER_HEADER_BYTES = Integer.BYTES + Short.BYTES;
    public static final int BUFFER_HEADER_BYTES = Byte.BYTES + 2 * Integer.BYTES;
    public static final int RUN_HEADER_BYTES = 3 * Integer.BYTES;

    private EditFormat() {}
}
