package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.canyon.engine.dialect.jsonpatch.PatchModel;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.HistoryLimits;
import io.canyon.engine.room.OutputType;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What patches cost, counted in bytes on the heap: that of what they name, whatever the document. */
class JsonPatchScaleTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long NONE = Command.NONE;
    private static final int LONG = 200_000;

    private final DocumentCoreRoom room = new DocumentCoreRoom();
    private long sequence = 1;

    @AfterEach
    void close() {
        room.close();
    }

    private void begin(JsonNode list) {
        room.join(1, "a", 1, NONE);
        room.join(2, "b", 2, NONE);
        ObjectNode document = NODES.objectNode();
        document.set("list", list);
        document.putObject("o");
        room.edit(2, 1, 0, NODES.arrayNode().add(document));
        room.forgetOutputs();
    }

    private static ArrayNode numbers(int count) {
        ArrayNode list = NODES.arrayNode();
        for (int i = 0; i < count; i++) {
            list.add(i);
        }
        return list;
    }

    private static ObjectNode operation(String op, String path) {
        return NODES.objectNode().put("op", op).put("path", path);
    }

    @Test
    void shouldNotReadAListForOneOfItsItems() {
        begin(numbers(LONG));
        // of the list, its Smile alone would be more
        long bound = LONG;
        ArrayNode one = NODES.arrayNode();
        one.add(operation("test", "/list/150000").put("value", 150_000));
        one.add(operation("add", "/list/70000").put("value", "new"));
        one.add(operation("replace", "/list/-").put("value", 1).put("path", "/list/5"));
        one.add(operation("move", "/list/199000").put("from", "/list/3"));
        one.add(operation("remove", "/list/0"));
        // classes are loaded the first time
        allocated(one, NONE);
        one.remove(0);
        long bytes = allocated(one, NONE);
        assertTrue(bytes < bound, "bytes=" + bytes);
        bytes = allocated(NODES.arrayNode().add(operation("test", "/list").set("value", numbers(100))), NONE);
        assertTrue(bytes < bound, "bytes=" + bytes);
        long base = room.room().version();
        room.edit(2, 2, base, "{'list':{'_t':'a','_100':[0,0,0]}}");
        ArrayNode stale =
                NODES.arrayNode().add(operation("replace", "/list/100000").put("value", "stale"));
        bytes = allocated(stale, base);
        assertTrue(bytes < bound, "bytes=" + bytes);
        assertEquals("stale", room.tree().get("list").get(99_999).textValue());
    }

    private long allocated(ArrayNode patch, long base) {
        room.forgetOutputs();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        room.patch(1, sequence++, base, patch);
        return threads.getThreadAllocatedBytes(id) - before;
    }

    @Test
    void shouldTakeManyOperationsInOneList() {
        long seed = Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
        System.out.println("JsonPatchScaleTest: canyon.seed=" + seed);
        Random random = new Random(seed);
        begin(numbers(3000));
        ArrayNode patch = NODES.arrayNode();
        int length = 3000;
        for (int i = 0; i < 6000; i++) {
            String index = "/list/" + random.nextInt(length);
            switch (random.nextInt(4)) {
                case 0 -> {
                    patch.add(operation("add", index).put("value", "n" + i));
                    length++;
                }
                case 1 -> {
                    patch.add(operation("remove", index));
                    length--;
                }
                case 2 -> patch.add(operation("move", index).put("from", "/list/" + random.nextInt(length)));
                default -> patch.add(operation("replace", index).put("value", "r" + i));
            }
        }
        JsonNode expected = PatchModel.apply(room.tree(), patch);
        room.patch(1, 1, 1, patch);
        assertEquals(expected, room.tree(), () -> "seed=" + seed);
        assertEquals(OutputType.BROADCAST, room.outputs().get(0).type());
    }

    @Test
    void shouldTakeManyOperationsInsideWhatItAdds() {
        begin(numbers(1));
        ArrayNode patch = NODES.arrayNode();
        ObjectNode large = NODES.objectNode();
        for (int i = 0; i < 20_000; i++) {
            large.put("m" + i, i);
        }
        patch.add(operation("add", "/o/large").set("value", large));
        for (int i = 0; i < 20_000; i++) {
            patch.add(operation("replace", "/o/large/m" + i).put("value", -i));
        }
        room.patch(1, 1, 1, patch);
        JsonNode after = room.tree().get("o").get("large");
        assertEquals(20_000, after.size());
        assertEquals(-19_999, after.get("m19999").intValue());
    }

    @Test
    void shouldRefuseToCopyTooOftenWhatMuchWasTakenOutOf() {
        begin(numbers(1));
        int count = 2000;
        ArrayNode patch = NODES.arrayNode();
        ObjectNode large = NODES.objectNode();
        for (int i = 0; i < count; i++) {
            large.put("m" + i, i);
            patch.add(operation("remove", "/o/large/m" + i));
        }
        patch.insert(0, operation("add", "/o/large").set("value", large));
        room.patch(1, 1, NONE, patch);
        assertEquals(OutputType.BROADCAST, room.outputs().get(0).type());
        room.forgetOutputs();
        for (int i = 0; i < count; i++) {
            patch.add(operation("copy", "/o/copy").put("from", "/o/large"));
        }
        room.patch(1, 2, NONE, patch);
        assertEquals(List.of("1 reject 2 too-large v2"), room.told());
    }

    @Test
    void shouldRefuseToLookTooOftenAtWhatHasHappenedSince() {
        begin(numbers(1));
        long base = room.room().version();
        int edits = 400;
        for (int i = 0; i < edits; i++) {
            ObjectNode members = NODES.objectNode();
            for (int j = 0; j < 50; j++) {
                members.putArray("m" + i + "." + j).add(j);
            }
            room.edit(2, 2 + i, NONE, NODES.objectNode().set("o", members));
        }
        ObjectNode empty = NODES.objectNode().set("o", NODES.objectNode());
        empty.set("list", numbers(1));
        ArrayNode patch = NODES.arrayNode();
        for (int i = 0; i < 20; i++) {
            patch.add(operation("test", "").set("value", empty));
        }
        room.forgetOutputs();
        room.patch(1, 1, base, patch);
        assertEquals(List.of("1 reject 1 too-old v" + (base + edits)), room.told());
        room.patch(1, 2, base, NODES.arrayNode().add(operation("add", "/o/m0.0").put("value", 1)));
        assertEquals(1, room.tree().get("o").get("m0.0").intValue());
    }

    /** What was told of an object is walked over once, not for each member that had changed before. */
    @Test
    void shouldFindThePartsOfAnOldValueOnce() {
        int count = 3000;
        ObjectNode old = NODES.objectNode();
        ObjectNode change = NODES.objectNode();
        for (int i = 0; i < count; i++) {
            old.put("member" + i, 1);
            change.putArray("member" + i).add(0).add(1);
        }
        try (DocumentCoreRoom short3 = new DocumentCoreRoom(new HistoryLimits(3, 1 << 20), 64 << 20, false)) {
            short3.join(1, "a", 1, NONE);
            short3.join(2, "b", 2, NONE);
            short3.edit(1, 1, 0, NODES.objectNode().set("o", NODES.arrayNode().add(old)));
            short3.edit(1, 2, NONE, "{'y':[1]}");
            long base = short3.room().version();
            short3.edit(1, 3, NONE, NODES.objectNode().set("o", change));
            short3.edit(
                    1,
                    4,
                    NONE,
                    NODES.objectNode().set("o", NODES.arrayNode().add(old).add(5)));
            short3.forgetOutputs();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            short3.patch(2, 1, base, "[{'op':'test','path':'/o','value':{}}]");
            long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertEquals(List.of("2 reject 1 conflict v4"), short3.told());
            // every name of it, for every member, would be more than 300 MB
            assertTrue(bytes < 30_000_000, "bytes=" + bytes);
        }
    }
}
