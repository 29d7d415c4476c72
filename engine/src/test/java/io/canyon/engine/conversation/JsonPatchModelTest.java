package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffPatch;
import io.canyon.engine.dialect.jsondiffpatch.RandomDocuments;
import io.canyon.engine.dialect.jsonpatch.PatchModel;
import io.canyon.engine.dialect.jsonpatch.RandomPatches;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.HistoryLimits;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Random patches of random documents, beside a plain model; stale ones beside the deltas that they are. */
class JsonPatchModelTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int RUNS = Integer.getInteger("canyon.runs", 300);
    private static final int PATCHES = 12;

    private final long seed =
            Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
    private final Random random = new Random(seed);
    private final RandomDocuments documents = new RandomDocuments(random);
    private final RandomPatches patches = new RandomPatches(random, documents);
    private final JsonDiffPatch jsonDiffPatch = new JsonDiffPatch();

    @BeforeEach
    void printSeed() {
        System.out.println("JsonPatchModelTest: canyon.seed=" + seed);
    }

    @Test
    void shouldDoWhatTheModelDoes() {
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            try (DocumentCoreRoom room = room(HistoryLimits.DEFAULTS, documents.scene())) {
                for (int i = 0; i < PATCHES; i++) {
                    refused += patchNow(room, 2 + i) ? 0 : 1;
                }
            }
        }
        assertTrue(refused > RUNS / 4 && refused < RUNS * PATCHES / 2, "refused=" + refused);
    }

    private boolean patchNow(DocumentCoreRoom room, long sequence) {
        JsonNode before = room.tree();
        ArrayNode patch = patches.patch(before);
        JsonNode expected = PatchModel.apply(before, patch);
        long version = room.room().version();
        room.patch(1, sequence, random.nextBoolean() ? version : Command.NONE, patch);
        String name = "seed=" + seed + " document=" + before + " patch=" + patch;
        if (expected == null) {
            assertEquals(OutputType.REJECT, room.outputs().get(0).type(), name);
            assertEquals(before.toString(), room.tree().toString(), name);
            assertEquals(version, room.room().version(), name);
        } else {
            assertSame(expected, room.tree(), name);
            assertEquals(version + 1, room.room().version(), name);
            JsonNode delta = DocumentCoreRoom.deltaOf(room.outputs().get(0));
            assertSame(expected, delta == null ? before : JsonDeltas.apply(before, JsonDeltas.parse(delta)), name);
        }
        room.forgetOutputs();
        return expected != null;
    }

    @Test
    void shouldCarryStalePatchesAsTheDeltasThatTheyAre() {
        stale(HistoryLimits.DEFAULTS, true);
    }

    /** What the history does not tell any more, those who edited have told. */
    @Test
    void shouldCarryStalePatchesWhenTheHistoryIsShort() {
        stale(new HistoryLimits(6, 1 << 20), false);
    }

    /** Whatever authors say stood there: a patch is answered, and those who saw it have what the room has. */
    @Test
    void shouldAnswerStalePatchesWhenOldValuesAreNotTrue() {
        int applied = 0;
        for (int run = 0; run < 2 * RUNS; run++) {
            try (DocumentCoreRoom room = room(new HistoryLimits(4, 1 << 20), documents.scene())) {
                for (int i = 2; i < 6; i++) {
                    JsonNode delta = delta(room.tree());
                    falsify(delta);
                    room.edit(2, i, room.room().version(), delta);
                }
                long version = room.room().version() - 1 - random.nextInt(3);
                room.forgetOutputs();
                JsonNode before = room.tree();
                ArrayNode patch = patches.patch(before);
                room.patch(3, 1, version, patch);
                Output first = room.outputs().get(0);
                if (first.type() == OutputType.BROADCAST) {
                    applied++;
                    JsonNode delta = DocumentCoreRoom.deltaOf(first);
                    JsonNode after = delta == null ? before : JsonDeltas.apply(before, JsonDeltas.parse(delta));
                    assertSame(after, room.tree(), "seed=" + seed + " patch=" + patch);
                } else {
                    assertSame(before, room.tree(), "seed=" + seed + " patch=" + patch);
                }
            }
        }
        assertTrue(applied > RUNS / 4, "applied=" + applied);
    }

    private void falsify(JsonNode delta) {
        boolean tellsOld = delta instanceof ArrayNode array
                && (array.size() == 2 || array.size() == 3 && array.get(2).asInt() == 0);
        if (tellsOld && random.nextInt(3) > 0) {
            ((ArrayNode) delta).set(0, documents.any());
        } else if (delta.isObject()) {
            delta.forEach(this::falsify);
        }
    }

    private void stale(HistoryLimits limits, boolean mayBeStale) {
        int applied = 0;
        for (int run = 0; run < 4 * RUNS; run++) {
            JsonNode document = documents.scene();
            try (DocumentCoreRoom room = room(limits, document);
                    DocumentCoreRoom twin = room(limits, document)) {
                long sequence = 2;
                for (int i = random.nextInt(8); i > 0; i--) {
                    edit(room, twin, sequence++, false);
                }
                JsonNode base = room.tree();
                long version = room.room().version();
                for (int i = random.nextInt(5); i >= 0; i--) {
                    edit(room, twin, sequence++, mayBeStale && random.nextInt(3) == 0);
                }
                applied += patchStale(room, twin, base, version) ? 1 : 0;
            }
        }
        assertTrue(applied > RUNS, "applied=" + applied);
    }

    /** The second session edits both rooms in the same way. */
    private void edit(DocumentCoreRoom room, DocumentCoreRoom twin, long sequence, boolean isStale) {
        JsonNode now = room.tree();
        long version = room.room().version();
        if (isStale) {
            // made for the same document, one behind the other
            send(room, twin, 3, sequence, version, delta(now));
        }
        send(room, twin, 2, sequence, version, delta(now));
    }

    private JsonNode delta(JsonNode document) {
        JsonNode after = random.nextBoolean() ? documents.edited(document) : null;
        after = after == null ? PatchModel.apply(document, patches.patch(document)) : after;
        JsonNode delta = after == null ? null : jsonDiffPatch.diff(document, after);
        return delta == null ? NODES.objectNode() : delta;
    }

    private static void send(
            DocumentCoreRoom room, DocumentCoreRoom twin, int session, long sequence, long base, JsonNode delta) {
        room.edit(session, sequence, base, delta);
        twin.edit(session, sequence, base, delta);
        room.forgetOutputs();
        twin.forgetOutputs();
    }

    private boolean patchStale(DocumentCoreRoom room, DocumentCoreRoom twin, JsonNode base, long version) {
        ArrayNode patch = patches.patch(base);
        JsonNode now = room.tree();
        JsonNode expected = PatchModel.apply(base, patch);
        String name = "seed=" + seed + " base=" + base + " now=" + now + " patch=" + patch;
        room.patch(1, 2, version, patch);
        Output last = room.outputs().get(room.outputs().size() - 1);
        if (expected == null) {
            assertEquals(OutputType.REJECT, last.type(), name);
            assertSame(now, room.tree(), name);
            return false;
        }
        JsonNode delta = resolved(base, patch);
        twin.edit(1, 2, version, delta == null ? NODES.objectNode() : delta);
        Output ofTwin = twin.outputs().get(twin.outputs().size() - 1);
        assertEquals(ofTwin.type(), last.type(), () -> name + " delta=" + delta);
        assertEquals(ofTwin.value(), last.value(), () -> name + " delta=" + delta);
        assertSame(twin.tree(), room.tree(), name + " delta=" + delta);
        return last.type() == OutputType.ACK;
    }

    /** The delta that the patch makes of its base; null for none. */
    private JsonNode resolved(JsonNode base, ArrayNode patch) {
        try (DocumentCoreRoom fresh = room(HistoryLimits.DEFAULTS, base)) {
            fresh.patch(1, 2, 1, patch);
            return DocumentCoreRoom.deltaOf(fresh.outputs().get(0));
        }
    }

    private static DocumentCoreRoom room(HistoryLimits limits, JsonNode document) {
        DocumentCoreRoom room = new DocumentCoreRoom(limits, 64 << 20, false);
        for (int session = 1; session <= 3; session++) {
            room.join(session, "s" + session, session, Command.NONE);
        }
        room.edit(1, 1, 0, NODES.arrayNode().add(document));
        room.forgetOutputs();
        return room;
    }

    private static void assertSame(JsonNode expected, JsonNode actual, String name) {
        assertTrue(
                expected.equals(PatchModel.BY_VALUE, actual),
                () -> name + " expected=" + expected + " actual=" + actual);
    }
}
