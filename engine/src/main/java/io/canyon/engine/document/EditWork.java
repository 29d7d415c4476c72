package io.canyon.engine.document;

import io.canyon.engine.edit.ListCursor;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;

/**
 * What those need who walk over an edit and a document side by side: the parts of the document, and cursors for each
 * depth of the edit, made when it is first reached.
 */
final class EditWork {
    final SmileMeter meter = new SmileMeter();
    private final MemberCursor[] members = new MemberCursor[Smile.MAX_DEPTH + 1];
    private final ListCursor[] lists = new ListCursor[Smile.MAX_DEPTH + 1];
    private final ListBases[] bases = new ListBases[Smile.MAX_DEPTH + 1];
    private Document document;
    private Tree tree;
    private Values values;

    /** Turns to a document, which the current thread must own. */
    void turnTo(Document newDocument) {
        Tree newTree = newDocument.tree();
        if (document != newDocument) {
            document = newDocument;
            tree = newTree;
            values = newDocument.values();
        }
    }

    Document document() {
        return document;
    }

    Tree tree() {
        return tree;
    }

    Values values() {
        return values;
    }

    /** Tag of a slot; that of a tombstone when it is 0. */
    int tag(int slot) {
        return slot == 0 ? Slots.TOMBSTONE : tree.slots().tag(slot);
    }

    /** The entry of the member that the cursor stands on; 0 if there is none, or a tombstone. */
    int findLive(int object, MemberCursor member) {
        int entry = tree.members()
                .findRecent(object, member.base(), member.address(member.nameOffset()), member.nameLength());
        return entry == 0 || tree.members().isLive(entry) ? entry : 0;
    }

    MemberCursor members(int depth) {
        if (members[depth] == null) {
            members[depth] = new MemberCursor();
        }
        return members[depth];
    }

    ListCursor list(int depth) {
        if (lists[depth] == null) {
            lists[depth] = new ListCursor();
        }
        return lists[depth];
    }

    ListBases bases(int depth) {
        if (bases[depth] == null) {
            bases[depth] = new ListBases();
        }
        return bases[depth];
    }
}
