package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Value;
import io.canyon.engine.edit.PatchCursor;
import io.canyon.engine.edit.PatchFormat;
import io.canyon.engine.edit.PointerCursor;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.spi.RejectCode;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;

/**
 * Makes one change of a patch and the value that it is for: its operations in order, each behind those before it, all
 * or none of them. Reads of the value what the operations name. Good for one patch.
 */
final class PatchResolver {
    private final Value document;
    /** What a place that is not there tells: a bad patch, or a document that has gone on. */
    private final RejectCode missing;

    private final SplittableRandom priorities;
    private final PatchValues values = new PatchValues();
    private final PatchChanges changes = new PatchChanges(values);
    private final PatchEquality equality = new PatchEquality(values);
    private final PatchCursor operation = new PatchCursor();
    private final PointerCursor pointer = new PointerCursor();
    private PatchNode root;
    /** Tokens of the pointer that were walked. */
    private int depth;

    /**
     * @param document the value that is the document
     * @param isMadeForIt whether the author has seen this very document
     * @param priorities nobody can foresee
     */
    PatchResolver(Value document, boolean isMadeForIt, SplittableRandom priorities) {
        this.document = document;
        this.missing = isMadeForIt ? RejectCode.INVALID : RejectCode.CONFLICT;
        this.priorities = priorities;
        this.root = new PatchNode(document, priorities);
    }

    /**
     * The change that the patch makes, of values that stand in {@code patch} or in memory of their own.
     *
     * @return null when it changes nothing
     */
    Change resolve(DirectBuffer patch, int offset, int length) throws Rejected {
        operation.wrap(patch, offset, length);
        while (operation.next()) {
            try {
                apply();
            } catch (Rejected e) {
                throw e.of(operation.number());
            }
        }
        return changes.at(document, root);
    }

    private void apply() throws Rejected {
        switch (operation.code()) {
            case PatchFormat.ADD -> put(operation.pathOffset(), argument(), true);
            case PatchFormat.REPLACE -> put(operation.pathOffset(), argument(), false);
            case PatchFormat.REMOVE -> remove();
            case PatchFormat.MOVE -> move();
            case PatchFormat.COPY -> copy();
            case PatchFormat.TEST -> test();
            default -> throw new Rejected(RejectCode.INVALID, "no such operation");
        }
    }

    private SmileValue argument() {
        return new SmileValue(operation.buffer(), operation.argumentOffset(), operation.argumentLength());
    }

    private void remove() throws Rejected {
        PatchNode parent = walkToParent(operation.pathOffset());
        if (parent == null) {
            throw new Rejected(RejectCode.INVALID, "the whole document cannot be removed");
        }
        if (parent.kind() == Value.Kind.ARRAY) {
            parent.items().take(itemIndex(parent));
        } else {
            child(parent);
            parent.put(pointer.name(), null);
        }
    }

    private void copy() throws Rejected {
        SmileValue value = changes.smile(find(operation.argumentOffset()));
        values.charge(value.lengthBytes());
        put(operation.pathOffset(), value, true);
    }

    private void test() throws Rejected {
        if (!equality.isSame(find(operation.pathOffset()), argument())) {
            throw new Rejected(RejectCode.CONFLICT, "test failed");
        }
    }

    private void move() throws Rejected {
        int from = operation.argumentOffset();
        if (isSamePointer(operation.pathOffset(), from)) {
            find(from);
            return;
        }
        PatchNode source = walkToParent(from);
        if (source == null) {
            throw new Rejected(RejectCode.INVALID, "cannot move into itself");
        }
        if (source.kind() == Value.Kind.ARRAY) {
            moveItem(source);
            return;
        }
        PatchNode member = child(source);
        String name = pointer.name();
        SmileValue value = moved(member);
        source.put(name, null);
        put(operation.pathOffset(), value, true);
    }

    private void moveItem(PatchNode source) throws Rejected {
        PatchItems items = source.items();
        PatchPiece piece = items.take(itemIndex(source));
        PatchNode target = walkToParent(operation.pathOffset());
        if (target == source) {
            int index = insertionIndex(items.length());
            piece.isMoved = true;
            items.put(index, piece);
            return;
        }
        items.look(piece);
        put(operation.pathOffset(), moved(piece.node), true);
    }

    private SmileValue moved(PatchNode node) throws Rejected {
        SmileValue value = changes.smile(node);
        values.charge(value.lengthBytes());
        return value;
    }

    /** @param isAdded false: it takes the place of what is there */
    private void put(int pointerOffset, SmileValue value, boolean isAdded) throws Rejected {
        // a value of its own, so that it is not taken for what was there
        PatchNode node = new PatchNode(new SmileValue(value.buffer(), value.offset(), value.lengthBytes()), priorities);
        PatchNode parent = walkToParent(pointerOffset);
        if (depth + values.depth(value) > Smile.MAX_DEPTH) {
            throw Rejected.atLimit(RejectCode.INVALID, "nested too deep: maxDepth=" + Smile.MAX_DEPTH);
        }
        if (parent == null) {
            root = node;
            return;
        }
        switch (parent.kind()) {
            case OBJECT -> {
                if (!isAdded) {
                    child(parent);
                }
                parent.put(pointer.name(), node);
            }
            case ARRAY -> {
                PatchItems items = parent.items();
                if (isAdded) {
                    items.insert(insertionIndex(items.length()), node);
                } else {
                    items.replace(itemIndex(parent), node);
                }
            }
            default -> throw notThere();
        }
    }

    /** The value that a pointer names. */
    private PatchNode find(int pointerOffset) throws Rejected {
        PatchNode parent = walkToParent(pointerOffset);
        return parent == null ? root : child(parent);
    }

    /** Leaves the pointer at its last token; null when it has none. */
    private PatchNode walkToParent(int pointerOffset) throws Rejected {
        pointer.wrap(operation.buffer(), pointerOffset);
        depth = 0;
        if (!pointer.next()) {
            return null;
        }
        PatchNode node = root;
        for (depth = 1; !pointer.isLast(); depth++) {
            node = child(node);
            pointer.next();
        }
        PatchValues.known(node.origin());
        return node;
    }

    /** What the token of the pointer names. */
    private PatchNode child(PatchNode parent) throws Rejected {
        PatchValues.known(parent.origin());
        if (parent.kind() == Value.Kind.ARRAY) {
            return parent.items().item(itemIndex(parent));
        }
        PatchNode member = parent.kind() == Value.Kind.OBJECT ? parent.member(pointer.name()) : null;
        if (member == null) {
            throw notThere();
        }
        return member;
    }

    private int itemIndex(PatchNode list) throws Rejected {
        int index = pointer.index();
        if (index == PointerCursor.NONE) {
            throw noIndex();
        }
        if (index == PointerCursor.END || index >= list.items().length()) {
            throw notThere();
        }
        return index;
    }

    private int insertionIndex(int length) throws Rejected {
        int index = pointer.index();
        if (index == PointerCursor.NONE) {
            throw noIndex();
        }
        if (index > length) {
            throw notThere();
        }
        return index == PointerCursor.END ? length : index;
    }

    private boolean isSamePointer(int offset, int other) {
        DirectBuffer buffer = operation.buffer();
        int length = PointerCursor.end(buffer, offset) - offset;
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(offset + i) != buffer.getByte(other + i)) {
                return false;
            }
        }
        return true;
    }

    private static Rejected noIndex() {
        return new Rejected(RejectCode.INVALID, "a list has no such member");
    }

    private Rejected notThere() {
        return new Rejected(missing, "nothing is there");
    }
}
