package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ListChangeBuilder;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Untold;
import io.canyon.engine.delta.Value;
import io.canyon.engine.edit.DeltaNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.LongArrayList;

/** Tells what the operations of a patch have done to values, as one change of each. */
final class PatchChanges {
    /** Bytes that are copied at the cost of looking at a part that operations have gone into. */
    private static final int BYTES_PER_PART = 16;

    private final PatchValues values;

    PatchChanges(PatchValues values) {
        this.values = values;
    }

    /** The value as it is now. */
    SmileValue smile(PatchNode node) throws Rejected {
        SmileValue origin = values.smile(node.origin());
        Change inside = node.isEntered() ? inside(node, false) : null;
        if (inside == null) {
            return origin;
        }
        if (origin == node.origin()) {
            // it is walked over, even if little of it is left
            values.charge(origin.lengthBytes());
        }
        SmileValue result = (SmileValue) origin.patched(inside);
        values.charge(result.lengthBytes());
        return result;
    }

    /**
     * What has happened at a place.
     *
     * @param before what stood there before; null for nothing
     * @param now what stands there; null for nothing
     * @return null when nothing has
     */
    Change at(Value before, PatchNode now) throws Rejected {
        return at(before, now, true);
    }

    private Change at(Value before, PatchNode now, boolean isTold) throws Rejected {
        if (now != null && now.origin() == before) {
            return now.isEntered() ? inside(now, isTold) : null;
        }
        Value old = before == null ? null : isTold ? values.told(before) : Untold.VALUE;
        if (now == null) {
            return before == null ? null : new RemoveChange(old);
        }
        return new SetChange(smile(now), old);
    }

    /** @param isTold whether the change is for others: it tells old values, and what can be told of only */
    private Change inside(PatchNode node, boolean isTold) throws Rejected {
        return node.kind() == Value.Kind.ARRAY ? list(node, isTold) : object(node, isTold);
    }

    private Change object(PatchNode node, boolean isTold) throws Rejected {
        Map<String, Change> members = new LinkedHashMap<>();
        values.charge((long) BYTES_PER_PART * node.members().size());
        for (Map.Entry<String, PatchNode.Member> entry : node.members().entrySet()) {
            PatchNode.Member member = entry.getValue();
            Change change = at(member.before, member.now, isTold);
            if (change == null) {
                continue;
            }
            if (isTold && !DeltaNames.areAddressed(entry.getKey())) {
                // others learn of the whole object
                return new SetChange(smile(node), values.told(node.origin()));
            }
            members.put(entry.getKey(), change);
        }
        return members.isEmpty() ? null : ObjectChange.of(members);
    }

    private Change list(PatchNode node, boolean isTold) throws Rejected {
        List<PatchPiece> pieces = new ArrayList<>();
        node.items().forEach(pieces::add);
        values.charge((long) BYTES_PER_PART * pieces.size());
        ListChangeBuilder list = ListChange.builder().baseLength(node.originLength());
        LongArrayList kept = new LongArrayList();
        int at = 0;
        for (PatchPiece piece : pieces) {
            if (piece.from == PatchPiece.NEW) {
                list.insert(at, smile(piece.node));
            } else {
                kept.addLong((long) piece.from << Integer.SIZE | piece.count);
                if (piece.isMoved) {
                    list.move(piece.from, at);
                }
                Change change = piece.node == null ? null : ofItem(node, piece, isTold);
                if (change != null) {
                    list.change(at, change);
                }
            }
            at += piece.count;
        }
        removeOthers(node, kept.toLongArray(), list, isTold);
        ListChange change = list.build();
        return change.isEmpty() ? null : change;
    }

    private Change ofItem(PatchNode list, PatchPiece piece, boolean isTold) throws Rejected {
        Value before = piece.isReplaced ? list.originItem(piece.from) : piece.node.origin();
        return at(before, piece.node, isTold);
    }

    private void removeOthers(PatchNode list, long[] kept, ListChangeBuilder target, boolean isTold) throws Rejected {
        Arrays.sort(kept);
        int next = 0;
        for (int i = 0; i <= kept.length; i++) {
            int from = i < kept.length ? (int) (kept[i] >>> Integer.SIZE) : list.originLength();
            for (; next < from; next++) {
                values.charge(BYTES_PER_PART);
                target.remove(next, isTold ? values.told(list.originItem(next)) : Untold.VALUE);
            }
            next = i < kept.length ? from + (int) kept[i] : next;
        }
    }
}
