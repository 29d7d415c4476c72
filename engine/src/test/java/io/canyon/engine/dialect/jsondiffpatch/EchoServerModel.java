package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Carry;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.Compose;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Fit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The room's side of the echo wire, as far as edits go: one document, its history, and who has sent what. */
final class EchoServerModel {
    /** What a client gets. Of the fields those count that its kind has on the wire; deltas are JSON. */
    record Message(String event, long version, long seq, String code, JsonNode delta, JsonNode document, long from) {}

    /** What became of the last edit of an id. */
    private record Outcome(long seq, long version, String code) {}

    private final Map<String, EchoClientModel> members = new LinkedHashMap<>();
    private final Map<String, Outcome> outcomes = new HashMap<>();
    private final Map<String, Outcome> applied = new HashMap<>();
    private final Map<String, Long> sentVersions = new HashMap<>();
    private final List<Change> history = new ArrayList<>();
    private final int historyLength;
    private JsonNode document;
    private long version;
    int carriedEdits;
    int refusedEdits;
    int catchUps;

    EchoServerModel(JsonNode document, int historyLength) {
        this.document = document;
        this.historyLength = historyLength;
    }

    JsonNode document() {
        return document;
    }

    long version() {
        return version;
    }

    void join(EchoClientModel client, Long knownVersion) {
        members.put(client.id(), client);
        catchUp(client, knownVersion == null ? -1 : knownVersion);
    }

    void leave(EchoClientModel client) {
        members.remove(client.id());
    }

    /** From here on the client gets nothing, until it has caught up. */
    void lag(EchoClientModel client) {
        if (members.remove(client.id()) != null) {
            client.lags = true;
        }
    }

    void drained(EchoClientModel client) {
        client.lags = false;
        members.put(client.id(), client);
        catchUp(client, sentVersions.get(client.id()));
    }

    private void catchUp(EchoClientModel client, long from) {
        Outcome last = applied.get(client.id());
        long seq = last == null ? 0 : last.seq();
        boolean isKnown = from >= version - history.size() && from >= 0;
        Change delta = null;
        for (long v = from; isKnown && v < version; v++) {
            Change next = historyAt(v + 1);
            delta = delta == null ? next : next == null ? delta : Compose.both(delta, next);
        }
        JsonNode printed = delta == null ? null : JsonDeltas.print(delta);
        send(client, new Message("joined", version, seq, null, printed, isKnown ? null : document, from));
        catchUps++;
    }

    void edit(EchoClientModel client, long seq, long base, JsonNode delta) {
        Outcome last = outcomes.get(client.id());
        if (last != null && last.seq() == seq) {
            Outcome known = last;
            if (known.code() == null) {
                reply(client, new Message("ack", known.version(), seq, null, null, null, 0));
            } else {
                reply(client, new Message("reject", version, seq, known.code(), null, null, 0));
            }
            return;
        }
        String code = apply(client, seq, base, delta);
        outcomes.put(client.id(), new Outcome(seq, version, code));
        if (code == null) {
            applied.put(client.id(), outcomes.get(client.id()));
        } else {
            refusedEdits++;
            reply(client, new Message("reject", version, seq, code, null, null, 0));
        }
    }

    private String apply(EchoClientModel client, long seq, long base, JsonNode delta) {
        Outcome own = applied.get(client.id());
        if (own != null && base < own.version()) {
            return "out-of-order";
        }
        if (base < version - history.size()) {
            return "too-old";
        }
        try {
            Change part = JsonDeltas.parse(delta);
            for (long v = base; v < version && part != null; v++) {
                Change before = historyAt(v + 1);
                part = before == null ? part : Carry.over(part, before);
            }
            part = part == null ? null : Fit.into(new JsonValue(document), part);
            if (part == null) {
                return "conflict";
            }
            accept(client, seq, part == Fit.NOTHING ? null : part, delta);
            return null;
        } catch (DeltaException e) {
            return e.code() == DeltaException.Code.CONFLICT ? "conflict" : "invalid: " + e.getMessage();
        }
    }

    private void accept(EchoClientModel client, long seq, Change part, JsonNode sent) {
        document = part == null ? document : JsonDeltas.apply(document, part);
        version++;
        history.add(part);
        if (history.size() > historyLength) {
            history.remove(0);
        }
        JsonNode printed = part == null ? null : JsonDeltas.print(part);
        boolean isAsSent = sent.equals(printed);
        carriedEdits += isAsSent ? 0 : 1;
        for (EchoClientModel member : members.values()) {
            if (member != client) {
                send(member, new Message("edit", version, 0, null, printed, null, 0));
            }
        }
        JsonNode other = printed == null ? Vectors.parse("null") : printed;
        reply(client, new Message("ack", version, seq, null, isAsSent ? null : other, null, 0));
    }

    private Change historyAt(long v) {
        return history.get((int) (v - (version - history.size()) - 1));
    }

    /** To a session that lags only rejections go out. */
    private void reply(EchoClientModel client, Message message) {
        if (members.get(client.id()) == client || message.event().equals("reject")) {
            send(client, message);
        }
    }

    private void send(EchoClientModel client, Message message) {
        if (!message.event().equals("reject")) {
            sentVersions.merge(client.id(), message.version(), Math::max);
        }
        client.receive(message);
    }
}
