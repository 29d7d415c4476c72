package io.canyon.engine.room;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Permission;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** The rules for sessions that edit a room as one document. Part of a {@link RoomCore}. */
final class DocumentRooms {
    private final DocumentEdits edits;
    private final DocumentSessions sessions;
    private final DocumentUndo undo;
    private final DocumentOutputs outputs;
    private final RecordOutputs recordOutputs;
    private final Outputs answers;

    DocumentRooms(RoomContext context, Encodings encodings, Outputs answers, Lagging lagging) {
        this.outputs = new DocumentOutputs(context);
        this.recordOutputs = new RecordOutputs(context, lagging);
        this.edits = new DocumentEdits(context, outputs, recordOutputs);
        this.sessions = new DocumentSessions(context, outputs, encodings);
        this.undo = new DocumentUndo(edits);
        this.answers = answers;
        encodings.documentSessions(sessions);
    }

    /** The session that a JOIN asks for. */
    Member member(Room room, Command join, byte[] clientId) {
        byte[] userId = new byte[join.documentLength()];
        join.buffer().getBytes(join.documentOffset(), userId);
        Author author = room.whole().sequences().of(new String(clientId, StandardCharsets.US_ASCII));
        Participant participant = new Participant(userId, join.connectionNumber(), author);
        return new Member(room, join.sessionId(), clientId, Permission.of(join.value()), participant);
    }

    /** The session that is there with the id of one that comes, or null. */
    Member sameId(Room room, DirectBuffer clientId) {
        return DocumentSessions.sameId(room, clientId);
    }

    /** Why the session does not get in, because a newer one of its id is there or has been; else null. */
    static CloseReason refusal(Member member, Member other) {
        Participant participant = member.participant();
        Author author =
                other == null ? participant.author() : other.participant().author();
        return author.hasNewerThan(participant.connectionNumber()) ? CloseReason.REPLACED : null;
    }

    void replaced(Member member) {
        sessions.replaced(member);
    }

    /** The session is in its room now, and knows a version of it, or {@link Command#NONE}. */
    void joined(Member member, long knownVersion) {
        Participant participant = member.participant();
        participant.author().connected(participant.connectionNumber());
        sessions.joined(member, knownVersion);
    }

    /** The session is in its room no more. */
    void left(Member member) {
        sessions.left(member);
    }

    /** A canvas session is in its room now. */
    void editorJoined(Member member) {
        sessions.editorJoined(member);
    }

    /** A canvas session is in its room no more. */
    void editorLeft(Member member) {
        sessions.editorLeft(member);
    }

    /** Records that were there already are about to be told whole. */
    void boundRecords(Member author, RecordDeltas deltas) {
        recordOutputs.bound(author, deltas.recordsAgainBytes());
    }

    /** Records were edited, which is this to document sessions. */
    void recordsEdited(Member author, RecordDeltas deltas) {
        outputs.broadcast(author, deltas.buffer(), 0, deltas.lengthBytes());
    }

    /** A session that lagged has drained; false: it waits for a state that is being encoded. */
    boolean caughtUp(Member member) {
        return sessions.caughtUp(member);
    }

    boolean begin(Room room, Command command) {
        return edits.begin(room, command);
    }

    void replay(Room room, long version, DirectBuffer edit, int offset, int length) {
        edits.replay(room, version, edit, offset, length);
    }

    /** A command of a session that is for rooms of this kind only. */
    void onCommand(Member member, Command command) {
        switch (command.type()) {
            case EDIT_DOCUMENT -> edits.apply(member, command);
            case REJOIN -> sessions.rejoined(member, command);
            case SHOW -> sessions.show(member, command);
            case UNDO -> {
                boolean isDone = member.participant() != null && undo.apply(member, command);
                answers.done(command.version(), isDone, 0, member.room().version());
            }
            default -> throw new IllegalArgumentException("not for a document: " + command.type());
        }
    }

    void onBatchEnd() {
        edits.trim();
        recordOutputs.onBatchEnd();
    }
}
