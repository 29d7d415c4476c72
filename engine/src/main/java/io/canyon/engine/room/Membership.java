package io.canyon.engine.room;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RoomKind;
import java.util.ArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/** Who comes into rooms and leaves them, and what the others are told of it. Part of a {@link RoomCore}. */
final class Membership {
    private final RoomContext context;
    private final Outputs outputs;
    private final MemberTable members;
    private final RecordRooms records;
    private final DocumentRooms documents;
    private final ArrayList<Room> countChanged = new ArrayList<>();

    Membership(
            RoomContext context, Outputs outputs, MemberTable members, RecordRooms records, DocumentRooms documents) {
        this.context = context;
        this.outputs = outputs;
        this.members = members;
        this.records = records;
        this.documents = documents;
    }

    /** Null, or why the session does not get in. */
    CloseReason join(Room room, Command command) {
        byte[] clientId = new byte[command.idLength()];
        command.buffer().getBytes(command.idOffset(), clientId);
        boolean isDocument = command.has(Command.DOCUMENT_ROOM);
        boolean replaces = isDocument && documents.sameId(room, new UnsafeBuffer(clientId)) != null;
        if (room.memberCount() >= context.limits.maxSessions() && !replaces) {
            context.counters.onLimitRefusal();
            return CloseReason.LIMIT;
        }
        return isDocument ? joinDocument(room, command, clientId) : joinRecords(room, command, clientId);
    }

    private CloseReason joinRecords(Room room, Command command, byte[] clientId) {
        if (!room.becomes(RoomKind.RECORDS)) {
            return CloseReason.OTHER_KIND;
        }
        Member member = new Member(room, command.sessionId(), clientId, Permission.of(command.value()));
        enter(room, member);
        records.joined(member);
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
            leave(other);
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

    void leave(Member member) {
        Room room = member.room();
        members.remove(member.sessionId());
        room.remove(member);
        context.counters.onSessionClosed();
        if (member.isDocumentSession()) {
            documents.left(member);
        } else {
            records.left(member);
            documents.editorLeft(member);
        }
        noteCount(room);
        outputs.session(OutputType.SESSION_REMOVED, room, member);
        outputs.left(member.sessionId());
    }

    /** Ends all sessions of a room. */
    void closeAll(Room room) {
        while (room.memberCount() > 0) {
            Member member = room.members().get(room.memberCount() - 1);
            outputs.close(member.sessionId(), CloseReason.ROOM_CLOSED);
            leave(member);
        }
    }

    private void noteCount(Room room) {
        if (room.markCountChanged()) {
            countChanged.add(room);
        }
    }

    /** Canvas sessions are told once in a batch how many are in their room. */
    void onBatchEnd() {
        for (int i = 0; i < countChanged.size(); i++) {
            Room room = countChanged.get(i);
            room.clearCountChanged();
            if (room.kind() == RoomKind.RECORDS && room.memberCount() > 0) {
                outputs.count(room);
            }
        }
        countChanged.clear();
    }
}
