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
 *   SET      3   smile, old?                         the value, whatever stood there; what stood there is passed on
 *   REMOVE   4   member*                             leaves a tombstone, also where nothing was; the members say
 *                                                    nothing to the engine and are passed on; what stood there is
 *                                                    the member without a name, a SET
 *   BUFFER   5   i32 arrayLength, i32 runCount, run*, smile?
 *                                                    sparse writes into an array of numbers; a value behind the
 *                                                    runs is passed on
 *   REFUSED  6   -                                   could not be decoded; the core refuses the member
 *   LIST     7   i32 baseLength, i32 removals, i32 moves, i32 insertions, i32 changes, i32 valuesLength,
 *                table, smile{insertions}, item{changes}, old{removals}
 *                                                    goes into an array that is there
 *   TEXT     8   patch (UTF-8, diff-match-patch)     goes into a string that is there
 *
 *   member  := i32 nodeLength, u16 nameLength, name (UTF-8), node
 *   run     := i32 firstIndex (may be negative), i32 count, i32 length, smile number*
 *   item    := i32 nodeLength, node                  SET, OBJECT, LIST or TEXT
 *   old     := smile, or the byte 0: not told
 *   table   := i32 removed{removals}                 indices of the base, ascending
 *              i32 from{moves}                       indices of the base, ascending, none of them removed
 *              i32 to{moves}                         where the moves end, in the same order
 *              i32 order{moves}                      the moves, counted from 0, by ascending end
 *              i32 inserted{insertions}              indices of the end, ascending, none that a move ends at
 *              i32 changed{changes}                  indices of the end, ascending, none of them inserted
 * </pre>
 *
 * <p>Indices of the base count in the array before the LIST, indices of the end in the array behind it; ascending means
 * that none stands twice. All other items stay in their order, at the indices that are left. So an array is changed in
 * two passes without a search: removals and moves taken out from the highest index down, then insertions and moves put
 * in from the lowest index up; at last the changes. The length of the base is -1 when it is not known, the length of
 * the values is that of all insertions together, and old values are passed on. LIST and TEXT belong to whole-document
 * rooms. A node ends where its length says, so that a reader passes over operations that it does not know.
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

    public static final int LIST_HEADER_BYTES = Byte.BYTES + 6 * Integer.BYTES;
    public static final int ITEM_HEADER_BYTES = Integer.BYTES;

    /** Stands for an old value that is not told; no Smile value begins with it. */
    public static final byte UNTOLD = 0;

    private EditFormat() {}
}
