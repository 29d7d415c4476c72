package io.canyon.engine.dialect.jsondiffpatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.delta.Carry;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ChangeReader;
import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.delta.Compose;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Fit;
import io.canyon.engine.delta.Inverse;
import io.canyon.engine.edit.EditWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deltas and edits with random damage end in the declared exception, or do what they say; nothing else is thrown. */
class DeltaFuzzTest {
    private static final int RUNS = 20_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String[] KEYS = {
        "_t",
        "_",
        "_0",
        "_1",
        "_01",
        "_-1",
        "_x",
        "0",
        "1",
        "2",
        "00",
        "01",
        "1.5",
        "-1",
        "1e1",
        "99999999999",
        "__proto__",
        "constructor",
        "list",
        "a",
        "",
        "2147483647",
        "_2147483647",
        "2147483646"
    };
    private static final String[] PATCHES = {
        "",
        "@@",
        "@@ -1 +1 @@\n",
        "@@ -1,3 +1,3 @@\nabc\n",
        "@@ -0,0 +1,3 @@\n+abc",
        "@@ -1 +1 @@\n-%\n",
        "x",
        "@@ -999999999,1 +999999999,1 @@\n-a\n+b\n",
        "@@ -1,2 +1,2 @@\r\n-a\n",
        "@@ -1 +1 @@\n+%F0%9F\n",
        "@@ -1 +1 @@\n+%ED%A0%80\n",
        "@@ -1,6 +1,7 @@\n  abc\n+x\n def\n",
        "\n\n",
        "@@ -1 +1 @@\n \uD83D\n"
    };

    private final long seed =
            Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
    private final Random random = new Random(seed);
    private final RandomDocuments documents = new RandomDocuments(random);
    private final JsonDiffPatch jsonDiffPatch = new JsonDiffPatch();

    @BeforeEach
    void printSeed() {
        System.out.println("DeltaFuzzTest: canyon.seed=" + seed);
    }

    @Test
    void shouldRefuseDamagedDeltas() {
        int refused = 0;
        int parsed = 0;
        for (int run = 0; run < RUNS; run++) {
            JsonNode document = run % 2 == 0 ? documents.scene() : documents.value(3);
            JsonNode delta = damaged(document);
            String before = document.toString();
            try {
                Change change = JsonDeltas.parse(delta);
                parsed++;
                use(document, change);
            } catch (DeltaException e) {
                refused++;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed=" + seed + " delta=" + delta + " document=" + before, e);
            }
            leniently(document, delta);
            assertEquals(before, document.toString(), () -> "seed=" + seed + " delta=" + delta);
        }
        assertTrue(refused > RUNS / 10 && parsed > RUNS / 10, "refused=" + refused + " parsed=" + parsed);
    }

    private void leniently(JsonNode document, JsonNode delta) {
        try {
            jsonDiffPatch.patchLeniently(document, delta);
        } catch (DeltaException e) {
            assertTrue(e.code() != DeltaException.Code.UNTOLD, e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed=" + seed + " delta=" + delta + " document=" + document, e);
        }
    }

    private void use(JsonNode document, Change change) {
        JsonNode other = documents.edited(document);
        JsonNode delta = jsonDiffPatch.diff(document, other);
        assertEquals(change, JsonDeltas.parse(JsonDeltas.print(change)));
        if (delta != null) {
            Change meanwhile = JsonDeltas.parse(delta);
            Carry.over(change, meanwhile);
            Carry.over(meanwhile, change);
        }
        if (Inverse.isTold(change)) {
            Inverse.of(Inverse.of(change));
        }
        Change part = Fit.into(new JsonValue(document), change);
        JsonNode result = JsonDeltas.apply(document, change);
        if (part != null) {
            assertEquals(result, JsonDeltas.apply(document, part));
            Inverse.of(part, new JsonValue(document));
        }
        if (delta != null) {
            Compose.both(JsonDeltas.parse(delta), change);
        }
    }

    private JsonNode damaged(JsonNode document) {
        JsonNode delta = jsonDiffPatch.diff(document, documents.edited(document));
        delta = delta == null ? NODES.objectNode() : delta.deepCopy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<JsonNode> containers = new ArrayList<>();
            collect(delta, containers);
            if (containers.isEmpty()) {
                return something();
            }
            damage(containers.get(random.nextInt(containers.size())));
        }
        return delta;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private void damage(JsonNode container) {
        if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.isEmpty() ? "" : names.get(random.nextInt(names.size()));
            switch (names.isEmpty() ? 0 : random.nextInt(4)) {
                case 0 -> object.set(KEYS[random.nextInt(KEYS.length)], something());
                case 1 -> object.remove(name);
                case 2 -> object.set(KEYS[random.nextInt(KEYS.length)], object.remove(name));
                default -> object.set(name, something());
            }
            return;
        }
        ArrayNode array = (ArrayNode) container;
        int index = array.isEmpty() ? 0 : random.nextInt(array.size());
        switch (array.isEmpty() ? 0 : random.nextInt(3)) {
            case 0 -> array.insert(index, something());
            case 1 -> array.remove(index);
            default -> array.set(index, something());
        }
    }

    private JsonNode something() {
        return switch (random.nextInt(12)) {
            case 0 -> Vectors.parse("[1,0,0]");
            case 1 -> Vectors.parse("[\"\"," + random.nextInt(5) + ",3]");
            case 2 -> NODES.arrayNode().add(patch()).add(0).add(2);
            case 3 -> Vectors.parse("{\"_t\":\"a\"}");
            case 4 -> Vectors.parse("[{\"id\":1}]");
            case 5 -> Vectors.parse("[0,[1,2]]");
            case 6 -> NODES.numberNode(new int[] {0, 1, 2, 3, -1, Integer.MAX_VALUE}[random.nextInt(6)]);
            case 7 -> NODES.textNode(random.nextBoolean() ? "a" : patch());
            case 8 -> NODES.nullNode();
            case 9 -> NODES.numberNode(new double[] {0.5, -0.0, 1e300, 3.0}[random.nextInt(4)]);
            default -> documents.value(2);
        };
    }

    private String patch() {
        StringBuilder patch = new StringBuilder(PATCHES[random.nextInt(PATCHES.length)]);
        for (int i = random.nextInt(3); i > 0 && patch.length() > 0; i--) {
            patch.setCharAt(random.nextInt(patch.length()), "@ -+,%\n019aF\uDC00".charAt(random.nextInt(13)));
        }
        return patch.toString();
    }

    @Test
    void shouldRefuseDeltasThatAreTooDeep() {
        for (String open : List.of("{\"a\":", "{\"_t\":\"a\",\"0\":")) {
            int[] depths = {Change.MAX_DEPTH - 1, Change.MAX_DEPTH, 900};
            for (int depth : depths) {
                JsonNode delta = Vectors.parse(open.repeat(depth) + "[1,2]" + "}".repeat(depth));
                boolean isParsed = true;
                try {
                    assertEquals(depth + 1, JsonDeltas.parse(delta).depth());
                } catch (DeltaException e) {
                    isParsed = false;
                    assertEquals(DeltaException.Code.LIMIT, e.code());
                }
                assertEquals(depth < Change.MAX_DEPTH, isParsed, "depth=" + depth);
                leniently(NODES.objectNode(), delta);
            }
        }
    }

    @Test
    void shouldRefuseDamagedEdits() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[1 << 16]);
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            JsonNode document = documents.scene();
            JsonNode delta = jsonDiffPatch.diff(document, documents.edited(document));
            if (delta == null) {
                continue;
            }
            EditWriter writer = new EditWriter().wrap(buffer, 0);
            new ChangeWriter(JsonSmile.WRITER).write(JsonDeltas.parse(delta), writer);
            int length = writer.position();
            for (int i = random.nextInt(3); i >= 0; i--) {
                buffer.putByte(random.nextInt(length), (byte) random.nextInt(256));
            }
            try {
                ChangeReader.read(new UnsafeBuffer(buffer, 0, length), 0, length);
            } catch (DeltaException | IllegalArgumentException | IndexOutOfBoundsException e) {
                refused++;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed=" + seed + " run=" + run, e);
            }
        }
        assertTrue(refused > RUNS / 20, "refused=" + refused);
    }
}
