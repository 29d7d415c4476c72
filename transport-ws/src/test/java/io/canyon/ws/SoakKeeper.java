package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** An editor that goes from room to room, and finds in each what was acked to it the last time. Used by one thread. */
final class SoakKeeper {
    private static final int RECORDS = 8;
    private static final int WINDOW = 4;

    private final String name;
    private final Random random;
    private final List<Room> rooms = new ArrayList<>();
    private long edits;

    private record Room(String name, PatchSource patches, Replica acked) {}

    /** An editor that alone writes its records into these rooms. */
    SoakKeeper(String name, List<String> roomNames, long seed) {
        this.name = name;
        this.random = new Random(seed);
        for (String room : roomNames) {
            rooms.add(new Room(room, new PatchSource(name, RECORDS, random.nextLong()), new Replica()));
        }
    }

    /** Joins one of its rooms, looks, edits, and goes without a good-bye. */
    void visit(int port) throws InterruptedException {
        Room room = rooms.get(random.nextInt(rooms.size()));
        try (CanvasClient editor = join(port, room)) {
            int count = 20 + random.nextInt(40);
            Deque<Map<String, Object>> underWay = new ArrayDeque<>();
            for (int i = 0; i < count || !underWay.isEmpty(); i++) {
                if (i < count) {
                    underWay.add(send(editor, room));
                }
                if (underWay.size() == WINDOW || i >= count) {
                    Map<String, Object> ack = editor.await("ack");
                    assertNull(ack.get("rejected"), ack::toString);
                    room.acked().applyPatch(underWay.remove());
                }
            }
        }
    }

    /** Looks into all of its rooms. */
    void checkAll(int port) throws InterruptedException {
        for (Room room : rooms) {
            join(port, room).close();
        }
    }

    private CanvasClient join(int port, Room room) throws InterruptedException {
        Replica found = new Replica();
        CanvasClient editor = CanvasClient.resume(port, room.name(), name, 0, found::apply);
        Map<String, Map<String, Object>> own = new TreeMap<>(found.records());
        own.keySet().removeIf(key -> !room.patches().owns(key));
        assertEquals(room.acked().records(), own, () -> "acked to " + name + " in " + room.name());
        return editor;
    }

    private Map<String, Object> send(CanvasClient editor, Room room) {
        long number = edits++;
        Map<String, Object> patch = room.patches().next(number);
        Map<String, Object> presence = Map.of(name + "/Cursor", Map.of("_exists", true, "x", number));
        editor.send(Json.write(Map.of(
                "type",
                "patch",
                "messageId",
                "m" + number,
                "documentPatches",
                List.of(patch),
                "ephemeralPatches",
                List.of(presence))));
        return patch;
    }
}
