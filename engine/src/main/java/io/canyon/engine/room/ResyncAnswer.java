package io.canyon.engine.room;

import io.canyon.engine.document.Document;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.MemberCursor;

/**
 * Applies the answer of a client of a lost timeline, field by field: a field is taken only if nobody has set it since
 * the two timelines parted, or the last who did was a client of a lost timeline that ended lower. The sender is told
 * the true value of every key of which something was left out.
 */
final class ResyncAnswer {
    private final RoomContext context;
    private final RecordDeltas deltas;
    private final MemberCursor fields = new MemberCursor();

    private Member author;
    private Document document;

    ResyncAnswer(RoomContext context, RecordDeltas deltas) {
        this.context = context;
        this.deltas = deltas;
    }

    /** Applies the key that {@code key} stands on; the caller has checked that it is admissible. */
    void apply(Member from, MemberCursor key, long version) {
        author = from;
        document = from.room().document();
        int entry = document.find(document.root(), key.buffer(), key.nameOffset(), key.nameLength());
        boolean isWhole = entry == 0 || mayReplace(document.version(entry));
        boolean isGone = entry != 0 && !document.isLive(entry);
        if (!isWhole && (isGone || key.operation() == EditFormat.REMOVE)
                || key.operation() == EditFormat.REMOVE && !mayReplaceFields(entry)) {
            leaveOut(key);
            context.document.drop(key);
            return;
        }
        if (key.operation() == EditFormat.REMOVE) {
            context.document.keep(key);
            applyKey(key, version);
            return;
        }
        rewrite(key, entry, isWhole, version);
    }

    private void rewrite(MemberCursor key, int entry, boolean isWhole, long version) {
        EditWriter writer = context.document.rewrite(key);
        int object = entry == 0 ? 0 : document.object(entry);
        int mark = writer.beginMember(key.buffer(), key.nameOffset(), key.nameLength());
        writer.operation(isWhole ? key.operation() : EditFormat.OBJECT);
        int fieldCount = 0;
        boolean isWhollyTaken = isWhole || key.operation() == EditFormat.OBJECT;
        fields.wrapInside(key);
        while (fields.next()) {
            int field =
                    object == 0 ? 0 : document.find(object, fields.buffer(), fields.nameOffset(), fields.nameLength());
            if (field == 0 || mayReplace(document.version(field))) {
                writer.writeRaw(fields.buffer(), fields.memberOffset(), fields.memberLength());
                fieldCount++;
            } else {
                isWhollyTaken = false;
            }
        }
        writer.endMember(mark);
        if (!isWhollyTaken) {
            leaveOut(key);
        }
        if (fieldCount == 0 && !(isWhole && key.operation() == EditFormat.RECORD)) {
            context.document.takeBack(mark);
            return;
        }
        applyKey(context.document.rewritten(mark), version);
    }

    private void applyKey(MemberCursor key, long version) {
        if (deltas.isOn()) {
            deltas.before(document, key);
        }
        context.applier.apply(document, document.root(), key, version);
        if (deltas.isOn()) {
            deltas.after(document, key);
        }
    }

    private boolean mayReplaceFields(int entry) {
        int object = entry == 0 ? 0 : document.object(entry);
        if (object == 0) {
            return true;
        }
        for (int field = document.firstMember(object); field != 0; field = document.nextMember(field)) {
            if (!mayReplace(document.version(field))) {
                return false;
            }
        }
        return true;
    }

    private boolean mayReplace(long version) {
        return version <= author.sharedVersion()
                || author.room().timeline().isAnswerFromBelow(version, author.resyncFrom());
    }

    private void leaveOut(MemberCursor key) {
        context.corrected.add(key.buffer(), key.nameOffset(), key.nameLength());
    }
}
