package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import org.agrona.DirectBuffer;

/**
 * Writes what changed in a document as an edit that brings an older state up to date. Stateless; runs on the thread of
 * the document or view; allocates nothing itself.
 *
 * <p>A root member that is an object becomes RECORD when its own entry changed, or one of its fields was removed, else
 * OBJECT, with a SET for each field that changed, itself or anywhere below. A RECORD that stands for a lost field has
 * all fields; if the caller wants records whole, every RECORD has. A root member that is no object becomes SET, a
 * tombstone REMOVE.
 */
public final class ChangeEncoder {
    /** In place of a version: everything changed since. */
    private static final long EVER = Long.MIN_VALUE;
    /** In place of a walk's number: no marks were set, so that one has to look at what is below a field. */
    private static final int UNMARKED = 0;

    private ChangeEncoder() {}

    /**
     * Writes one step with all that changed after {@code sinceVersion}; below 1 that is everything, in the order of the
     * document, else the order is that of the changes. Costs what changed.
     *
     * @return false, with nothing written, when nothing changed
     */
    public static boolean encodeSince(Document document, long sinceVersion, EditWriter target) {
        return encodeSince(document, sinceVersion, false, target);
    }

    /** @param isWhole whether every RECORD is to have all fields */
    public static boolean encodeSince(Document document, long sinceVersion, boolean isWhole, EditWriter target) {
        if (sinceVersion <= 0) {
            return encodeAll(document.tree(), EVER, isWhole, target);
        }
        int newest = document.newest();
        if (newest == 0 || document.members().version(newest) <= sinceVersion) {
            return false;
        }
        int step = beginStep(target);
        encodeMarked(document, sinceVersion, isWhole, target);
        target.endStep(step);
        return true;
    }

    /**
     * Writes the same from a view, always in the order of the document. Costs what the document has.
     *
     * @return false, with nothing written, when nothing had changed
     */
    public static boolean encodeSince(DocumentView view, long sinceVersion, EditWriter target) {
        return encodeSince(view, sinceVersion, false, target);
    }

    /**
     * The same.
     *
     * @param isWhole whether every RECORD is to have all fields
     * @return false, with nothing written, when nothing had changed
     */
    public static boolean encodeSince(DocumentView view, long sinceVersion, boolean isWhole, EditWriter target) {
        return encodeAll(view.tree(), sinceVersion <= 0 ? EVER : sinceVersion, isWhole, target);
    }

    /**
     * Whether what {@link #encodeSince} writes takes more than about {@code bytes}. Costs as many looks as entries fit
     * in these.
     *
     * @param isWhole whether every RECORD is to have all fields
     */
    public static boolean isLarger(Document document, long sinceVersion, boolean isWhole, long bytes) {
        if (document.logicalBytes() <= bytes) {
            return false;
        }
        if (sinceVersion <= 0) {
            return true;
        }
        Members members = document.members();
        VersionThread thread = document.thread();
        long rest = bytes;
        for (int at = thread.newest(); at != 0 && members.version(at) > sinceVersion; at = thread.older(at)) {
            rest -= Values.MEMBER_BYTES + toldBytes(document, at, isWhole, rest);
            if (rest < 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Logical bytes of what is written for a change of the entry: of a record nothing but the fields that changed,
     * unless it is to have all or has lost one; of what is inside a field all of the field.
     */
    private static long toldBytes(Document document, int entry, boolean isWhole, long limit) {
        Members members = document.members();
        int field = 0;
        int key = entry;
        for (int up = members.owner(members.object(key)); up != 0; up = members.owner(members.object(key))) {
            field = key;
            key = up;
        }
        boolean isRecord = document.object(key) != 0;
        if (isRecord && field == 0 && !isWhole) {
            return Values.CONTAINER_BYTES;
        }
        boolean isKeyWhole = field == 0 || isRecord && !members.isLive(field);
        int place = DocumentPlaces.ofEntry(document, isKeyWhole ? key : field);
        return place == 0 ? 0 : DocumentPlaces.measure(document, place, limit);
    }

    /**
     * Writes the true state of one root member, as a member: RECORD with all fields, SET when it is no object, REMOVE
     * when there is none.
     */
    public static void encodeKey(
            Document document, DirectBuffer name, int nameOffset, int nameLength, EditWriter target) {
        int entry = document.find(document.root(), name, nameOffset, nameLength);
        if (entry != 0) {
            encodeMember(document.tree(), entry, EVER, UNMARKED, true, target);
            return;
        }
        int member = target.beginMember(name, nameOffset, nameLength);
        target.operation(EditFormat.REMOVE);
        target.endMember(member);
    }

    /** Logical bytes of a root member, more than {@code limit} when they are more; 0 when there is none. */
    public static long measureKey(Document document, DirectBuffer name, int nameOffset, int nameLength, long limit) {
        int place = DocumentPlaces.ofEntry(document, document.find(document.root(), name, nameOffset, nameLength));
        return place == 0 ? 0 : DocumentPlaces.measure(document, place, limit);
    }

    private static boolean encodeAll(Tree tree, long since, boolean isWhole, EditWriter target) {
        Members members = tree.members();
        int start = target.position();
        int step = beginStep(target);
        boolean any = false;
        for (int entry = members.first(tree.root()); entry != 0; entry = members.next(entry)) {
            if (isChanged(tree, entry, since, UNMARKED)) {
                encodeMember(tree, entry, since, UNMARKED, isWhole, target);
                any = true;
            }
        }
        if (any) {
            target.endStep(step);
        } else {
            target.position(start);
        }
        return any;
    }

    private static void encodeMarked(Document document, long since, boolean isWhole, EditWriter target) {
        Tree tree = document.tree();
        Members members = tree.members();
        VersionThread thread = document.thread();
        int walk = tree.beginWalk();
        for (int at = thread.newest(); at != 0 && members.version(at) > since; at = thread.older(at)) {
            markPath(document, at, walk);
        }
        for (int at = thread.newest(); at != 0 && members.version(at) > since; at = thread.older(at)) {
            int key = rootMember(members, at);
            if (tree.isMarked(key, walk)) {
                encodeMember(tree, key, since, walk, isWhole, target);
                document.tree().mark(key, 0);
            }
        }
    }

    /** Marks the root member above the entry, and the field of it that the entry is or is in. */
    private static void markPath(Document document, int entry, int walk) {
        Members members = document.members();
        int field = 0;
        int at = entry;
        for (int up = members.owner(members.object(at)); up != 0; up = members.owner(members.object(at))) {
            field = at;
            at = up;
        }
        document.tree().mark(at, walk);
        if (field != 0) {
            document.tree().mark(field, walk);
        }
    }

    private static int rootMember(Members members, int entry) {
        int at = entry;
        for (int up = members.owner(members.object(at)); up != 0; up = members.owner(members.object(at))) {
            at = up;
        }
        return at;
    }

    private static void encodeMember(Tree tree, int entry, long since, int walk, boolean isWhole, EditWriter target) {
        int member = beginMember(tree, entry, target);
        int object = tree.object(entry);
        if (!tree.members().isLive(entry)) {
            target.operation(EditFormat.REMOVE);
        } else if (object == 0) {
            target.operation(EditFormat.SET);
            tree.write(slotOf(entry), target.values());
        } else {
            encodeFields(tree, entry, object, since, isWhole, walk, target);
        }
        target.endMember(member);
    }

    private static void encodeFields(
            Tree tree, int entry, int object, long since, boolean isWhole, int walk, EditWriter target) {
        Members members = tree.members();
        boolean lostField = members.tombstones(object) > 0 && lostField(members, object, since);
        boolean isRecord = lostField || members.version(entry) > since;
        boolean areAll = lostField || isWhole && isRecord;
        target.operation(isRecord ? EditFormat.RECORD : EditFormat.OBJECT);
        for (int field = members.first(object); field != 0; field = members.next(field)) {
            if (members.isLive(field) && (areAll || isChanged(tree, field, since, walk))) {
                int member = beginMember(tree, field, target);
                target.operation(EditFormat.SET);
                tree.write(slotOf(field), target.values());
                target.endMember(member);
            }
        }
    }

    private static boolean lostField(Members members, int object, long since) {
        for (int field = members.first(object); field != 0; field = members.next(field)) {
            if (!members.isLive(field) && members.version(field) > since) {
                return true;
            }
        }
        return false;
    }

    /** Whether the entry changed, itself or anywhere below. */
    private static boolean isChanged(Tree tree, int entry, long since, int walk) {
        if (tree.members().version(entry) > since) {
            return true;
        }
        return walk == UNMARKED ? isChangedBelow(tree, slotOf(entry), since) : tree.isMarked(entry, walk);
    }

    private static boolean isChangedBelow(Tree tree, int slot, long since) {
        int tag = tree.slots().tag(slot);
        if (tag == Slots.OBJECT) {
            Members members = tree.members();
            int object = tree.slots().ref(slot);
            for (int entry = members.first(object); entry != 0; entry = members.next(entry)) {
                if (isChanged(tree, entry, since, UNMARKED)) {
                    return true;
                }
            }
        } else if (tag == Slots.ARRAY) {
            Vectors vectors = tree.vectors();
            int array = tree.slots().ref(slot);
            int count = vectors.heavyCount(array) == 0 ? 0 : vectors.count(array);
            for (int i = 0; i < count; i++) {
                if (isChangedBelow(tree, vectors.slot(array, i), since)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int beginStep(EditWriter target) {
        int step = target.beginStep();
        target.operation(EditFormat.OBJECT);
        return step;
    }

    private static int beginMember(Tree tree, int entry, EditWriter target) {
        NameTable names = tree.names();
        int name = tree.members().nameRef(entry);
        return target.beginMember(names.buffer(name), names.offset(name), names.length(name));
    }
}
