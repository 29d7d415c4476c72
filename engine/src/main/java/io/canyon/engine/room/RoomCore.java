package io.canyon.engine.room;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RoomKind;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The rules of rooms: takes the commands of one shard in their order and emits what follows from each. A deterministic
 * state machine: the same commands give the same outputs and the same state. Runs on the shard's thread.
 */
public final class RoomCore {
    private final RoomContext context;
    private final Outputs outputs;
    private final Encodings encodings;
    private final RoomReads reads;
    private final MemberTable members = new MemberTable();
    private final Lagging lagging;
    private final RecordRooms records;
    private final DocumentRooms documents;
    private final Membership membership;

    public RoomCore(RoomContext context) {
        this.context = context;
        this.outputs = new Outputs(context);
        this.encodings = new Encodings(context, outputs);
        this.reads = new RoomReads(context, outputs);
        this.lagging = new Lagging(context, outputs);
        this.documents = new DocumentRooms(context, encodings, outputs, lagging);
        this.records = new RecordRooms(context, outputs, encodings, lagging, documents);
        this.membership = new Membership(context, outputs, members, records, documents);
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
        return membership.join(room, command);
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
        records.replay(room, version, resyncFrom, edit, offset, length);
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
        return records.begin(room, command);
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
        membership.closeAll(room);
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
            case LEAVE -> membership.leave(member);
            case EDIT -> records.edit(member, command);
            case RESUME -> records.resume(member, command);
            case EDIT_DOCUMENT, REJOIN, SHOW, UNDO -> documents.onCommand(member, command);
            case PERMISSION -> onPermission(member, command);
            case REMOVE -> onRemove(member, command);
            case LAGGING -> lagging.begin(member);
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
        membership.leave(member);
        outputs.done(command.version(), true, 0, member.room().version());
    }

    private void onOutboxFull(int ioThread) {
        context.missed.full(ioThread);
        for (Member member : members.all()) {
            if (member.ioThread() == ioThread) {
                lagging.begin(member);
            }
        }
    }

    private void onEvict(Member member) {
        member.evict();
        outputs.close(member.sessionId(), CloseReason.LIMIT);
        context.counters.onLimitRefusal();
    }

    private void onDrained(Member member) {
        if (!lagging.mayEnd(member)) {
            return;
        }
        if (!member.isDocumentSession()) {
            records.catchUp(member);
        } else if (documents.caughtUp(member)) {
            lagging.end(member);
        }
    }

    private void onBatchEnd() {
        membership.onBatchEnd();
        context.trim();
        records.onBatchEnd();
        documents.onBatchEnd();
    }
}
