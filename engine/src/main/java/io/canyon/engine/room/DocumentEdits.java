package io.canyon.engine.room;

import io.canyon.engine.delta.Carry;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ChangeReader;
import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Fit;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.document.ValueEdits;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.StepCursor;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RejectCode;
import io.canyon.engine.spi.RoomKind;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Applies edits of document sessions: each once, all of it or nothing. An edit that was made for the document as it is,
 * and fits it, is applied as it stands, with the lengths of its lists, and allocates nothing; any other is carried
 * forward over what was applied since its base, and cut to what fits.
 */
final class DocumentEdits {
    private static final int INITIAL_BYTES = 1024;
    /** Most bytes of an edit, times the edits that it is carried over: all that the shard's thread does for one. */
    private static final long MAX_CARRIED_BYTES = 16 << 20;

    private static final String NOTHING_LEFT = "nothing of it applies any more";

    private final RoomContext context;
    private final DocumentOutputs outputs;
    private final RecordOutputs recordOutputs;
    private final StepCursor step = new StepCursor();
    private final EditTarget whole;
    private final EditTarget records;
    private final RecordShape shape = new RecordShape();
    private final ChangeWriter changes = new ChangeWriter(SmileValue.WRITER);
    private final SameEdit same = new SameEdit();
    private final EditWriter writer = new EditWriter();
    private final MemberPatch memberPatch = new MemberPatch();
    private final DocumentPatches patches;
    private ExpandableArrayBuffer rewritten = new ExpandableArrayBuffer(INITIAL_BYTES);

    DocumentEdits(RoomContext context, DocumentOutputs outputs, RecordOutputs recordOutputs) {
        ValueEdits values = new ValueEdits();
        this.context = context;
        this.outputs = outputs;
        this.recordOutputs = recordOutputs;
        this.whole = new WholeTarget(values);
        this.records = new RecordTarget(values, context.hashSeed);
        this.patches = new DocumentPatches(this, context.hashSeed);
    }

    /** A {@link CommandType#EDIT_DOCUMENT}. */
    void apply(Member member, Command command) {
        Author author = member.participant().author();
        long sequence = command.sequence();
        if (sequence <= author.sequence()) {
            answerAgain(member, author, command);
            return;
        }
        try {
            requireTaken(member, author, command);
            if (command.has(Command.JSON_PATCH)) {
                applyPatch(member, command);
                return;
            }
            Room room = member.room();
            requireShape(room, command.buffer(), command.documentOffset(), command.documentLength());
            int offset = command.documentOffset();
            int length = command.documentLength();
            boolean isCurrent = isCurrent(room, command);
            if (isCurrent && fits(room, command.buffer(), offset, length)) {
                commit(member, command, command.buffer(), offset, length, true);
            } else if (isCurrent && fitsWithLengths(room, command)) {
                commit(member, command, rewritten, 0, writer.position(), true);
            } else {
                rewrite(room, command);
                requireRewritten(room);
                commit(
                        member,
                        command,
                        rewritten,
                        0,
                        writer.position(),
                        isAsSent(command, rewritten, 0, writer.position()));
            }
        } catch (Rejected e) {
            count(e);
            context.counters.onEditRefused();
            outputs.reject(member, sequence, e.code(), e.getMessage());
        } catch (DeltaException e) {
            context.counters.onEditRefused();
            outputs.reject(member, sequence, codeOf(e), e.getMessage());
        }
    }

    private void count(Rejected rejected) {
        if (rejected.isLimit()) {
            context.counters.onLimitRefusal();
        }
    }

    /** Applies a patch that is resolved against its base or, without one, against the document as it is. */
    private void applyPatch(Member member, Command command) throws Rejected {
        Room room = member.room();
        boolean isCurrent = isCurrent(room, command);
        writer.wrap(rewritten, 0);
        if (!isCurrent
                || room.kind() == RoomKind.RECORDS
                || !memberPatch.write(room.document(), room.whole().entry(), command, writer)
                || !fits(room, rewritten, 0, writer.position())) {
            resolve(room, command);
            requireRewritten(room);
        }
        commit(member, command, rewritten, 0, writer.position(), isCurrent);
    }

    /** Writes the step that is left of a patch, or nothing when it changes nothing. */
    private void resolve(Room room, Command command) throws Rejected {
        EditHistory history = room.whole().history();
        int from = firstUnseen(room, command);
        Change change = patches.resolve(target(room).value(room), history, from, command);
        writer.wrap(rewritten, 0);
        if (change != null && !write(room, carry(history, change, from))) {
            throw new Rejected(RejectCode.CONFLICT, NOTHING_LEFT);
        }
    }

    /** Applies what a new room begins with: all of it, or nothing, which is false. Nobody is there to be told. */
    boolean begin(Room room, Command command) {
        Participant nobody = new Participant(new byte[0], 0, new Author(""));
        Member author = new Member(room, 0, new byte[0], Permission.READ_WRITE, nobody);
        if (context.isJournalFull()
                || !fits(room, command.buffer(), command.documentOffset(), command.documentLength())) {
            return false;
        }
        try {
            log(author, command, command.buffer(), command.documentOffset(), command.documentLength());
            return true;
        } catch (Rejected e) {
            count(e);
            return false;
        }
    }

    /** Applies a logged edit again, as it was. */
    void replay(Room room, long version, DirectBuffer edit, int offset, int length) {
        if (length > 0) {
            step.wrap(edit, offset, length);
            step.next();
            target(room).apply(room, edit, step.nodeOffset(), step.nodeLength(), version);
        }
        room.version(version);
        room.whole().history().append(version, edit, offset, length);
    }

    void trim() {
        if (rewritten.capacity() > RoomContext.MAX_KEPT_BYTES) {
            rewritten = new ExpandableArrayBuffer(INITIAL_BYTES);
        }
    }

    /** An edit that came before: what became of it is said again. */
    private void answerAgain(Member member, Author author, Command command) {
        long sequence = command.sequence();
        long version = author.versionOf(sequence);
        if (version == Author.NOT_APPLIED) {
            outputs.reject(member, sequence, RejectCode.CONFLICT, "not applied before, and later edits were");
            return;
        }
        EditHistory history = member.room().whole().history();
        int at = history.firstAfter(version - 1);
        boolean isRemembered = at < history.count() && history.version(at) == version;
        if (isRemembered && !isAsSent(command, history.buffer(), history.offset(at), history.lengthBytes(at))) {
            outputs.ack(member, sequence, version, history.buffer(), history.offset(at), history.lengthBytes(at));
        } else {
            outputs.ack(member, sequence, version);
        }
    }

    private boolean isAsSent(Command command, DirectBuffer edit, int offset, int length) {
        // what a patch has become, nobody remembers
        return !command.has(Command.JSON_PATCH)
                && same.isSame(
                        edit, offset, length, command.buffer(), command.documentOffset(), command.documentLength());
    }

    private void requireTaken(Member member, Author author, Command command) throws Rejected {
        if (!member.mayWrite()) {
            throw new Rejected(RejectCode.READ_ONLY, "may not write");
        }
        if (context.isJournalFull()) {
            throw new Rejected(RejectCode.UNAVAILABLE, "the journal is full");
        }
        long base = command.version();
        if (base == Command.NONE) {
            return;
        }
        Room room = member.room();
        if (!room.timeline().contains(base, room.version())) {
            throw new Rejected(RejectCode.TOO_OLD, "the base is on no timeline of this room");
        }
        if (base < author.version()) {
            throw new Rejected(RejectCode.OUT_OF_ORDER, "made without having seen edit " + author.sequence());
        }
        if (base < room.whole().history().floor()) {
            throw new Rejected(RejectCode.TOO_OLD, "the base is before the history");
        }
    }

    private EditTarget target(Room room) {
        return room.kind() == RoomKind.RECORDS ? records : whole;
    }

    private void requireShape(Room room, DirectBuffer edit, int offset, int length) throws Rejected {
        step.wrap(edit, offset, length);
        if (room.kind() == RoomKind.RECORDS && step.next()) {
            String problem = shape.problem(edit, step.nodeOffset(), step.nodeLength());
            if (problem != null) {
                throw new Rejected(RejectCode.INVALID, problem);
            }
        }
    }

    /** Whether nothing was applied since the edit's base. */
    private static boolean isCurrent(Room room, Command command) {
        EditHistory history = room.whole().history();
        return command.version() == Command.NONE || history.firstAfter(command.version()) == history.count();
    }

    private boolean fits(Room room, DirectBuffer edit, int offset, int length) {
        step.wrap(edit, offset, length);
        return step.next() && target(room).fits(room, edit, step.nodeOffset(), step.nodeLength());
    }

    /** Whether the edit fits but for what its author does not know, the lengths of lists: it is copied then. */
    private boolean fitsWithLengths(Room room, Command command) {
        int length = command.documentLength();
        rewritten.putBytes(0, command.buffer(), command.documentOffset(), length);
        writer.wrap(rewritten, length);
        step.wrap(rewritten, 0, length);
        return step.next()
                && target(room).tellLengths(room, rewritten, step.nodeOffset(), step.nodeLength())
                && fits(room, rewritten, 0, length);
    }

    /** Writes the step that is left of the edit, or nothing when it changes nothing. */
    private void rewrite(Room room, Command command) throws Rejected {
        int from = firstUnseen(room, command);
        step.wrap(command.buffer(), command.documentOffset(), command.documentLength());
        step.next();
        Change change = ChangeReader.read(command.buffer(), step.nodeOffset(), step.nodeLength());
        change = carry(room.whole().history(), change, from);
        if (!write(room, change)) {
            throw new Rejected(RejectCode.CONFLICT, NOTHING_LEFT);
        }
    }

    /** The first edit of the history that the author has not seen. */
    private static int firstUnseen(Room room, Command command) throws Rejected {
        EditHistory history = room.whole().history();
        int from = command.version() == Command.NONE ? history.count() : history.firstAfter(command.version());
        if ((long) command.documentLength() * (history.count() - from) > MAX_CARRIED_BYTES) {
            throw new Rejected(RejectCode.TOO_OLD, "too large to be carried over so many edits");
        }
        return from;
    }

    /** Writes what fits of a change; false when that is nothing. */
    private boolean write(Room room, Change change) {
        Change fitting = change == null ? null : Fit.into(target(room).value(room), change);
        writer.wrap(rewritten, 0);
        if (fitting != null && fitting != Fit.NOTHING) {
            int mark = writer.beginStep();
            changes.write(fitting, writer);
            writer.endStep(mark);
        }
        return fitting != null;
    }

    /** What still does not fit behind a rewrite goes too deep; what a session undoes may be no record any more. */
    private void requireRewritten(Room room) throws Rejected {
        requireShape(room, rewritten, 0, writer.position());
        if (writer.position() > 0 && !fits(room, rewritten, 0, writer.position())) {
            throw Rejected.atLimit(RejectCode.INVALID, "nested too deep");
        }
    }

    /** Carries a change over the edits from one on; null when nothing is left of it. */
    private Change carry(EditHistory history, Change change, int from) {
        Change carried = change;
        for (int i = from; i < history.count() && carried != null; i++) {
            if (history.lengthBytes(i) > 0) {
                carried = Carry.over(carried, readFor(carried, history, i));
            }
        }
        return carried;
    }

    /** Of such an edit what meets a change; good until the next is applied. */
    Change readFor(Change mine, EditHistory history, int edit) {
        step.wrap(history.buffer(), history.offset(edit), history.lengthBytes(edit));
        step.next();
        return ChangeReader.readFor(mine, history.buffer(), step.nodeOffset(), step.nodeLength());
    }

    /** An edit of the history that changed something; good until the next is applied. */
    Change read(EditHistory history, int edit) {
        step.wrap(history.buffer(), history.offset(edit), history.lengthBytes(edit));
        step.next();
        return ChangeReader.read(history.buffer(), step.nodeOffset(), step.nodeLength());
    }

    /** Whether the session's own edits can be applied now. */
    boolean mayApplyOwn(Member member) {
        return member.mayWrite() && !context.isJournalFull();
    }

    /**
     * Applies a change that the room makes for a session, and tells all of it.
     *
     * @param from the first edit of the history that the change does not know
     * @return false when nothing of it applies, or it cannot be applied now
     */
    boolean applyOwn(Member member, Command command, Change change, int from) {
        Room room = member.room();
        Change carried = carry(room.whole().history(), change, from);
        if (!write(room, carried) || writer.position() == 0) {
            return false;
        }
        try {
            requireRewritten(room);
            log(member, command, rewritten, 0, writer.position());
        } catch (Rejected e) {
            count(e);
            return false;
        }
        outputs.broadcastToAll(member, rewritten, 0, writer.position());
        recordOutputs.broadcast(member, rewritten, 0, writer.position());
        context.counters.onBroadcast();
        return true;
    }

    /** @param isAsSent whether the edit is what its author sent, who does not know the lengths of lists */
    private void commit(Member member, Command command, DirectBuffer edit, int offset, int length, boolean isAsSent)
            throws Rejected {
        Room room = member.room();
        long sequence = command.sequence();
        log(member, command, edit, offset, length);
        Author author = member.participant().author();
        room.whole().sequences().applied(author, sequence, room.version(), command.version() == Command.NONE);
        if (length > 0) {
            member.participant().undoStack().edited(room.version());
        }
        outputs.broadcast(member, edit, offset, length);
        recordOutputs.broadcast(member, edit, offset, length);
        context.counters.onBroadcast();
        if (isAsSent) {
            outputs.ack(member, sequence, room.version());
        } else {
            outputs.ack(member, sequence, room.version(), edit, offset, length);
        }
    }

    /** Applies an edit that fits, or one that changes nothing, under the next version. */
    private void log(Member member, Command command, DirectBuffer edit, int offset, int length) throws Rejected {
        Room room = member.room();
        long version = room.version() + 1;
        if (length > 0) {
            step.wrap(edit, offset, length);
            step.next();
            requireRoom(room, edit, command.documentLength(), length);
            target(room).apply(room, edit, step.nodeOffset(), step.nodeLength(), version);
        }
        room.version(version);
        room.whole().history().append(version, edit, offset, length);
        context.log.appendDocument(room, version, member, command, edit, offset, length);
        context.counters.onEditApplied();
    }

    private void requireRoom(Room room, DirectBuffer edit, int sentLength, int length) throws Rejected {
        long left = context.limits.maxDocumentBytes() - room.document().logicalBytes();
        long growth = target(room).growth(room, edit, step.nodeOffset(), step.nodeLength());
        if (growth > 0 && (growth > left || !context.takesMemory(growth))) {
            throw Rejected.atLimit(RejectCode.TOO_LARGE, "the document would be too large");
        }
        if (length > sentLength && !context.log.reserve(length - sentLength)) {
            throw new Rejected(RejectCode.UNAVAILABLE, "the journal has no room for what would be applied");
        }
    }

    private static RejectCode codeOf(DeltaException e) {
        return switch (e.code()) {
            case MALFORMED, INDEX, LIMIT, UNTOLD -> RejectCode.INVALID;
            case CONFLICT -> RejectCode.CONFLICT;
        };
    }
}
