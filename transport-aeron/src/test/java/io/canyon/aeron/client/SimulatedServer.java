package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.ConnectRequestDecoder;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.aeron.codec.EditDecoder;
import io.canyon.aeron.codec.FragmentDecoder;
import io.canyon.aeron.codec.JoinDecoder;
import io.canyon.aeron.codec.KeepAliveDecoder;
import io.canyon.aeron.codec.LeaveDecoder;
import io.canyon.aeron.codec.MessageHeaderDecoder;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.PresenceDecoder;
import io.canyon.aeron.codec.StateContents;
import io.canyon.aeron.wire.MessageAssembler;
import io.canyon.aeron.wire.MessageShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A server of the protocol, in one thread and without engine: sessions, rooms, lag, and a journal behind which all is
 * said.
 */
final class SimulatedServer {
    /** A client in a room. */
    private static final class Seat {
        final Session session;
        final int handle;
        final String room;
        final String userId;
        final long roomId;
        JsonNode presence;
        boolean isLagging;
        long sentVersion;

        Seat(Session session, int handle, String room, String userId, long roomId) {
            this.session = session;
            this.handle = handle;
            this.room = room;
            this.userId = userId;
            this.roomId = roomId;
        }
    }

    /** What the server knows of a wire. */
    private static final class Session {
        final SimulatedWire wire;
        final MessageAssembler fragments = new MessageAssembler(1 << 20);
        final ServerMessages messages = new ServerMessages();
        final Map<Integer, Seat> seats = new TreeMap<>();
        String clientId;
        long id;
        long correlationId;

        Session(SimulatedWire wire) {
            this.wire = wire;
        }
    }

    private final Map<String, SimulatedRoom> rooms = new LinkedHashMap<>();
    private final Map<SimulatedWire, Session> sessions = new LinkedHashMap<>();
    private final MessageShape shape = new MessageShape();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    /** What is said when the journal has what it shows. */
    private final List<Runnable> held = new ArrayList<>();

    private final JsonNode initial;
    private final int historyLength;
    /** Documents above this come in chunks. */
    int chunkBytes = Integer.MAX_VALUE;

    ConnectResult connectResult = ConnectResult.OK;
    private long lastId = 100;
    int fragmented;
    int chunked;
    int deltas;
    int keepAlives;

    SimulatedServer(JsonNode initial, int historyLength) {
        this.initial = initial;
        this.historyLength = historyLength;
    }

    SimulatedRoom room(String name) {
        return rooms.computeIfAbsent(name, key -> new SimulatedRoom(initial, historyLength));
    }

    /** Takes one message of a wire. */
    void take(SimulatedWire wire, byte[] bytes) {
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        take(sessions.computeIfAbsent(wire, Session::new), buffer, bytes.length);
    }

    private void take(Session session, DirectBuffer buffer, int length) {
        MessageShape.Result result = shape.check(buffer, 0, length, 0);
        if (result != MessageShape.Result.OK) {
            throw new AssertionError(result + " template=" + MessageShape.templateId(buffer, 0));
        }
        int template = MessageShape.templateId(buffer, 0);
        if (session.id == 0 && template != ConnectRequestDecoder.TEMPLATE_ID) {
            // of a session that has been forgotten
            return;
        }
        switch (template) {
            case ConnectRequestDecoder.TEMPLATE_ID -> connect(session, buffer);
            case KeepAliveDecoder.TEMPLATE_ID -> keepAlives++;
            case JoinDecoder.TEMPLATE_ID -> join(session, buffer);
            case EditDecoder.TEMPLATE_ID -> edit(session, buffer);
            case PresenceDecoder.TEMPLATE_ID -> presence(session, buffer);
            case LeaveDecoder.TEMPLATE_ID -> {
                Seat seat = session.seats.remove(
                        new LeaveDecoder().wrapAndApplyHeader(buffer, 0, header).handle());
                left(seat);
            }
            case FragmentDecoder.TEMPLATE_ID -> part(session, buffer);
            default -> {
                // nothing that the simulation needs
            }
        }
    }

    private void connect(Session session, DirectBuffer buffer) {
        ConnectRequestDecoder request = new ConnectRequestDecoder().wrapAndApplyHeader(buffer, 0, header);
        if (session.id == 0) {
            session.id = ++lastId;
            session.correlationId = request.correlationId();
            request.responseChannel();
            session.clientId = request.clientId();
        }
        say(session, session.messages.connected(session.correlationId, session.id, connectResult));
    }

    private void join(Session session, DirectBuffer buffer) {
        JoinDecoder join = new JoinDecoder().wrapAndApplyHeader(buffer, 0, header);
        long version = join.roomVersion();
        int handle = join.handle();
        String name = join.room();
        String userId = join.userId();
        Seat seat = session.seats.get(handle);
        if (seat == null) {
            sessions.values().stream()
                    .filter(other -> other != session && session.clientId.equals(other.clientId))
                    .forEach(other -> other.seats.values().removeIf(old -> old.room.equals(name)));
            seat = new Seat(session, handle, name, userId, ++lastId);
            session.seats.put(handle, seat);
            toOthers(seat, other -> other.session.messages.entered(other.roomId, session.clientId, userId), 0);
        }
        seat.isLagging = false;
        state(seat, version, true);
    }

    private void state(Seat seat, long from, boolean isAsked) {
        SimulatedRoom room = room(seat.room);
        boolean isKnown = room.isKnown(from);
        JsonNode since = isKnown ? room.since(from) : null;
        byte[] contents = isKnown ? since == null ? new byte[0] : Smiles.write(since) : Smiles.write(room.document());
        StateContents form = isKnown
                ? since == null ? StateContents.NOTHING_NEW : StateContents.DELTA
                : contents.length > chunkBytes ? StateContents.CHUNKS : StateContents.DOCUMENT;
        seat.sentVersion = room.version();
        deltas += form == StateContents.DELTA ? 1 : 0;
        ServerMessages messages = seat.session.messages;
        say(
                seat.session,
                messages.joined(
                        seat.roomId,
                        seat.handle,
                        new ServerMessages.State(
                                room.version(),
                                isKnown ? from : -1,
                                room.lastSequence(seat.session.clientId),
                                isAsked,
                                form,
                                contents),
                        Smiles.write(members(seat))));
        if (form == StateContents.CHUNKS) {
            chunked++;
            for (int offset = 0; offset < contents.length; offset += chunkBytes) {
                int length = Math.min(chunkBytes, contents.length - offset);
                say(seat.session, messages.chunk(seat.roomId, contents, offset, length));
            }
        }
    }

    private ArrayNode members(Seat seat) {
        ArrayNode members = JsonNodeFactory.instance.arrayNode();
        for (Seat other : seats(seat.room)) {
            if (other != seat) {
                var member =
                        members.addObject().put("id", other.session.clientId).put("userId", other.userId);
                if (other.presence != null) {
                    member.set("presence", other.presence);
                }
            }
        }
        return members;
    }

    private List<Seat> seats(String room) {
        return sessions.values().stream()
                .flatMap(session -> session.seats.values().stream())
                .filter(seat -> seat.room.equals(room))
                .toList();
    }

    private void edit(Session session, DirectBuffer buffer) {
        EditDecoder edit = new EditDecoder().wrapAndApplyHeader(buffer, 0, header);
        Seat seat = session.seats.get(edit.handle());
        if (seat == null) {
            // replaced meanwhile
            return;
        }
        long sequence = edit.sequence();
        PayloadForm form = edit.form();
        byte[] payload = new byte[edit.payloadLength()];
        edit.getPayload(payload, 0, payload.length);
        JsonNode sent = Smiles.read(payload);
        SimulatedRoom.Result result = room(seat.room).edit(session.clientId, sequence, edit.baseVersion(), form, sent);
        if (result.reason() != null) {
            say(session, session.messages.reject(seat.roomId, sequence, result.reason(), result.version()));
            return;
        }
        byte[] delta = result.delta() == null ? new byte[0] : Smiles.write(result.delta());
        if (result.isNew()) {
            toOthers(
                    seat,
                    other -> other.session.messages.edited(
                            other.roomId, result.version(), session.clientId, seat.userId, delta),
                    result.version());
        }
        if (!seat.isLagging) {
            // of a patch for the document of the moment nobody says what it came to
            boolean isPatch = form == PayloadForm.JSON_PATCH && edit.baseVersion() < 0;
            boolean isAsSent = !result.isNew() || isPatch || form == PayloadForm.DELTA && sent.equals(result.delta());
            AppliedAs as = isAsSent ? AppliedAs.SENT : delta.length == 0 ? AppliedAs.NOTHING : AppliedAs.DELTA;
            seat.sentVersion = Math.max(seat.sentVersion, result.version());
            say(
                    session,
                    session.messages.ack(seat.roomId, sequence, result.version(), as, isAsSent ? new byte[0] : delta));
        }
    }

    private void presence(Session session, DirectBuffer buffer) {
        PresenceDecoder presence = new PresenceDecoder().wrapAndApplyHeader(buffer, 0, header);
        Seat seat = session.seats.get(presence.handle());
        byte[] payload = new byte[presence.payloadLength()];
        presence.getPayload(payload, 0, payload.length);
        if (seat != null) {
            seat.presence = Smiles.read(payload);
            toOthers(
                    seat,
                    other -> other.session.messages.presence(other.roomId, session.clientId, seat.userId, payload),
                    0);
        }
    }

    private void part(Session session, DirectBuffer buffer) {
        FragmentDecoder fragment = new FragmentDecoder().wrapAndApplyHeader(buffer, 0, header);
        UnsafeBuffer part = new UnsafeBuffer(new byte[0]);
        int total = fragment.totalBytes();
        int offset = fragment.offsetBytes();
        fragment.wrapPart(part);
        MessageAssembler.Result result = session.fragments.add(total, offset, part, 0, part.capacity());
        if (result == MessageAssembler.Result.WHOLE) {
            fragmented++;
            take(session, session.fragments.buffer(), session.fragments.length());
        } else if (result != MessageAssembler.Result.MORE) {
            throw new AssertionError(result + " total=" + total + " offset=" + offset);
        }
    }

    /** What is said to a seat. */
    private interface Message {
        byte[] to(Seat seat);
    }

    private void toOthers(Seat author, Message message, long version) {
        for (Seat seat : seats(author.room)) {
            if (seat != author && (version == 0 || !seat.isLagging)) {
                seat.sentVersion = Math.max(seat.sentVersion, version);
                say(seat.session, message.to(seat));
            }
        }
    }

    private void left(Seat seat) {
        if (seat != null) {
            toOthers(
                    seat,
                    other -> other.session.messages.departed(other.roomId, seat.session.clientId, seat.userId),
                    0);
        }
    }

    private void say(Session session, byte[] message) {
        held.add(() -> {
            if (sessions.get(session.wire) == session) {
                session.messages.split(message, session.id, SimulatedWire.MAX_MESSAGE_BYTES, session.wire.toClient);
            }
        });
    }

    /** A client gets neither edits nor acks, until it has drained. */
    void lag(SimulatedWire wire, boolean isLagging) {
        Session session = sessions.get(wire);
        if (session == null) {
            return;
        }
        for (Seat seat : session.seats.values()) {
            if (seat.isLagging && !isLagging) {
                seat.isLagging = false;
                state(seat, seat.sentVersion, false);
            } else {
                seat.isLagging |= isLagging;
            }
        }
    }

    /** The server notices that a wire is gone. */
    void closed(SimulatedWire wire) {
        Session session = sessions.remove(wire);
        if (session != null) {
            session.seats.values().forEach(this::left);
        }
    }

    /** The journal has all that there is. */
    void release() {
        rooms.values().forEach(SimulatedRoom::release);
        held.forEach(Runnable::run);
        held.clear();
    }

    void restart(boolean isClean) {
        if (isClean) {
            release();
        }
        held.clear();
        sessions.keySet().forEach(wire -> wire.isBroken = true);
        sessions.clear();
        rooms.values().forEach(room -> room.restart(isClean));
    }
}
