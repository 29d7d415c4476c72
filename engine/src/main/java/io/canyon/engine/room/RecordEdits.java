package io.canyon.engine.room;

import io.canyon.engine.document.Document;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.StepCursor;
import io.canyon.engine.spi.RefusalReason;
import org.agrona.DirectBuffer;

/**
 * Applies a command's document edit to a room of records (key -> component -> field), key by key: a key is applied
 * whole or refused whole, and the others count. The accepted part is logged under the next version.
 */
final class RecordEdits {
    private final RoomContext context;
    private final StepCursor steps = new StepCursor();
    private final MemberCursor keys = new MemberCursor();
    private final Growth growth = new Growth();
    private final ResyncAnswer resyncAnswer;
    private final RecordDeltas deltas;
    /** The component of the key at hand, if that is an OBJECT. */
    private int record;

    private boolean mayHaveBuffers;

    /** @param deltas is told all edits, as document sessions see them */
    RecordEdits(RoomContext context, RecordDeltas deltas) {
        this.context = context;
        this.deltas = deltas;
        this.resyncAnswer = new ResyncAnswer(context, deltas);
    }

    /**
     * @param isResyncAnswer true when the command answers a {@code resync}: of it only that is taken which nobody has
     *     set since the timelines parted
     */
    void apply(Member author, Command command, boolean isResyncAnswer) {
        if (!command.has(Command.HAS_DOCUMENT)) {
            return;
        }
        Room room = author.room();
        boolean isAnswer = isResyncAnswer && author.resyncFrom() != Member.NOT_LOST && author.isNamedIn(command);
        boolean mayWrite = mayWrite(author);
        Document document = room.document();
        long version = room.version() + 1;
        mayHaveBuffers = !command.has(Command.NO_BUFFERS);
        int refusedBefore = context.refused.count();
        deltas.begin(room);
        AppliedEdit applied = context.document;
        DirectBuffer edit = command.buffer();
        int editOffset = command.documentOffset();
        int editLength = command.documentLength();
        applied.wrap(edit, editOffset, editLength);
        steps.wrap(edit, editOffset, editLength);
        while (steps.next()) {
            applied.beginStep(steps.nodeOffset());
            keys.wrapInside(steps);
            while (keys.next()) {
                if (!mayWrite || !admits(document)) {
                    applied.drop(keys);
                    refuse();
                } else if (isAnswer) {
                    resyncAnswer.apply(author, keys, version);
                } else {
                    applyAndTell(document, version);
                    applied.keep(keys);
                }
            }
            applied.endStep();
        }
        context.counters.onKeysRefused(context.refused.count() - refusedBefore);
        if (applied.isEmpty()) {
            context.counters.onEditRefused();
        } else {
            commit(author, version, isAnswer ? author.resyncFrom() : Member.NOT_LOST);
        }
    }

    /** Applies what an empty room begins with: all of it, or nothing, which is false. */
    boolean begin(Member author, Command command) {
        Document document = author.room().document();
        long growthBytes = 0;
        steps.wrap(command.buffer(), command.documentOffset(), command.documentLength());
        while (steps.next()) {
            keys.wrap(command.buffer(), steps.nodeOffset(), steps.nodeLength());
            while (keys.next()) {
                growthBytes += growth.exact(document, document.root(), keys);
            }
        }
        boolean fits = growthBytes <= context.limits.maxDocumentBytes() && context.hasMemory(growthBytes);
        if (!fits || context.isJournalFull()) {
            return false;
        }
        apply(author, command, false);
        if (context.refused.count() > 0) {
            throw new IllegalStateException(
                    "beginning of a room refused: room=" + author.room().name() + " keys=" + context.refused.count());
        }
        return true;
    }

    /** Applies a logged edit again, as it was. */
    void replay(Room room, DirectBuffer edit, int offset, int length, long version) {
        Document document = room.document();
        deltas.begin(room);
        steps.wrap(edit, offset, length);
        while (steps.next()) {
            keys.wrapInside(steps);
            while (keys.next()) {
                if (deltas.isOn()) {
                    deltas.before(document, keys);
                }
                context.applier.apply(document, document.root(), keys, version);
                if (deltas.isOn()) {
                    deltas.after(document, keys);
                }
            }
        }
        room.version(version);
        remember(room);
    }

    private void commit(Member author, long version, long resyncFrom) {
        Room room = author.room();
        room.version(version);
        if (resyncFrom != Member.NOT_LOST) {
            room.timeline().onResyncAnswer(version, resyncFrom);
        }
        AppliedEdit applied = context.document;
        context.log.append(room, version, author, resyncFrom, applied.buffer(), applied.offset(), applied.length());
        context.counters.onEditApplied();
        remember(room);
    }

    /** Document sessions carry their edits over it. */
    private void remember(Room room) {
        if (deltas.isOn()) {
            deltas.end();
            room.whole().history().append(room.version(), deltas.buffer(), 0, deltas.lengthBytes());
        }
    }

    private boolean mayWrite(Member author) {
        if (!author.mayWrite()) {
            context.refuseFor(RefusalReason.READ_ONLY);
        } else if (context.isJournalFull()) {
            context.refuseFor(RefusalReason.JOURNAL_FULL);
        } else {
            return true;
        }
        return false;
    }

    private boolean admits(Document document) {
        return switch (keys.operation()) {
            case EditFormat.RECORD, EditFormat.REMOVE -> fits(document);
            case EditFormat.OBJECT -> isLiveRecord(document) && fits(document);
            default -> {
                context.refuseFor(RefusalReason.INVALID);
                yield false;
            }
        };
    }

    private boolean isLiveRecord(Document document) {
        record = document.findObject(document.root(), keys);
        if (record == 0) {
            context.refuseFor(RefusalReason.NO_RECORD);
        }
        return record != 0;
    }

    private void applyAndTell(Document document, long version) {
        if (deltas.isOn()) {
            deltas.before(document, keys);
            applyKey(document, version);
            deltas.after(document, keys);
        } else {
            applyKey(document, version);
        }
    }

    private void applyKey(Document document, long version) {
        if (keys.operation() == EditFormat.OBJECT) {
            context.applier.applyInside(document, record, keys, version);
        } else {
            context.applier.apply(document, document.root(), keys, version);
        }
    }

    private boolean fits(Document document) {
        boolean hasBuffers = mayHaveBuffers && BufferWork.isIn(keys);
        boolean fits = (!hasBuffers || context.bufferWork.takes(document, document.root(), keys))
                && hasRoom(document, hasBuffers);
        if (!fits) {
            context.refuseFor(RefusalReason.LIMIT);
            context.counters.onLimitRefusal();
        }
        return fits;
    }

    private boolean hasRoom(Document document, boolean hasBuffers) {
        long room = context.limits.maxDocumentBytes() - document.logicalBytes();
        if (context.hasPlentyOfMemory() && growth.bound(keys, hasBuffers) <= room) {
            return true;
        }
        long exact = growth.exact(document, document.root(), keys);
        return exact <= 0 || exact <= room && context.takesMemory(exact);
    }

    private void refuse() {
        context.refused.add(keys.buffer(), keys.nameOffset(), keys.nameLength());
        context.corrected.add(keys.buffer(), keys.nameOffset(), keys.nameLength());
    }
}
