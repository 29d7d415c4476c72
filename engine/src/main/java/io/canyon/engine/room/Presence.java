package io.canyon.engine.room;

import io.canyon.engine.document.Document;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.MemberCursor;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the sessions of a room show of themselves: session -> key -> field, in a tree of its own that exists only while
 * somebody shows something. Never journaled.
 */
final class Presence {
    /** Logical bytes of a session that shows nothing yet. */
    private static final int SESSION_BYTES = 32 + Long.BYTES + 32;

    private final RoomContext context;
    private final long hashSeed;
    private final UnsafeBuffer sessionName = new UnsafeBuffer(new byte[Long.BYTES]);
    private final ExpandableArrayBuffer name = new ExpandableArrayBuffer(64);

    private Document tree;
    private Showers showers;
    private long version;

    Presence(RoomContext context, long hashSeed) {
        this.context = context;
        this.hashSeed = hashSeed;
    }

    long logicalBytes() {
        return tree == null ? 0 : tree.logicalBytes();
    }

    /** Whether a change of {@code key} goes to something that the session shows already. */
    boolean shows(Member session, DirectBuffer key, int offset, int length) {
        int keys = keysOf(session);
        int entry = keys == 0 ? 0 : tree.find(keys, key, offset, length);
        return entry != 0 && tree.isLive(entry);
    }

    /** What applying one key's change would add to the logical bytes, or somewhat more. */
    long growthOf(Member session, MemberCursor change, Growth growth) {
        open();
        int keys = keysOf(session);
        long growthBytes = growth.exact(tree, keys, change);
        if (keys == 0) {
            growthBytes += SESSION_BYTES;
        }
        if (!shows(session, change.buffer(), change.nameOffset(), change.nameLength())) {
            growthBytes += Showers.MAX_GROWTH_BYTES + change.nameLength();
        }
        return growthBytes;
    }

    /** Whether the command at hand can still do the work of one key's change. */
    boolean takesBufferWork(Member session, MemberCursor change) {
        return context.bufferWork.takes(tree, keysOf(session), change);
    }

    /** Applies one key's change; the caller has checked that it may. True if the session does not show it any more. */
    boolean apply(Member session, MemberCursor change) {
        DirectBuffer edit = change.buffer();
        int key = change.nameOffset();
        int length = change.nameLength();
        int keys = keysOf(session);
        boolean isShown = keys != 0 && tree.find(keys, edit, key, length) != 0;
        if (change.operation() == EditFormat.REMOVE) {
            if (isShown) {
                tree.erase(keys, edit, key, length);
                showers.remove(edit, key, length, sessionName);
            }
            return isShown;
        }
        if (keys == 0) {
            open();
            keys = tree.object(tree.record(tree.root(), sessionName, 0, Long.BYTES, ++version));
        }
        context.applier.apply(tree, keys, change, ++version);
        if (!isShown) {
            showers.add(edit, key, length, sessionName, version);
        }
        return false;
    }

    /** Writes what all sessions but those of {@code reader}'s client show, a step per session; false if nothing. */
    boolean encodeOthers(List<Member> members, Member reader, EditWriter target) {
        if (tree == null) {
            return false;
        }
        boolean any = false;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            int keys = member.sharesClientIdWith(reader) ? 0 : keysOf(member);
            if (keys != 0 && tree.memberCount(keys) > 0) {
                encodeKeys(keys, target);
                any = true;
            }
        }
        return any;
    }

    /**
     * Forgets what {@code leaver} showed and writes the keys that nobody else shows as removals; false if there are
     * none.
     */
    boolean leave(Member leaver, EditWriter target, NameSet removed) {
        int keys = keysOf(leaver);
        if (keys == 0) {
            return false;
        }
        int stepMark = target.beginStep();
        target.operation(EditFormat.OBJECT);
        boolean any = false;
        for (int entry = tree.firstMember(keys); entry != 0; entry = tree.nextMember(entry)) {
            int length = tree.copyName(entry, name, 0);
            if (showers.remove(name, 0, length, sessionName)) {
                writeRemoval(target, name, 0, length);
                removed.add(name, 0, length);
                any = true;
            }
        }
        endStep(target, stepMark, any);
        tree.erase(tree.root(), sessionName, 0, Long.BYTES);
        if (tree.memberCount(tree.root()) == 1) {
            close();
        }
        return any;
    }

    /** Writes those of {@code names} that nobody shows as removals; false if there are none. */
    boolean encodeRemovals(NameSet names, EditWriter target) {
        int stepMark = target.beginStep();
        target.operation(EditFormat.OBJECT);
        boolean any = false;
        int length;
        for (int at = 0; at < names.lengthBytes(); at += Short.BYTES + length) {
            length = names.nameLength(at);
            if (tree == null || !showers.isAny(names.buffer(), at + Short.BYTES, length)) {
                writeRemoval(target, names.buffer(), at + Short.BYTES, length);
                any = true;
            }
        }
        endStep(target, stepMark, any);
        return any;
    }

    void close() {
        if (tree != null) {
            tree.close();
            tree = null;
            showers = null;
        }
    }

    private void encodeKeys(int keys, EditWriter target) {
        int stepMark = target.beginStep();
        target.operation(EditFormat.OBJECT);
        for (int entry = tree.firstMember(keys); entry != 0; entry = tree.nextMember(entry)) {
            int length = tree.copyName(entry, name, 0);
            int memberMark = target.beginMember(name, 0, length);
            target.operation(EditFormat.RECORD);
            int object = tree.object(entry);
            for (int field = tree.firstMember(object); field != 0; field = tree.nextMember(field)) {
                int fieldLength = tree.copyName(field, name, 0);
                int fieldMark = target.beginMember(name, 0, fieldLength);
                target.operation(EditFormat.SET);
                tree.writeValue(field, target.values());
                target.endMember(fieldMark);
            }
            target.endMember(memberMark);
        }
        target.endStep(stepMark);
    }

    private void open() {
        if (tree == null) {
            tree = new Document(context.segments, hashSeed);
            showers = new Showers(tree, ++version);
        }
    }

    /** Object of the session, whose name stands in {@link #sessionName} then; 0 if it never showed anything. */
    private int keysOf(Member session) {
        sessionName.putLong(0, session.sessionId());
        if (tree == null) {
            return 0;
        }
        int entry = tree.find(tree.root(), sessionName, 0, Long.BYTES);
        return entry == 0 ? 0 : tree.object(entry);
    }

    private static void writeRemoval(EditWriter target, DirectBuffer key, int offset, int length) {
        int memberMark = target.beginMember(key, offset, length);
        target.operation(EditFormat.REMOVE);
        target.endMember(memberMark);
    }

    private static void endStep(EditWriter target, int stepMark, boolean hasMembers) {
        if (hasMembers) {
            target.endStep(stepMark);
        } else {
            target.position(stepMark);
        }
    }
}
