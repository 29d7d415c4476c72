package io.canyon.engine.room;

import io.canyon.engine.spi.Permission;

/** What a {@link Command} asks of a room. Codes are stable: logs of commands are replayed in tests. */
public enum CommandType {
    /** A session enters a room: id = client id, name = room name, value = {@link Permission} code. */
    JOIN(1),
    /** A session is gone. */
    LEAVE(2),
    /** A session changes the document, its presence, or both: id = the editor's name for the frame. */
    EDIT(3),
    /** A session reports the version that it has and may bring changes: version = last version that it knows. */
    RESUME(4),
    /** A session's permission changed: value = {@link Permission} code; version = number of the question, or 0. */
    PERMISSION(5),
    /** A session's unsent bytes passed its budget: it gets nothing more before it has drained. */
    LAGGING(6),
    /** A session that lagged has drained: it is brought up to date. */
    DRAINED(7),
    /** The commands taken together end here: what is sent once per batch goes out now. */
    BATCH_END(8),
    /** From here on the journal has no room (value = 1) or has room again (value = 0). */
    JOURNAL_FULL(9),
    /** From here on documents may take so many segments of memory (value); below 0 more than one command can fill. */
    MEMORY(10),
    /** The outbox of an I/O thread (value = its index) is full: all its sessions lag, and it watches nothing. */
    OUTBOX_FULL(11),
    /** A session is closed, and whatever it has sent since is not taken: nothing more can be told to it. */
    EVICT(12),
    /**
     * An I/O thread wants a room to be in memory. From here on commands name a room and ask under a number of the I/O
     * thread's, which stands in place of the session id.
     */
    OPEN(13),
    /** An I/O thread wants to see all that happens in a room (value = 1), whether it has sessions there, or not (0). */
    WATCH(14),
    /** What a key, a field of it, or the room's presence is: id = key, document = field, version = the session. */
    READ(15),
    /** The whole room as it is now, with versions. */
    VIEW(16),
    /** The room is to be in its store as it is now. */
    FLUSH(17),
    /** All sessions leave, then the room leaves memory through its store. */
    CLOSE_ROOM(18),
    /** The session of that id is to go: version = number of the question. */
    REMOVE(19),
    /** The outbox of an I/O thread (value = its index) is not full any more. */
    OUTBOX_DRAINED(20),
    /** A session that is a member asks for the state again: as JOIN, without id and name. */
    REJOIN(21),
    /** A change of a whole document: id = the author's sequence, version = its base, or {@link Command#NONE}. */
    EDIT_DOCUMENT(22),
    /** What a session shows of itself from here on: presence edit = one Smile value. */
    SHOW(23),
    /**
     * A session's last edit of a document is taken back (value = 1), or done again (0): version = number of the
     * question.
     */
    UNDO(24);

    private static final CommandType[] BY_CODE = new CommandType[25];

    static {
        for (CommandType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    CommandType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Whether somebody may ask it of a session, under the number that stands as its version. */
    boolean isQuestion() {
        return this == REMOVE || this == PERMISSION || this == UNDO;
    }

    public static CommandType of(int code) {
        CommandType type = code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (type == null) {
            throw new IllegalArgumentException("unknown command: code=" + code);
        }
        return type;
    }
}
