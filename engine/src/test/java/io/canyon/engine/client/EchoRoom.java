package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.Compose;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One room of a server of the echo wire, as the wire's page has it: sessions by connection number, acks and broadcasts
 * behind a journal, lag, and what survives a restart.
 */
final class EchoRoom implements Connections.Server {
    static final String NAME = "room";

    /** What a session of this room is to the room. */
    static final class Session {
        final EchoLink link;
        final String userId;
        JsonNode presence;
        boolean isLagging;
        long sentVersion;

        Session(EchoLink link, String userId) {
            this.link = link;
            this.userId = userId;
        }
    }

    private final EchoEdits edits;
    /** By the id of their connection. */
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    /** The highest number of a connection whose join was taken, by id. */
    private final Map<String, Long> takenNumbers = new HashMap<>();
    /** What is sent when the journal has what it shows. */
    private final List<Runnable> held = new ArrayList<>();

    private final List<EchoLink> links = new ArrayList<>();
    private long lastNumber;
    boolean isReadOnly;
    /** Code of the error that joins get; null: they are let in. */
    String joinRefusal;

    int catchUps;
    int wholeDocuments;

    EchoRoom(JsonNode document, int historyLength) {
        edits = new EchoEdits(document, historyLength);
    }

    EchoEdits edits() {
        return edits;
    }

    /** A connection is there; it replaces an older one of its id. */
    @Override
    public void accept(EchoLink link) {
        link.number = ++lastNumber;
        link.isOpen = true;
        for (EchoLink other : links) {
            if (other.id.equals(link.id) && other.closeCode == 0) {
                other.closeCode = 4001;
            }
        }
        links.add(link);
    }

    /** The server notices that a connection is gone. */
    @Override
    public void closed(EchoLink link) {
        link.isEnded = true;
        links.remove(link);
        Session session = sessions.get(link.id);
        if (session != null && session.link == link) {
            leave(session);
        }
    }

    @Override
    public void receive(EchoLink link, String text) {
        JsonNode frame = JsonText.read(text);
        Session session = sessions.get(link.id);
        boolean isJoined = session != null && session.link == link;
        if (frame.get("event").textValue().equals("join")) {
            join(link, session, frame);
            return;
        }
        if (link.number < takenNumbers.getOrDefault(link.id, 0L)) {
            return;
        }
        if (!isJoined) {
            hold(link, error("not-joined"));
            return;
        }
        switch (frame.get("event").textValue()) {
            case "edit" -> edit(session, frame);
            case "presence" -> {
                session.presence = frame.get("presence");
                toOthers(session, about("presence", session).set("presence", session.presence), 0);
            }
            case "leave" -> leave(session);
            default -> hold(link, error("unknown-event"));
        }
    }

    private void join(EchoLink link, Session former, JsonNode frame) {
        if (link.number < takenNumbers.getOrDefault(link.id, 0L)) {
            return;
        }
        if (joinRefusal != null) {
            hold(link, error(joinRefusal));
            return;
        }
        takenNumbers.put(link.id, link.number);
        Session session = former;
        if (former == null || former.link != link) {
            if (former != null) {
                leave(former);
            }
            session = new Session(link, frame.get("userId").textValue());
            sessions.put(link.id, session);
            toOthers(session, about("entered", session), 0);
        }
        session.isLagging = false;
        state(session, frame.path("version").asLong(-1), true);
    }

    private void leave(Session session) {
        sessions.remove(session.link.id);
        toOthers(session, about("left", session), 0);
    }

    /** The room ends a session, and the connection stays. */
    void evict(EchoLink link) {
        Session session = sessions.get(link.id);
        if (session != null && session.link == link) {
            leave(session);
            hold(link, error("room-closed"));
        }
    }

    void permit(boolean readOnly) {
        isReadOnly = readOnly;
        sessions.values()
                .forEach(session -> hold(session.link, frame("permission").put("permission", permission())));
    }

    /** The session gets neither edits nor acks, until it has drained. */
    void lag(EchoLink link) {
        Session session = sessions.get(link.id);
        if (session != null && session.link == link && !session.isLagging) {
            session.isLagging = true;
        } else if (session != null && session.link == link) {
            session.isLagging = false;
            state(session, session.sentVersion, false);
        }
    }

    boolean isLagging(EchoLink link) {
        Session session = sessions.get(link.id);
        return session != null && session.link == link && session.isLagging;
    }

    private void state(Session session, long from, boolean isAsked) {
        ObjectNode frame = frame("joined").put("version", edits.version());
        Long seq = edits.lastSeq(session.link.id);
        if (seq != null) {
            frame.put("seq", seq);
        }
        frame.put("permission", permission());
        if (edits.isKnown(from)) {
            frame.put("from", from);
            Change delta = edits.since(from);
            if (delta != null) {
                frame.set("delta", JsonDeltas.print(delta));
            }
        } else {
            frame.set("doc", edits.document());
            wholeDocuments++;
        }
        ArrayNode members = frame.putArray("members");
        for (Session other : sessions.values()) {
            if (other != session) {
                ObjectNode member = members.addObject().put("id", other.link.id).put("userId", other.userId);
                if (other.presence != null) {
                    member.set("presence", other.presence);
                }
            }
        }
        frame.put("asked", isAsked);
        session.sentVersion = edits.version();
        catchUps++;
        hold(session.link, frame);
    }

    private void edit(Session session, JsonNode frame) {
        String id = session.link.id;
        long seq = frame.get("seq").longValue();
        EchoEdits.Result result = isReadOnly
                ? edits.refuse(id, seq, "read-only")
                : edits.edit(id, seq, frame.get("base").longValue(), frame.get("delta"));
        if (result.code() != null) {
            hold(
                    session.link,
                    frame("reject")
                            .put("seq", seq)
                            .put("code", result.code())
                            .put("message", "because")
                            .put("version", edits.version()));
            return;
        }
        if (result.isNew()) {
            ObjectNode broadcast = about("edit", session).put("version", result.version());
            if (result.applied() != null) {
                broadcast.set("delta", result.applied());
            }
            toOthers(session, broadcast, result.version());
        }
        if (!session.isLagging) {
            ObjectNode ack = frame("ack").put("seq", seq).put("version", result.version());
            if (result.isNew() && !frame.get("delta").equals(result.applied())) {
                ack.set("delta", result.applied() == null ? JsonNodeFactory.instance.nullNode() : result.applied());
            }
            session.sentVersion = Math.max(session.sentVersion, result.version());
            hold(session.link, ack);
        }
    }

    private void toOthers(Session author, JsonNode frame, long version) {
        for (Session session : sessions.values()) {
            if (session != author && (version == 0 || !session.isLagging)) {
                session.sentVersion = Math.max(session.sentVersion, version);
                hold(session.link, frame);
            }
        }
    }

    private void hold(EchoLink link, JsonNode frame) {
        String text = JsonText.write(frame);
        held.add(() -> {
            if (!link.isEnded) {
                link.toClient.add(text);
            }
        });
    }

    /** The journal has all that there is. */
    void release() {
        edits.release();
        held.forEach(Runnable::run);
        held.clear();
    }

    /**
     * The server stops, and another one starts on the same data. Connections are gone.
     *
     * @param isClean everything has been written before
     * @param lostVersions versions that were written, and are lost all the same
     */
    void restart(boolean isClean, int lostVersions, boolean keepsHistory) {
        if (isClean) {
            release();
        }
        held.clear();
        edits.restart(isClean, lostVersions, keepsHistory);
        for (EchoLink link : List.copyOf(links)) {
            link.isEnded = true;
            link.closeCode = isClean ? 1001 : 1006;
        }
        links.clear();
        sessions.clear();
        takenNumbers.clear();
    }

    private String permission() {
        return isReadOnly ? "readonly" : "readwrite";
    }

    private static ObjectNode error(String code) {
        return frame("error").put("code", code).put("message", "because");
    }

    private static ObjectNode about(String event, Session session) {
        return frame(event).put("id", session.link.id).put("userId", session.userId);
    }

    private static ObjectNode frame(String event) {
        return JsonNodeFactory.instance.objectNode().put("event", event).put("room", NAME);
    }

    static Change compose(Change first, Change second) {
        return first == null || second == null ? first == null ? second : first : Compose.both(first, second);
    }
}
