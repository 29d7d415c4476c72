package io.canyon.engine.local;

import io.canyon.engine.edit.JavaStrings;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Lays out commands. What they are asked under is set when they go. */
final class Commands {
    private static final byte[] NOTHING = {};

    private Commands() {}

    /** Something about a room. */
    static UnsafeBuffer ofRoom(CommandType type, String room) {
        return build(type, 0, 0, NOTHING, room.getBytes(StandardCharsets.UTF_8), NOTHING, 0);
    }

    static UnsafeBuffer watch(String room, boolean isWatched) {
        byte[] name = room.getBytes(StandardCharsets.UTF_8);
        return build(CommandType.WATCH, isWatched ? 1 : 0, 0, NOTHING, name, NOTHING, 0);
    }

    static UnsafeBuffer join(long sessionId, String room, String clientId, int permission) {
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        byte[] name = room.getBytes(StandardCharsets.UTF_8);
        UnsafeBuffer command = build(CommandType.JOIN, permission, 0, id, name, NOTHING, 0);
        Command.putSessionId(command, 0, sessionId);
        return command;
    }

    /** @param field null for the whole record */
    static UnsafeBuffer read(String room, String key, String field) {
        byte[] id = JavaStrings.encode(key);
        byte[] name = room.getBytes(StandardCharsets.UTF_8);
        return field == null
                ? build(CommandType.READ, 0, 0, id, name, NOTHING, 0)
                : build(CommandType.READ, 0, 0, id, name, JavaStrings.encode(field), Command.HAS_DOCUMENT);
    }

    static UnsafeBuffer readPresence(String room, long sessionId) {
        byte[] name = room.getBytes(StandardCharsets.UTF_8);
        return build(CommandType.READ, 0, sessionId, NOTHING, name, NOTHING, Command.HAS_PRESENCE);
    }

    /** Something about a session, asked under the number that stands as its version. */
    static UnsafeBuffer ofSession(CommandType type, long sessionId, int value) {
        UnsafeBuffer command = build(type, value, 0, NOTHING, NOTHING, NOTHING, 0);
        Command.putSessionId(command, 0, sessionId);
        return command;
    }

    static UnsafeBuffer edit(long sessionId, DirectBuffer edit, boolean isPresence) {
        int length = edit.capacity();
        UnsafeBuffer command = new UnsafeBuffer(new byte[Command.HEADER_BYTES + length]);
        Command.putHeader(command, 0, CommandType.EDIT, sessionId, 0, 0);
        Command.putFlags(command, 0, isPresence ? Command.HAS_PRESENCE : Command.HAS_DOCUMENT);
        Command.putLengths(command, 0, 0, 0, isPresence ? 0 : length, isPresence ? length : 0);
        command.putBytes(Command.HEADER_BYTES, edit, 0, length);
        return command;
    }

    private static UnsafeBuffer build(
            CommandType type, int value, long version, byte[] id, byte[] room, byte[] document, int flags) {
        int length = Command.HEADER_BYTES + id.length + room.length + document.length;
        UnsafeBuffer command = new UnsafeBuffer(new byte[length]);
        Command.putHeader(command, 0, type, 0, value, version);
        Command.putFlags(command, 0, flags);
        Command.putLengths(command, 0, id.length, room.length, document.length, 0);
        command.putBytes(Command.HEADER_BYTES, id);
        command.putBytes(Command.HEADER_BYTES + id.length, room);
        command.putBytes(Command.HEADER_BYTES + id.length + room.length, document);
        return command;
    }
}
