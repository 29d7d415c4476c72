package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RejectReason;
import io.canyon.aeron.codec.StateContents;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffPatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A user of the session below documents, who sends edits without base, one behind the other. */
final class SimulatedTicker implements SimulatedClient {
    private static final JsonDiffPatch DIFFS = new JsonDiffPatch();

    private final Audit audit = new Audit();
    private final String name;
    private final Random random;
    private final RoomsSession session;
    private final List<Follower> rooms = new ArrayList<>();
    private int lastId;
    private int lastToken;

    SimulatedTicker(String name, long seed, long[] nowNs) {
        this.name = name;
        random = new Random(seed);
        RoomsConfig config = RoomsConfig.builder()
                .clientId(name + "-0")
                .errorHandler(audit.errors::add)
                .build();
        session = new RoomsSession(
                config,
                audit::open,
                () -> nowNs[0],
                new Random(seed),
                () -> name + "-" + ++lastId,
                (state, reason) -> {});
        for (String room : ROOMS) {
            Follower follower = new Follower();
            follower.link = session.join(room, name, JoinOptions.DEFAULTS.withRepeatBytes(4096), follower);
            rooms.add(follower);
        }
    }

    @Override
    public Audit audit() {
        return audit;
    }

    @Override
    public String clientId() {
        return session.clientId();
    }

    @Override
    public void doWork() {
        session.doWork();
    }

    @Override
    public void edit() {
        rooms.get(random.nextInt(rooms.size())).edit(name + "." + ++lastToken, random.nextInt(3));
    }

    @Override
    public void check() {
        // what it is told is applied without a second look
    }

    @Override
    public boolean isIdle() {
        return audit.isDrained()
                && rooms.stream().allMatch(room -> room.link.state() == LinkState.LIVE && room.tokens.isEmpty());
    }

    @Override
    public JsonNode document(int room) {
        return rooms.get(room).document;
    }

    @Override
    public long version(int room) {
        return rooms.get(room).link.version();
    }

    @Override
    public long count(RoomsCounter counter) {
        return session.count(counter);
    }

    @Override
    public String toString() {
        return name + ": " + session.state() + " waiting="
                + rooms.stream()
                        .map(room -> room.link.state() + "" + room.tokens)
                        .toList() + " errors=" + audit.errors;
    }

    /** Follows one room. */
    private final class Follower implements RoomHandler {
        /** What is not answered, by number. */
        final Map<Long, String> tokens = new TreeMap<>();

        final Map<Long, JsonNode> deltas = new TreeMap<>();
        RoomLink link;
        JsonNode document;

        void edit(String token, int kind) {
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            ObjectNode delta = nodes.objectNode();
            ArrayNode patch = nodes.arrayNode();
            delta.putObject("flags").putArray(token).add(true);
            if (kind == 1) {
                // fails
                patch.addObject().put("op", "test").put("path", "/counter").put("value", -1);
            }
            patch.addObject()
                    .put("op", "add")
                    .put("path", "/items/-")
                    .putObject("value")
                    .put("id", token);
            PayloadForm form = kind == 0 ? PayloadForm.DELTA : PayloadForm.JSON_PATCH;
            JsonNode payload = kind == 0 ? delta : patch;
            byte[] smile = Smiles.write(payload);
            long sequence = link.lastSequence() + 1;
            if (link.offerEdit(sequence, -1, form, new UnsafeBuffer(smile), 0, smile.length) > 0) {
                tokens.put(sequence, token);
                deltas.put(sequence, payload);
            }
        }

        @Override
        public void onJoined(JoinedState joined) {
            if (joined.form() == StateContents.DOCUMENT) {
                document = Smiles.read(joined.contents());
            } else if (joined.form() == StateContents.DELTA) {
                document = DIFFS.patch(document, Smiles.read(joined.contents()));
            }
            version = joined.version();
        }

        private long version;

        @Override
        public void onAck(long sequence, long at, Durability durability, AppliedAs as, DirectBuffer delta) {
            if (at > version) {
                if (as == AppliedAs.DELTA) {
                    document = DIFFS.patch(document, Smiles.read(delta));
                } else if (as == AppliedAs.SENT) {
                    JsonNode sent = deltas.get(sequence);
                    document = sent.isArray() ? JsonPatches.apply(sent, document) : DIFFS.patch(document, sent);
                }
                version = at;
            }
            onConfirmed(sequence, at);
        }

        @Override
        public void onConfirmed(long sequence, long at) {
            String token = tokens.remove(sequence);
            if (token != null) {
                audit.acked.add(token);
            }
        }

        @Override
        public void onEdit(long at, DirectBuffer clientId, DirectBuffer userId, DirectBuffer delta) {
            if (delta.capacity() > 0) {
                document = DIFFS.patch(document, Smiles.read(delta));
            }
            version = at;
        }

        @Override
        public void onReject(long sequence, RejectReason reason, long at, DirectBuffer message) {
            String token = tokens.remove(sequence);
            if (token != null) {
                audit.refused.add(token);
            }
        }

        @Override
        public void onForgotten() {
            audit.unconfirmed.addAll(tokens.values());
            tokens.clear();
        }
    }
}
