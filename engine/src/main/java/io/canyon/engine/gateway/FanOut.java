package io.canyon.engine.gateway;

import io.canyon.engine.dialect.Dialect;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.Frame;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/** Which sessions of one I/O thread are in which room, and what goes to all of them. */
final class FanOut {
    private final FrameBuilder frames;
    private final StateOutput state;
    private final Long2ObjectHashMap<RoomSessions> rooms = new Long2ObjectHashMap<>();

    FanOut(FrameBuilder frames, DocumentWire documents) {
        this.frames = frames;
        this.state = new StateOutput(frames, documents);
    }

    /**
     * A session enters a room.
     *
     * @param name name of the room in UTF-8, which fills the buffer
     */
    RoomSessions enter(long number, DirectBuffer name, Dialect dialect, Session session) {
        RoomSessions first = rooms.get(number);
        RoomSessions room = first;
        while (room != null && room.dialect() != dialect) {
            room = room.next();
        }
        if (room == null) {
            room = new RoomSessions(number, name, dialect);
            room.next(first);
            rooms.put(number, room);
        }
        room.add(session);
        return room;
    }

    /** A session leaves the room that it has entered. */
    void leave(RoomSessions room, Session session) {
        room.remove(session);
        if (room.size() == 0) {
            remove(room);
        }
    }

    private void remove(RoomSessions room) {
        RoomSessions before = rooms.get(room.number());
        if (before != room) {
            while (before.next() != room) {
                before = before.next();
            }
            before.next(room.next());
        } else if (room.next() != null) {
            rooms.put(room.number(), room.next());
        } else {
            rooms.remove(room.number());
        }
    }

    /**
     * An output for a room, but for the session that it names. Each dialect's frame is built when the first session
     * gets it; a dialect has none for what is not told to its sessions.
     */
    void send(Output output) {
        for (RoomSessions room = rooms.get(output.target()); room != null; room = room.next()) {
            send(output, room);
        }
    }

    private void send(Output output, RoomSessions room) {
        long author = output.secondary();
        long version = output.version();
        Frame frame = null;
        for (int i = 0; i < room.size(); i++) {
            Session session = room.get(i);
            if (session.id() == author || !session.takes(output)) {
                continue;
            }
            if (frame == null) {
                int length = room.dialect().encode(output, room.name(), frames.text());
                if (length == 0) {
                    return;
                }
                frame = frames.sharedFrame(length);
            }
            session.onRoomOutput(frame, version);
        }
        if (frame != null) {
            frame.release();
        }
    }

    /** The state of a room, for those who wait for just this one. */
    void sendState(Output output) {
        for (RoomSessions room = rooms.get(output.target()); room != null; room = room.next()) {
            sendState(output, room);
        }
    }

    private void sendState(Output output, RoomSessions room) {
        state.wrap(room, output);
        for (int i = 0; i < room.size(); i++) {
            Session session = room.get(i);
            if (session.awaits(output.secondary())) {
                session.onState(state);
            }
        }
        state.release();
    }
}
