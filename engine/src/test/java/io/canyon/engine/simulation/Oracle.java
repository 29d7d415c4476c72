package io.canyon.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.StepCursor;
import io.canyon.engine.journal.EditRecord;
import io.canyon.engine.journal.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.agrona.DirectBuffer;

/**
 * What is true of all rooms, in plain Java: the edits that the journals hold. Nobody may see another one, and every
 * room is what they give, one after the other.
 */
final class Oracle implements SimulatedDisk.Listener {
    private static final ObjectMapper SMILE = new SmileMapper();
    private static final byte[] SMILE_HEADER = {':', ')', '\n', 0};

    private record Edit(String author, List<Map<String, Map<String, Object>>> patches) {}

    private final Map<String, NavigableMap<Long, Edit>> rooms = new HashMap<>();
    /** By room: how often each value stands in its journal. */
    private final Map<String, Map<Object, Integer>> markers = new HashMap<>();

    private final Map<String, NavigableMap<Long, Edit>> doubtful = new HashMap<>();
    private long lost;
    private final Map<Object, String> roomsOfPresence = new HashMap<>();

    @Override
    public void onBatch(DirectBuffer batch) {
        forEach(batch, (record, edit) -> {
            assertNull(edits(record.room()).put(record.version(), edit), "a version that was given twice");
            count(record.room(), edit, 1);
        });
    }

    @Override
    public void onLost(DirectBuffer batch) {
        forEach(
                batch,
                (record, edit) -> doubtful.computeIfAbsent(record.room(), unused -> new TreeMap<>())
                        .put(record.version(), edit));
    }

    /** Rooms of which the journal has lost edits, which their snapshots may have. */
    Set<String> doubtfulRooms() {
        return Set.copyOf(doubtful.keySet());
    }

    /** What is there of a doubtful room: all edits up to one of them. */
    void onFound(String room, Map<String, Map<String, Object>> state) {
        NavigableMap<Long, Edit> candidates = doubtful.remove(room);
        NavigableMap<Long, Edit> edits = edits(room);
        while (!state(room).equals(state) && !candidates.isEmpty()) {
            Edit gone = edits.remove(candidates.pollLastEntry().getKey());
            count(room, gone, -1);
            lost++;
        }
        assertEquals(state(room), state, () -> "what is left of " + room);
    }

    /** A change that somebody in a room is shown, or told to have been accepted. */
    void onShown(String room, Map<String, Map<String, Object>> patch) {
        Map<Object, Integer> journaled = markers.getOrDefault(room, Map.of());
        for (Object marker : markersOf(patch)) {
            assertTrue(
                    journaled.getOrDefault(marker, 0) > 0,
                    () -> "shown, but not in the journal of " + room + ": " + marker);
        }
    }

    /** Somebody shows its presence to its room. */
    void onPresence(String room, Object value) {
        roomsOfPresence.put(value, room);
    }

    /** Somebody in a room is shown another one's presence. */
    void onPresenceShown(String room, Object value) {
        assertEquals(room, roomsOfPresence.get(value), () -> "presence " + value);
    }

    /** An edit as one is told of it who did not make it. */
    void onBroadcast(String room, long version, String author, List<Map<String, Map<String, Object>>> patches) {
        assertEquals(edits(room).get(version), new Edit(author, patches), () -> "version " + version);
    }

    /** Records that are there, by key. */
    Map<String, Map<String, Object>> state(String room) {
        Map<String, Record> records = new HashMap<>();
        edits(room)
                .forEach((version, edit) -> edit.patches()
                        .forEach(patch ->
                                patch.forEach((key, change) -> records.computeIfAbsent(key, unused -> new Record())
                                        .apply(change, version))));
        return live(records);
    }

    /** Edits that were shown, and are gone. */
    long lost() {
        return lost;
    }

    long edits() {
        return rooms.values().stream().mapToLong(Map::size).sum();
    }

    static Map<String, Map<String, Object>> live(Map<String, Record> records) {
        Map<String, Map<String, Object>> live = new TreeMap<>();
        records.forEach((key, record) -> {
            if (record.isLive()) {
                live.put(key, record.fields);
            }
        });
        return live;
    }

    private void count(String room, Edit edit, int times) {
        Map<Object, Integer> counts = markers.computeIfAbsent(room, unused -> new HashMap<>());
        edit.patches().forEach(patch -> markersOf(patch).forEach(marker -> counts.merge(marker, times, Integer::sum)));
    }

    private NavigableMap<Long, Edit> edits(String room) {
        return rooms.computeIfAbsent(room, unused -> new TreeMap<>());
    }

    /** All values that are whole numbers: each is written once only. */
    private static Set<Object> markersOf(Map<String, Map<String, Object>> patch) {
        Set<Object> markers = new HashSet<>();
        patch.values()
                .forEach(change -> change.values().stream()
                        .filter(Integer.class::isInstance)
                        .forEach(markers::add));
        return markers;
    }

    private static void forEach(DirectBuffer batch, BiConsumer<EditRecord, Edit> action) {
        EditRecord record = new EditRecord();
        for (int at = 0; at < batch.capacity(); at += record.lengthBytes()) {
            record.wrap(batch, at, batch.capacity());
            action.accept(record, new Edit(record.author(), patches(record)));
        }
    }

    private static List<Map<String, Map<String, Object>>> patches(EditRecord record) {
        List<Map<String, Map<String, Object>>> patches = new ArrayList<>();
        StepCursor steps = new StepCursor();
        steps.wrap(record.buffer(), record.editOffset(), record.editLength());
        while (steps.next()) {
            Map<String, Map<String, Object>> patch = new HashMap<>();
            MemberCursor keys = new MemberCursor().wrap(record.buffer(), steps.nodeOffset(), steps.nodeLength());
            while (keys.next()) {
                Map<String, Object> change = new HashMap<>();
                if (keys.operation() != EditFormat.OBJECT) {
                    change.put(Record.EXISTS, keys.operation() == EditFormat.RECORD);
                }
                // A removal may carry fields, too: they mean nothing, but are passed on.
                MemberCursor fields = new MemberCursor().wrap(keys.buffer(), keys.nodeOffset(), keys.nodeLength());
                while (fields.next()) {
                    change.put(name(fields), value(fields));
                }
                patch.put(name(keys), change);
            }
            patches.add(patch);
        }
        return patches;
    }

    private static String name(MemberCursor member) {
        return member.buffer().getStringWithoutLengthUtf8(member.nameOffset(), member.nameLength());
    }

    private static Object value(MemberCursor field) {
        assertEquals(EditFormat.SET, field.operation());
        byte[] bytes = new byte[SMILE_HEADER.length + field.bodyLength()];
        System.arraycopy(SMILE_HEADER, 0, bytes, 0, SMILE_HEADER.length);
        field.buffer().getBytes(field.bodyOffset(), bytes, SMILE_HEADER.length, field.bodyLength());
        try {
            return SMILE.readValue(bytes, Object.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
