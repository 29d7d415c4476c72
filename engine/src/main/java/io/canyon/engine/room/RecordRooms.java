package io.canyon.engine.room;

import io.canyon.engine.document.ChangeEncoder;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Permission;
import org.agrona.DirectBuffer;

/**
 * The rules for sessions that edit the records of a room: canvas editors, and sessions of this JVM. Part of a
 * {@link RoomCore}.
 */
final class RecordRooms {
    /** Most names of presence keys that are remembered for the sessions of a room that lag. */
    private static final int MAX_LEFT_BYTES = 1 << 20;

    private final RoomContext context;
    private final Outputs outputs;
    private final Encodings encodings;
    private final Lagging lagging;
    private final DocumentRooms documents;
    private final RecordDeltas deltas;
    private final RecordEdits recordEdits;
    private final PresenceChanges presenceChanges;
    private long batchCount;

    /** @param documents whose sessions are told what happens to records */
    RecordRooms(RoomContext context, Outputs outputs, Encodings encodings, Lagging lagging, DocumentRooms documents) {
        this.context = context;
        this.outputs = outputs;
        this.encodings = encodings;
        this.lagging = lagging;
        this.documents = documents;
        this.deltas = new RecordDeltas(context.hashSeed);
        this.recordEdits = new RecordEdits(context, deltas);
        this.presenceChanges = new PresenceChanges(context);
    }

    /** The session is in its room now: it is told what the others show. */
    void joined(Member member) {
        Room room = member.room();
        EditWriter writer = context.writer.wrap(context.spare, 0);
        if (room.presence().encodeOthers(room.members(), member, writer)) {
            outputs.changes(member, Output.NO_VERSION, 0, writer.position());
        }
    }

    /** The session is in its room no more: what only it has shown goes. */
    void left(Member member) {
        Room room = member.room();
        EditWriter writer = context.writer.wrap(context.spare, 0);
        context.refused.clear();
        NameSet removed = room.hasLaggingEditors() ? room.leftWhileLagging() : context.refused;
        if (room.presence().leave(member, writer, removed)) {
            outputs.presenceLeft(room, member, writer.position());
        }
        context.refused.clear();
        boundLeft(room);
    }

    boolean begin(Room room, Command command) {
        Member nobody = new Member(room, 0, new byte[0], Permission.READ_WRITE);
        context.clear();
        if (!recordEdits.begin(nobody, command)) {
            return false;
        }
        outputs.broadcast(nobody);
        return true;
    }

    void replay(Room room, long version, long resyncFrom, DirectBuffer edit, int offset, int length) {
        recordEdits.replay(room, edit, offset, length, version);
        if (resyncFrom != Member.NOT_LOST) {
            room.timeline().onResyncAnswer(version, resyncFrom);
        }
    }

    void edit(Member author, Command command) {
        context.clear();
        apply(author, command, command.has(Command.RESYNC_ANSWER));
        outputs.ack(author, command);
        if (context.corrected.count() > 0 || author.wasCorrected()) {
            correct(author);
        }
        boundLeft(author.room());
    }

    /** The session tells which version it knows, and what it has changed since. */
    void resume(Member member, Command command) {
        context.clear();
        Room room = member.room();
        long known = command.version();
        boolean isLost = !room.timeline().contains(known, room.version());
        if (isLost) {
            heal(member, command);
        } else {
            member.found();
            apply(member, command, false);
            bringUpToDate(member, known);
        }
        outputs.synced(member);
        correct(member);
        boundLeft(room);
    }

    /** The client of a lost timeline: what it may keep is decided when its answer comes. */
    private void heal(Member member, Command command) {
        Room room = member.room();
        context.counters.onResync();
        long shared = member.mayWrite() ? room.timeline().sharedWith(command.version(), room.version()) : 0;
        if (member.mayWrite()) {
            member.lost(command.version(), shared);
            outputs.resync(member, shared);
        }
        // Before its own changes are applied: of these it knows, and the rest of the diff is what it has missed.
        bringUpToDate(member, shared);
        apply(member, command, false);
    }

    private void apply(Member author, Command command, boolean isResyncAnswer) {
        recordEdits.apply(author, command, isResyncAnswer);
        presenceChanges.apply(author, command);
        boolean isTold = deltas.isOn() && !context.document.isEmpty();
        boolean areRecordsWhole = isTold && deltas.hasRecordsAgain();
        if (areRecordsWhole) {
            documents.boundRecords(author, deltas);
        }
        outputs.broadcast(author, areRecordsWhole);
        if (isTold) {
            documents.recordsEdited(author, deltas);
        }
    }

    private void bringUpToDate(Member member, long since) {
        Room room = member.room();
        if (member.encoding() != 0 || encodings.defers(member, since)) {
            // What it misses is on its way, or will be: a state, and all that comes after that.
            return;
        }
        EditWriter writer = context.writer.wrap(context.spare, 0);
        boolean changed = ChangeEncoder.encodeSince(room.document(), since, room.whole() != null, writer);
        int documentLength = writer.position();
        boolean shown = room.presence().encodeOthers(room.members(), member, writer);
        if (changed || shown) {
            outputs.changes(member, room.version(), documentLength, writer.position() - documentLength);
        }
    }

    private void correct(Member member) {
        boolean isFrozenLater = member.encoding() > member.room().encodingsStarted();
        boolean isCaughtUpLater = member.isLagging() && member.encoding() == 0;
        boolean areTooMuch =
                !isFrozenLater && !isCaughtUpLater && encodings.areTooMuch(member.room(), context.corrected);
        if (isFrozenLater || isCaughtUpLater || areTooMuch) {
            member.correctLater(context.corrected, context.hashSeed);
            if (areTooMuch && !member.isLagging()) {
                encodings.ask(member, 0);
            }
            return;
        }
        int lengthBytes = outputs.correct(member, context.corrected);
        if (member.addCorrected(lengthBytes, batchCount) > Encodings.MAX_CORRECTED_BYTES) {
            // A few bytes of refused keys may ask for as much as the room has: the rest comes when this has drained.
            lagging.begin(member);
        }
    }

    /** A session that lagged has drained: it is told what it misses, at once or when that is encoded. */
    void catchUp(Member member) {
        Room room = member.room();
        boolean areTooMuch = member.hasCorrectedLater() && encodings.areTooMuch(room, member.correctedLater());
        if (areTooMuch || encodings.takes(room, member.laggedAt())) {
            encodings.ask(member, member.laggedAt());
            return;
        }
        EditWriter writer = context.writer.wrap(context.spare, 0);
        ChangeEncoder.encodeSince(room.document(), member.laggedAt(), room.whole() != null, writer);
        if (member.hasCorrectedLater()) {
            outputs.writeKeys(room, member.correctedLater(), writer);
            member.correctedLater().clear();
        }
        int documentLength = writer.position();
        room.presence().encodeRemovals(room.leftWhileLagging(), writer);
        room.presence().encodeOthers(room.members(), member, writer);
        lagging.end(member);
        outputs.catchUp(member, documentLength, writer.position() - documentLength);
    }

    /** Sessions that lag while more goes away than can be remembered for them have to begin anew. */
    private void boundLeft(Room room) {
        if (room.leftWhileLagging().lengthBytes() <= MAX_LEFT_BYTES) {
            return;
        }
        for (int i = 0; i < room.members().size(); i++) {
            Member member = room.members().get(i);
            if (member.isLagging() && !member.isDocumentSession()) {
                outputs.close(member.sessionId(), CloseReason.LIMIT);
                room.onCaughtUp(member);
                context.counters.onLimitRefusal();
            }
        }
    }

    void onBatchEnd() {
        batchCount++;
        deltas.trim();
    }
}
