package io.canyon.engine.gateway;

import io.canyon.engine.dialect.DocumentJoin;
import io.canyon.engine.edit.Utf8Text;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RoomKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How a client of whole documents gets into a room, and into it again: what it has asked for last, and what it has
 * shown.
 */
final class DocumentEntrance {
    private final DocumentConnection connection;
    private final DocumentSession session;
    private final CommandQueue commands;
    private final CredentialCheck check;
    private DocumentJoin join;
    private Credentials credentials;
    private boolean isAsked;
    private boolean hasJoined;

    DocumentEntrance(
            DocumentConnection connection, DocumentSession session, CommandQueue commands, CredentialCheck check) {
        this.connection = connection;
        this.session = session;
        this.commands = commands;
        this.check = check;
    }

    /** A join has been asked for and is not under way yet. */
    boolean isAsked() {
        return isAsked;
    }

    /** Whether the room has been told of the session. */
    boolean hasJoined() {
        return hasJoined;
    }

    /** Takes a join; true when nobody needs to be asked, so that the room can be: the same user need not show twice. */
    boolean take(DocumentJoin asked) {
        Credentials shown = asked.credentials();
        boolean isNew = join == null
                || !Arrays.equals(asked.userId(), join.userId())
                || shown != null && !shown.equals(credentials);
        join = asked;
        isAsked = true;
        if (isNew) {
            ask(shown == null ? connection.credentials() : shown);
        }
        return !isNew && !check.isAsking();
    }

    /** Asks the authenticator about new credentials. */
    void ask(Credentials shown) {
        credentials = shown;
        byte[] userId = join.userId();
        check.ask(new Authenticator.Request(
                connection.wire().name(),
                session.room().text(),
                connection.id(),
                Utf8Text.decode(new UnsafeBuffer(userId), 0, userId.length),
                shown,
                hasJoined,
                connection.handshake()));
    }

    /** Asks the room: it is told of the session, or has it as a member already. */
    void send(Permission permission) {
        byte[] name = connection.id().getBytes(StandardCharsets.US_ASCII);
        byte[] room = session.room().name();
        byte[] userId = join.userId();
        int idLength = hasJoined ? 0 : name.length;
        int roomLength = hasJoined ? 0 : room.length;
        int userOffset = Command.HEADER_BYTES + idLength + roomLength;
        CommandType type = hasJoined ? CommandType.REJOIN : CommandType.JOIN;
        ExpandableArrayBuffer command = new ExpandableArrayBuffer(userOffset + userId.length);
        Command.putHeader(command, 0, type, session.id(), permission.code(), join.version());
        boolean isNewOfRecords = join.kind() == RoomKind.RECORDS;
        Command.putFlags(
                command, 0, isNewOfRecords ? Command.DOCUMENT_ROOM | Command.NEW_RECORDS : Command.DOCUMENT_ROOM);
        Command.putLengths(command, 0, idLength, roomLength, userId.length, 0);
        Command.putConnectionNumber(command, 0, connection.number());
        command.putBytes(Command.HEADER_BYTES, name, 0, idLength);
        command.putBytes(Command.HEADER_BYTES + idLength, room, 0, roomLength);
        command.putBytes(userOffset, userId);
        isAsked = false;
        hasJoined = true;
        commands.post(command, 0, userOffset + userId.length);
    }
}
