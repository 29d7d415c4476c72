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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A user of the client, who edits in all ways and checks all that is told. */
final class SimulatedService implements SimulatedClient {
    private final Audit audit = new Audit();
    private final String name;
    final RoomsClient client;
    final List<RemoteRoom> rooms = new ArrayList<>();
    final Map<String, SyncMember> seenMembers = new TreeMap<>();
    private final Map<String, JsonNode> seen = new TreeMap<>();
    private final Random random;
    private int lastId;
    private int lastToken;
    private int waiting;

    SimulatedService(String name, long seed, long[] nowNs) {
        this.name = name;
        random = new Random(seed);
        RoomsConfig config = RoomsConfig.builder()
                .clientId(name + "-0")
                .errorHandler(audit.errors::add)
                .build();
        client = RoomsClient.over(
                config,
                listener -> new RoomsSession(
                        config, audit::open, () -> nowNs[0], new Random(seed), () -> name + "-" + ++lastId, listener));
        client.doWork();
        for (String room : ROOMS) {
            RemoteRoom remote = client.join(room, "user-" + name);
            remote.addListener(new Check(room));
            rooms.add(remote);
        }
    }

    @Override
    public Audit audit() {
        return audit;
    }

    @Override
    public String clientId() {
        return client.clientId();
    }

    @Override
    public void doWork() {
        client.doWork();
    }

    @Override
    public JsonNode document(int room) {
        return rooms.get(room).version() < 0 ? null : rooms.get(room).document();
    }

    @Override
    public long version(int room) {
        return rooms.get(room).version();
    }

    @Override
    public long count(RoomsCounter counter) {
        return client.count(counter);
    }

    List<Integer> memberCounts() {
        return rooms.stream().map(room -> room.members().size()).toList();
    }

    @Override
    public void edit() {
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
                audit.acked.add(token);
            } else if (((SyncException) failure).code().equals("unconfirmed")) {
                audit.unconfirmed.add(token);
            } else {
                audit.refused.add(token);
            }
        });
    }

    @Override
    public boolean isIdle() {
        return waiting == 0 && rooms.stream().allMatch(room -> room.state() == LinkState.LIVE) && audit.isDrained();
    }

    @Override
    public void check() {
        for (RemoteRoom room : rooms) {
            assertEquals(seen.get(room.name()), room.version() < 0 ? null : room.document(), name);
        }
    }

    @Override
    public String toString() {
        return name + ": " + client.state() + " rooms="
                + rooms.stream().map(RemoteRoom::state).toList() + " waiting=" + waiting + " errors=" + audit.errors;
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
