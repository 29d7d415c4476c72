package io.canyon.engine.dialect;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Writes the commands that frames of whole documents become, from the start of a buffer on. Stateless. */
public final class DocumentCommands {
    /** Where the edit of an edit command starts. */
    public static final int EDIT_OFFSET = Command.HEADER_BYTES + Long.BYTES;

    private DocumentCommands() {}

    /**
     * Writes what stands around an edit, which is at {@link #EDIT_OFFSET} already.
     *
     * @param base version that it was made for, or {@link Command#NONE}
     * @return length of the command
     */
    public static int putEdit(
            MutableDirectBuffer target, long sessionId, long sequence, long base, int flags, int editLengthBytes) {
        Command.putHeader(target, 0, CommandType.EDIT_DOCUMENT, sessionId, 0, base);
        Command.putFlags(target, 0, Command.HAS_DOCUMENT | flags);
        Command.putLengths(target, 0, Long.BYTES, 0, editLengthBytes, 0);
        target.putLong(Command.HEADER_BYTES, sequence, LITTLE_ENDIAN);
        return EDIT_OFFSET + editLengthBytes;
    }

    /** Writes that a session shows a Smile object; returns the length of the command. */
    public static int putShow(
            MutableDirectBuffer target, long sessionId, DirectBuffer smile, int offset, int lengthBytes) {
        Command.putHeader(target, 0, CommandType.SHOW, sessionId, 0, 0);
        Command.putFlags(target, 0, Command.HAS_PRESENCE);
        Command.putLengths(target, 0, 0, 0, 0, lengthBytes);
        target.putBytes(Command.HEADER_BYTES, smile, offset, lengthBytes);
        return Command.HEADER_BYTES + lengthBytes;
    }
}
