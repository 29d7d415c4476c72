package io.canyon.engine.gateway;

import io.canyon.engine.dialect.canvas.CanvasDialect;
import io.canyon.engine.dialect.canvas.CanvasHandshake;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.Permission;
import java.nio.charset.StandardCharsets;
import org.agrona.ExpandableArrayBuffer;

/** How a canvas editor gets into its room: who is asked, and what the room is told. */
final class CanvasEntrance {
    private final long sessionId;
    private final CanvasHandshake canvas;
    private final Handshake handshake;
    private final CommandQueue commands;
    private final CredentialCheck check;

    CanvasEntrance(
            long sessionId, CanvasHandshake canvas, Handshake handshake, CommandQueue commands, CredentialCheck check) {
        this.sessionId = sessionId;
        this.canvas = canvas;
        this.handshake = handshake;
        this.commands = commands;
        this.check = check;
    }

    /**
     * Asks the authenticator.
     *
     * @param isRefresh whether the session is in its room, and shows new credentials
     */
    void ask(Credentials credentials, boolean isRefresh) {
        String clientId = canvas.clientId();
        check.ask(new Authenticator.Request(
                CanvasDialect.NAME, canvas.room(), clientId, clientId, credentials, isRefresh, handshake));
    }

    /** Asks the room. */
    void send(Permission permission) {
        byte[] clientId = canvas.clientId().getBytes(StandardCharsets.UTF_8);
        byte[] name = canvas.room().getBytes(StandardCharsets.UTF_8);
        int length = Command.HEADER_BYTES + clientId.length + name.length;
        ExpandableArrayBuffer command = new ExpandableArrayBuffer(length);
        Command.putHeader(command, 0, CommandType.JOIN, sessionId, permission.code(), 0);
        Command.putLengths(command, 0, clientId.length, name.length, 0, 0);
        command.putBytes(Command.HEADER_BYTES, clientId);
        command.putBytes(Command.HEADER_BYTES + clientId.length, name);
        commands.post(command, 0, length);
    }
}
