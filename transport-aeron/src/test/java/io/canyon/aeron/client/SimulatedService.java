package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.client.SyncException;
import io.canyon.engine.client.SyncMember;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A client on simulated wires, and a user of it who edits and checks all that is told. */
final class SimulatedService {
    static final String[] ROOMS = {"lobby", "attic"};

    final String name;
    final List<SimulatedWire> wires = new ArrayList<>();
    final RoomsClient client;
    final List<RemoteRoom> rooms = new ArrayList<>();
    final Map<String, SyncMember> seenMembers = new TreeMap<>();
    final List<Throwable> errors = new ArrayList<>();
    /** What is to be in the rooms, once. */
    final Set<String> acked = new HashSet<>();
    /** What must not be there. */
    final Set<String> refused = new HashSet<>();
    /** What may be there, once. */
    final Set<String> unconfirmed = new HashSet<>();

    private final Map<String, JsonNode> seen = new TreeMap<>();
    private final Random random;
    private int lastId;
    private int lastToken;
    int waiting;

    SimulatedService(String name, long seed, long[] nowNs) {
        this.name = name;
        random = new Random(seed);
        RoomsConfig config = RoomsConfig.builder()
                .clientId(name + "-0")
                .errorHandler(errors::add)
                .build();
        client = RoomsClient.over(
                config,
                listener -> new RoomsSession(
                        config, this::open, () -> nowNs[0], new Random(seed), () -> name + "-" + ++lastId, listener));
        client.doWork();
        for (String room : ROOMS) {
            RemoteRoom remote = client.join(room, "user-" + name);
            remote.addListener(new Check(room));
            rooms.add(remote);
        }
    }

    private Wire open() {
        wires.add(new SimulatedWire(wires.size()));
        return wire();
    }

    /** The wire of the moment. */
    SimulatedWire wire() {
        return wires.get(wires.size() - 1);
    }

    /** Does one of the things that a service does. */
    void edit() {
        RemoteRoom room = rooms.get(random.nextInt(rooms.size()));
        if (room.version() < 0 || waiting > 40) {
            return;
        }
        String token = name + "." + ++lastToken;
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ObjectNode item = nodes.objectNode().put("id", token);
        switch (random.nextInt(8)) {
            case 0, 1 -> track(token, room.set("/items/-", item));
            case 2 -> track(token, room.update(document -> insert(document, item)));
            case 3 -> track(token, room.patch(nodes.arrayNode().add(add("/items/0", item))));
            case 4 -> track(token, room.patch(nodes.arrayNode().add(add("/items/-", item)), room.version()));
            case 5 -> {
                ObjectNode failing = nodes.objectNode().put("op", "test").put("path", "/counter");
                failing.put("value", -1);
                track(token, room.patch(nodes.arrayNode().add(failing).add(add("/items/-", item))));
            }
            case 6 -> {
                ObjectNode delta = nodes.objectNode();
                delta.putObject("flags").putArray(token).add(true);
                track(token, room.delta(delta));
            }
            default -> room.set("/counter", random.nextInt(1000)).exceptionally(failure -> null);
        }
        if (random.nextInt(10) == 0) {
            room.setPresence(nodes.objectNode().put("at", lastToken));
        }
    }

    private void insert(ObjectNode document, ObjectNode item) {
        ArrayNode items = (ArrayNode) document.get("items");
        items.insert(items.isEmpty() ? 0 : random.nextInt(items.size()), item);
        // long enough for fragments, at times
        item.put("text", "x".repeat(random.nextInt(20) == 0 ? 700 : 3));
    }

    private static ObjectNode add(String path, JsonNode value) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("op", "add")
                .put("path", path)
                .set("value", value);
    }

    private void track(String token, CompletableFuture<EditAck> ack) {
        waiting++;
        ack.whenComplete((result, failure) -> {
            waiting--;
            if (failure == null) {
                acked.add(token);
            } else if (((SyncException) failure).code().equals("unconfirmed")) {
                unconfirmed.add(token);
            } else {
                refused.add(token);
            }
        });
    }

    boolean isIdle() {
        return waiting == 0
                && rooms.stream().allMatch(room -> room.state() == LinkState.LIVE)
                && wire().toClient.isEmpty()
                && wire().toServer.isEmpty();
    }

    void check() {
        for (RemoteRoom room : rooms) {
            assertEquals(seen.get(room.name()), room.version() < 0 ? null : room.document(), name);
        }
    }

    @Override
    public String toString() {
        return name + ": " + client.state() + " rooms="
                + rooms.stream().map(RemoteRoom::state).toList() + " waiting=" + waiting + " toServer="
                + wire().toServer.size() + " toClient=" + wire().toClient.size() + " errors=" + errors;
    }

    /** Follows what is told of one room. */
    private final class Check implements RemoteRoomListener {
        private final String room;

        Check(String room) {
            this.room = room;
        }

        @Override
        public void onChange(RoomChange change) {
            assertEquals(seen.get(room), change.before(), name);
            seen.put(room, change.after());
        }

        @Override
        public void onEntered(SyncMember member) {
            seenMembers.put(room + member.id(), member);
        }

        @Override
        public void onLeft(SyncMember member) {
            assertNotNull(seenMembers.remove(room + member.id()));
        }

        @Override
        public void onPresence(SyncMember member) {
            assertNotNull(seenMembers.put(room + member.id(), member));
        }
    }
}
