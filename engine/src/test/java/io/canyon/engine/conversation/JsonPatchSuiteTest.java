package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The public test suite of JSON Patch, through the room core. */
class JsonPatchSuiteTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Numbers are equal when they are worth the same. */
    private static final Comparator<JsonNode> BY_VALUE = (a, b) ->
            a.isNumber() && b.isNumber() ? Double.compare(a.doubleValue(), b.doubleValue()) : a.equals(b) ? 0 : 1;

    @ParameterizedTest
    @CsvSource({"tests.json,90", "spec_tests.json,15"})
    void shouldPassTheSuite(String file, int least) throws IOException {
        int cases = 0;
        try (InputStream stream = getClass().getResourceAsStream("/json-patch-tests/" + file)) {
            for (JsonNode test : JSON.readTree(stream)) {
                if (!isDisabled(test)) {
                    cases++;
                    for (boolean hasBase : new boolean[] {true, false}) {
                        run(test, hasBase, 0);
                        run(test, hasBase, 1);
                    }
                    run(test, true, 2);
                }
            }
        }
        assertTrue(cases >= least, "cases=" + cases);
    }

    /** Two of the disabled cases are for those who do not take every root; the other two are no JSON in a tree. */
    private static boolean isDisabled(JsonNode test) {
        return test.path("disabled").booleanValue() && !test.has("expected");
    }

    /** @param way 0: the document is the root; 1: deep in it; 2: deep in it, and another edit comes between */
    private static void run(JsonNode test, boolean hasBase, int way) {
        try (DocumentCoreRoom room = new DocumentCoreRoom()) {
            room.join(1, "a", 1, Command.NONE);
            room.join(2, "b", 2, Command.NONE);
            JsonNode document = way == 0 ? test.get("doc") : deep(test.get("doc"), true);
            room.edit(1, 1, 0, JsonNodeFactory.instance.arrayNode().add(document));
            if (way == 2) {
                room.edit(2, 1, 1, "{'deep':{'_t':'a','0':['new']},'other':[1,2]}");
            }
            room.forgetOutputs();
            JsonNode before = room.tree();
            String said = patch(room, hasBase, way == 0 ? test.get("patch") : deepPatch(test.get("patch")));
            String name = way + " " + hasBase + " " + test + ": " + said;
            if (!test.has("error")) {
                JsonNode expected = test.get(test.has("expected") ? "expected" : "doc");
                assertSame(way == 0 ? expected : deep(expected, way == 1), room.tree(), name);
                assertBroadcast(room, before, name);
            } else {
                assertTrue(said.startsWith("REJECT") || said.startsWith("refused"), name);
                assertEquals(before.toString(), room.tree().toString(), name);
                assertEquals(way == 2 ? 2 : 1, room.room().version(), name);
            }
        }
    }

    private static String patch(DocumentCoreRoom room, boolean hasBase, JsonNode patch) {
        try {
            room.patch(1, 2, hasBase ? 1 : Command.NONE, patch);
        } catch (IllegalArgumentException e) {
            return "refused " + e.getMessage();
        }
        Output last = room.outputs().get(room.outputs().size() - 1);
        return last.type().toString();
    }

    /** What others are told makes the new document of the old one. */
    private static void assertBroadcast(DocumentCoreRoom room, JsonNode before, String name) {
        Output broadcast = room.outputs().stream()
                .filter(output -> output.type() == OutputType.BROADCAST)
                .findFirst()
                .orElse(null);
        assertNotNull(broadcast, name);
        JsonNode delta = DocumentCoreRoom.deltaOf(broadcast);
        JsonNode after = delta == null ? before : JsonDeltas.apply(before, JsonDeltas.parse(delta));
        assertSame(room.tree(), after, name);
    }

    private static void assertSame(JsonNode expected, JsonNode actual, String name) {
        assertTrue(expected.equals(BY_VALUE, actual), () -> name + " expected=" + expected + " actual=" + actual);
    }

    private static JsonNode deep(JsonNode document, boolean isAlone) {
        ObjectNode deep = JsonNodeFactory.instance.objectNode();
        if (isAlone) {
            deep.putArray("deep").add("first").add(document);
            return deep.put("other", 1);
        }
        deep.putArray("deep").add("new").add("first").add(document);
        return deep.put("other", 2);
    }

    private static JsonNode deepPatch(JsonNode patch) {
        JsonNode deep = patch.deepCopy();
        for (JsonNode operation : deep) {
            for (String pointer : new String[] {"path", "from"}) {
                if (operation.path(pointer).isTextual()) {
                    String old = operation.get(pointer).textValue();
                    boolean isPointer = old.isEmpty() || old.startsWith("/");
                    ObjectNode object = (ObjectNode) operation;
                    object.put(pointer, isPointer ? "/deep/1" + old : old);
                    if (old.isEmpty() && operation.path("op").textValue().equals("add")) {
                        object.put("op", "replace");
                    }
                }
            }
        }
        return deep;
    }
}
