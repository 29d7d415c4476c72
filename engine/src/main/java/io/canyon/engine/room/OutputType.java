package io.canyon.engine.room;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RejectCode;

/** What an {@link Output} tells. */
public enum OutputType {
    /**
     * To a session: it is a member; {@link Output#secondary} = the room's number, value = 1 if something has been
     * edited in the room that the session may not know, else 0.
     */
    JOINED(1),
    /** To a session: its edit was taken; id = its name for the frame, version, refused members. */
    ACK(2),
    /** To a session: it has been brought up to version; refused members of the changes that it carried. */
    SYNCED(3),
    /** To a session: its timeline was lost; version = the last version that both share. */
    RESYNC(4),
    /** To a session: the state of the parts named in the document and presence edits; version, or none. */
    CHANGES(5),
    /**
     * To a room, but for session {@link Output#secondary}: an applied edit; id = the author's client id, in a room of
     * one document two names.
     */
    BROADCAST(6),
    /** To a room: value = number of its sessions. */
    COUNT(7),
    /** To a session that lagged: all that changed since the version it was last sent; value = number of sessions. */
    CATCH_UP(8),
    /** To a session: it is to be closed; value = {@link CloseReason} code. */
    CLOSE(9),
    /** To a session: the shard has forgotten it; nothing more will come. */
    LEFT(10),
    /** To a session: it lags from here on; version = the version that it was last sent. */
    LAGGING(11),
    /** To a session: it gets nothing more before the STATE whose number is {@link Output#secondary}. */
    WAITING(12),
    /**
     * To the sessions of a room that wait for number {@link Output#secondary}: all they miss, as of version; presence
     * edit = all members, if the room is one document.
     */
    STATE(13),
    /** To a session: its permission is value, a {@link Permission} code; secondary = how many it has had. */
    PERMISSION(14),
    /** To those who watch a room: session secondary is in it; id = its client id; value = number of sessions. */
    SESSION_ADDED(15),
    /**
     * To those who watch a room: session secondary is not in it any more; id = its client id; value = sessions left.
     */
    SESSION_REMOVED(16),
    /** To those who watch a room: it is in memory under number target from here on; id = its name. */
    ROOM_OPENED(17),
    /** To those who watch a room: it is not in memory any more. */
    ROOM_LEFT(18),
    /**
     * To who asked under number target: it is done, or was not possible (value = 0); version of the room. Of a
     * permission, secondary = how many the session has had.
     */
    DONE(19),
    /** To who asked under number target: what was to be read; value = 0 if there is none; version of the room. */
    VALUE(20),
    /** To all who asked under the numbers that stand in place of refused names: the room at that version. */
    VIEW(21),
    /** To those who watch a room: so many of its outputs (value) were not sent to them, because they took none. */
    MISSED(22),
    /**
     * To a session: the state of its document room; value = permission, id = sequence and from, presence edit = the
     * others.
     */
    WELCOME(23),
    /** To a session: its edit was not taken; id = its sequence, value = {@link RejectCode} code, name = the message. */
    REJECT(24),
    /** To a room, but for session secondary: somebody is in it; id = two names. */
    ENTERED(25),
    /** To a room, but for session secondary: somebody is not in it any more; id = two names. */
    DEPARTED(26),
    /** To a room, but for session secondary: presence edit = the Smile value that somebody shows; id = two names. */
    SHOWN(27);

    private static final OutputType[] BY_CODE = new OutputType[28];

    static {
        for (OutputType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    OutputType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static OutputType of(int code) {
        OutputType type = code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (type == null) {
            throw new IllegalArgumentException("unknown output: code=" + code);
        }
        return type;
    }
}
