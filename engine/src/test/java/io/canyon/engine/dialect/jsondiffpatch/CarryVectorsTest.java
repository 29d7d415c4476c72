package io.canyon.engine.dialect.jsondiffpatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Carry;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.Fit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The recorded cases of the wire: stale edits carried over what was applied meanwhile. */
class CarryVectorsTest {
    private final List<JsonNode> vectors;

    CarryVectorsTest() throws Exception {
        vectors = Vectors.read("/vectors/carry.jsonl");
    }

    @Test
    void shouldCarryAllRecordedEdits() {
        for (JsonNode vector : vectors) {
            String id = "id=" + vector.get("id");
            JsonNode document = vector.get("base");
            Change edit = JsonDeltas.parse(vector.get("edit"));
            for (JsonNode applied : vector.get("applied")) {
                Change change = JsonDeltas.parse(applied);
                document = JsonDeltas.apply(document, change);
                edit = edit == null ? null : Carry.over(edit, change);
            }
            assertEquals(vector.get("document"), document, id);
            if (vector.get("carried").isNull()) {
                assertNull(edit, id);
            } else {
                assertEquals(vector.get("carried"), JsonDeltas.print(edit), id);
                assertEquals(vector.get("result"), JsonDeltas.apply(document, edit), id);
            }
        }
        assertEquals(600, vectors.size());
    }

    /** What the server keeps: exactly what it has applied, with the lengths of lists. */
    @Test
    void shouldCarryOverEditsThatKnowTheirLists() {
        for (JsonNode vector : vectors) {
            String id = "id=" + vector.get("id");
            JsonNode document = vector.get("base");
            Change edit = JsonDeltas.parse(vector.get("edit"));
            for (JsonNode applied : vector.get("applied")) {
                Change change = Fit.into(new JsonValue(document), JsonDeltas.parse(applied));
                document = JsonDeltas.apply(document, change);
                edit = edit == null ? null : Carry.over(edit, change);
            }
            assertEquals(vector.get("document"), document, id);
            assertEquals(vector.get("carried"), edit == null ? vector.get("carried") : JsonDeltas.print(edit), id);
        }
    }
}
