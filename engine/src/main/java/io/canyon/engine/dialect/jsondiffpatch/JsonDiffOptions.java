package io.canyon.engine.dialect.jsondiffpatch;

/**
 * How two documents are compared.
 *
 * @param objectHash which items of lists are the same; null: none, items match by position
 * @param matchesByPosition without a hash: whether objects at the same index are the same item; null: unless a scalar
 *     of one list stands elsewhere in the other
 * @param detectsMoves whether an item that left one place and came to another has moved
 * @param textMinLength strings of at least so many UTF-16 units are compared as texts; below 1 as if 60
 * @param diffsTexts whether any are
 */
public record JsonDiffOptions(
        ObjectHash objectHash, Boolean matchesByPosition, boolean detectsMoves, int textMinLength, boolean diffsTexts) {
    /** As the npm package has it, but for its missing object hash. */
    public static final JsonDiffOptions DEFAULT = new JsonDiffOptions(ObjectHash.ID, null, true, 60, true);

    public JsonDiffOptions {
        textMinLength = textMinLength < 1 ? 60 : textMinLength;
    }

    public JsonDiffOptions withObjectHash(ObjectHash hash) {
        return new JsonDiffOptions(hash, matchesByPosition, detectsMoves, textMinLength, diffsTexts);
    }

    public JsonDiffOptions withMatchesByPosition(Boolean matches) {
        return new JsonDiffOptions(objectHash, matches, detectsMoves, textMinLength, diffsTexts);
    }

    public JsonDiffOptions withMoves(boolean detects) {
        return new JsonDiffOptions(objectHash, matchesByPosition, detects, textMinLength, diffsTexts);
    }

    public JsonDiffOptions withTextMinLength(int length) {
        return new JsonDiffOptions(objectHash, matchesByPosition, detectsMoves, length, diffsTexts);
    }

    public JsonDiffOptions withTexts(boolean diffs) {
        return new JsonDiffOptions(objectHash, matchesByPosition, detectsMoves, textMinLength, diffs);
    }
}
