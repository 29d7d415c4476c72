package io.canyon.engine.room;

import io.canyon.engine.document.ChangeEncoder;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Permission;
import java.util.ArrayList;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The rules of rooms: takes the commands of one shard in their order and emits what follows from each. A deterministic
 * state machine: the same commands give the same outputs and the same state. Runs on the shard's thread.
 */
public final class RoomCore {
    /** Most names of presence keys that are remembered for the sessions of a room that lag. */
    static final int MAX_LEFT_BYTES = 1 << 20;

    private final RoomContext context;
    private final Outputs outputs;
    private final RecordDeltas deltas;
    private final DocumentChanges documentChanges;
    private final PresenceChanges presenceChanges;
    private final Encodings encodings;
    private final RoomReads reads;
    private final DocumentRooms documents;
    private final MemberTable members = new MemberTable();
    private final ArrayList<Room> countChanged = new ArrayList<>();
    private long batchCount;

    public RoomCore(RoomContext context) {
        this.context = context;
        this.outputs = new Outputs(context);
        this.deltas = new RecordDeltas(context.hashSeed);
        this.documentChanges = new DocumentChanges(context, deltas);
        this.presenceChanges = new PresenceChanges(context);
        this.encodings = new Encodings(context, outputs);
        this.reads = new RoomReads(context, outputs);
        this.documents = new DocumentRooms(context, encodings, outputs, this::onLagging);
    }

    /** Sessions in all rooms of this shard. */
    public int sessionCount() {
        return members.size();
    }

    /** Sessions of an I/O thread that are told what happens in their rooms, because they do not lag. */
    public int listenerCount(int ioThread) {
        return context.listeners[ioThread];
    }

    /** Rooms of which an I/O thread is told everything, because it watches them and takes what it is told. */
    public int watchedCount(int ioThread) {
        return context.missed.isFull(ioThread) ? 0 : context.watched[ioThread];
    }

    /** Whether the outbox of an I/O thread is full, as far as has been told. */
    public boolean isFull(int ioThread) {
        return context.missed.isFull(ioThread);
    }

    /** The room that a session is in, or null. */
    public Room roomOf(long sessionId) {
        Member member = members.get(sessionId);
        return member == null ? null : member.room();
    }

    /** A {@link CommandType#JOIN} to a room that is loaded; null, or why the session does not get in. */
    public CloseReason join(Room room, Command command) {
        byte[] clientId = new byte[command.idLength()];
        command.buffer().getBytes(command.idOffset(), clientId);
        boolean isDocument = command.has(Command.DOCUMENT_ROOM);
        boolean replaces = isDocument && documents.sameId(room, new UnsafeBuffer(clientId)) != null;
        if (room.memberCount() >= context.limits.maxSessions() && !replaces) {
            context.counters.onLimitRefusal();
            return CloseReason.LIMIT;
        }
        if (isDocument) {
            return joinDocument(room, command, clientId);
        }
        if (!room.becomes(RoomKind.RECORDS)) {
            return CloseReason.OTHER_KIND;
        }
        Member member = new Member(room, command.sessionId(), clientId, Permission.of(command.value()));
        enter(room, member);
        EditWriter writer = context.writer.wrap(context.spare, 0);
        if (room.presence().encodeOthers(room.members(), member, writer)) {
            outputs.changes(member, Output.NO_VERSION, 0, writer.position());
        }
        outputs.session(OutputType.SESSION_ADDED, room, member);
        documents.editorJoined(member);
        noteCount(room);
        return null;
    }

    private CloseReason joinDocument(Room room, Command command, byte[] clientId) {
        room.becomesFor(command.has(Command.NEW_RECORDS) ? RoomKind.RECORDS : RoomKind.DOCUMENT);
        Member member = documents.member(room, command, clientId);
        Member other = documents.sameId(room, member.clientId());
        CloseReason refusal = DocumentRooms.refusal(member, other);
        if (refusal != null) {
            return refusal;
        }
        if (other != null) {
            documents.replaced(other);
            onLeave(other);
        }
        enter(room, member);
        documents.joined(member, command.version());
        outputs.session(OutputType.SESSION_ADDED, room, member);
        noteCount(room);
        return null;
    }

    private void enter(Room room, Member member) {
        members.put(member);
        room.add(member);
        context.counters.onSessionOpened();
        outputs.joined(member);
    }

    /** Ends a session that never became a member. */
    public void refuse(long sessionId, CloseReason reason) {
        outputs.close(sessionId, reason);
    }

    /** Tells the I/O thread of a session that left before it became a member that nothing more comes. */
    public void leaveUnknown(long sessionId) {
        outputs.left(sessionId);
    }

    /** Applies an edit of the journal again, exactly as it was applied, under its version. */
    public void replay(Room room, long version, long resyncFrom, DirectBuffer edit, int offset, int length) {
        requireKind(room, RoomKind.RECORDS);
        documentChanges.replay(room, edit, offset, length, version);
        if (resyncFrom != Member.NOT_LOST) {
            room.timeline().onResyncAnswer(version, resyncFrom);
        }
    }

    /** The same for an edit of a document session, after {@link AppliedSequences#replay}. */
    public void replayDocument(Room room, long version, DirectBuffer edit, int offset, int length) {
        room.becomesFor(RoomKind.DOCUMENT);
        documents.replay(room, version, edit, offset, length);
    }

    private static void requireKind(Room room, RoomKind kind) {
        if (!room.becomes(kind)) {
            throw new IllegalStateException("edit of a room of another kind: room=" + room.name() + " kind=" + kind);
        }
    }

    /**
     * An encoding of the room, which need not be in memory any more, is done.
     *
     * @param state what it gave, not to be changed any more; null if it failed
     */
    public void encoded(Room room, DirectBuffer state) {
        encodings.onEncoded(room, state);
    }

    /**
     * A view of the room, which need not be in memory any more, is encoded.
     *
     * @param view not to be changed any more; null if it failed
     */
    public void viewed(Room room, RoomEncoding encoding, UnsafeBuffer view) {
        reads.onEncoded(room, encoding, view);
    }

    /** Applies what a room that never was begins with. False if it cannot: the room is not to be used then. */
    public boolean begin(Room room, Command command) {
        if (command.type() == CommandType.EDIT_DOCUMENT) {
            requireKind(room, RoomKind.DOCUMENT);
            return documents.begin(room, command);
        }
        requireKind(room, RoomKind.RECORDS);
        Member nobody = new Member(room, 0, new byte[0], Permission.READ_WRITE);
        context.clear();
        if (!documentChanges.begin(nobody, command)) {
            return false;
        }
        outputs.broadcast(nobody);
        return true;
    }

    /** From here on these I/O threads, a bit each, see everything in the room; those who are new learn its number. */
    public void watch(Room room, long ioThreads) {
        outputs.watched(OutputType.ROOM_OPENED, room, ioThreads & ~room.watchers());
        room.watchers(ioThreads);
    }

    /** The room leaves memory. */
    public void forget(Room room) {
        context.missed.forget(room, outputs);
        outputs.watched(OutputType.ROOM_LEFT, room, room.watchers());
        room.watchers(0);
    }

    /** Answers a {@link CommandType#READ} or {@link CommandType#VIEW}. */
    public void read(Room room, Command command) {
        if (command.type() == CommandType.VIEW) {
            reads.view(room, command.sessionId());
        } else {
            reads.read(room, members.get(command.version()), command);
        }
    }

    /** Answers who asked under {@code number}; version of the room, or {@link Output#NO_VERSION}. */
    public void answer(long number, boolean isDone, long version) {
        outputs.done(number, isDone, 0, version);
    }

    /** Ends all sessions of a room. */
    public void closeSessions(Room room) {
        while (room.memberCount() > 0) {
            Member member = room.members().get(room.memberCount() - 1);
            outputs.close(member.sessionId(), CloseReason.ROOM_CLOSED);
            onLeave(member);
        }
    }

    /** Any other command; those of sessions that are in no room are ignored. */
    public void onCommand(Command command) {
        CommandType type = command.type();
        if (type == CommandType.BATCH_END) {
            onBatchEnd();
            return;
        }
        if (type == CommandType.JOURNAL_FULL) {
            context.journalFull(command.value() != 0);
            return;
        }
        if (type == CommandType.MEMORY) {
            context.memory(command.value());
            return;
        }
        if (type == CommandType.OUTBOX_FULL) {
            onOutboxFull(command.value());
            return;
        }
        if (type == CommandType.OUTBOX_DRAINED) {
            context.missed.drained(command.value(), outputs);
            return;
        }
        Member member = members.get(command.sessionId());
        if (member == null) {
            if (type.isQuestion() && command.version() != 0) {
                outputs.done(command.version(), false, 0, Output.NO_VERSION);
            }
            return;
        }
        if (member.isEvicted() && type != CommandType.LEAVE && type != CommandType.REMOVE) {
            return;
        }
        switch (type) {
            case LEAVE -> onLeave(member);
            case EDIT -> onEdit(member, command);
            case RESUME -> onResume(member, command);
            case EDIT_DOCUMENT, REJOIN, SHOW, UNDO -> documents.onCommand(member, command);
            case PERMISSION -> onPermission(member, command);
            case REMOVE -> onRemove(member, command);
            case LAGGING -> onLagging(member, member.room().version());
            case DRAINED -> onDrained(member);
            case EVICT -> onEvict(member);
            default -> throw new IllegalArgumentException("not a session's command: " + type);
        }
    }

    private void onPermission(Member member, Command command) {
        member.permission(Permission.of(command.value()));
        outputs.permission(member);
        if (command.version() != 0) {
            outputs.done(
                    command.version(),
                    true,
                    member.permissionCount(),
                    member.room().version());
        }
    }

    private void onRemove(Member member, Command command) {
        outputs.close(member.sessionId(), CloseReason.REMOVED);
        onLeave(member);
        outputs.done(command.version(), true, 0, member.room().version());
    }

    private void onLeave(Member member) {
        Room room = member.room();
        members.remove(member.sessionId());
        room.remove(member);
        context.counters.onSessionClosed();
        if (member.isDocumentSession()) {
            documents.left(member);
        } else {
            leaveRecords(room, member);
        }
        noteCount(room);
        outputs.session(OutputType.SESSION_REMOVED, room, member);
        outputs.left(member.sessionId());
    }

    private void leaveRecords(Room room, Member member) {
        EditWriter writer = context.writer.wrap(context.spare, 0);
        context.refused.clear();
        NameSet removed = room.hasLaggingEditors() ? room.leftWhileLagging() : context.refused;
        if (room.presence().leave(member, writer, removed)) {
            outputs.presenceLeft(room, member, writer.position());
        }
        context.refused.clear();
        boundLeft(room);
        documents.editorLeft(member);
    }

    private void onEdit(Member author, Command command) {
        context.clear();
        documentChanges.apply(author, command, command.has(Command.RESYNC_ANSWER));
        presenceChanges.apply(author, command);
        broadcast(author);
        outputs.ack(author, command);
        if (context.corrected.count() > 0 || author.wasCorrected()) {
            correct(author);
        }
        boundLeft(author.room());
    }

    private void onResume(Member member, Command command) {
        context.clear();
        Room room = member.room();
        long known = command.version();
        boolean isLost = !room.timeline().contains(known, room.version());
        if (isLost) {
            heal(member, command);
        } else {
            member.found();
            documentChanges.apply(member, command, false);
            presenceChanges.apply(member, command);
            broadcast(member);
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
        documentChanges.apply(member, command, false);
        presenceChanges.apply(member, command);
        broadcast(member);
    }

    private void broadcast(Member author) {
        boolean areRecordsWhole = deltas.isOn() && !context.document.isEmpty() && deltas.hasRecordsAgain();
        if (areRecordsWhole) {
            documents.boundRecords(author, deltas);
        }
        outputs.broadcast(author, areRecordsWhole);
        if (deltas.isOn() && !context.document.isEmpty()) {
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
            onLagging(member, member.room().version());
        }
    }

    private void onLagging(Member member, long lastSent) {
        if (!member.isLagging()) {
            member.room().onLagging(member);
            member.laggedAt(lastSent);
            context.counters.onSessionLagged();
            outputs.lagging(member);
        }
    }

    private void onOutboxFull(int ioThread) {
        context.missed.full(ioThread);
        for (Member member : members.all()) {
            if (member.ioThread() == ioThread) {
                onLagging(member, member.room().version());
            }
        }
    }

    private void onEvict(Member member) {
        member.evict();
        outputs.close(member.sessionId(), CloseReason.LIMIT);
        context.counters.onLimitRefusal();
    }

    private void onDrained(Member member) {
        if (!member.isLagging() || member.encoding() > member.room().encodingsEnded()) {
            return;
        }
        Room room = member.room();
        if (member.isDocumentSession()) {
            if (documents.caughtUp(member)) {
                room.onCaughtUp(member);
                context.counters.onCatchUp();
            }
            return;
        }
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
        room.onCaughtUp(member);
        context.counters.onCatchUp();
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

    private void noteCount(Room room) {
        if (room.markCountChanged()) {
            countChanged.add(room);
        }
    }

    private void onBatchEnd() {
        batchCount++;
        for (int i = 0; i < countChanged.size(); i++) {
            Room room = countChanged.get(i);
            room.clearCountChanged();
            if (room.kind() == RoomKind.RECORDS && room.memberCount() > 0) {
                outputs.count(room);
            }
        }
        countChanged.clear();
        context.trim();
        deltas.trim();
        documents.onBatchEnd();
    }
}
