package io.canyon.engine.dialect.jsondiffpatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Carry;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ChangeReader;
import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.delta.Fit;
import io.canyon.engine.edit.EditWriter;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
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

    /** What the server does not read of its history makes no difference. */
    @Test
    void shouldCarryOverAsMuchAsIsReadForAnEdit() {
        for (JsonNode vector : vectors) {
            String id = "id=" + vector.get("id");
            JsonNode document = vector.get("base");
            Change whole = JsonDeltas.parse(vector.get("edit"));
            Change part = whole;
            for (JsonNode applied : vector.get("applied")) {
                Change change = Fit.into(new JsonValue(document), JsonDeltas.parse(applied));
                document = JsonDeltas.apply(document, change);
                whole = whole == null ? null : Carry.over(whole, change);
                part = part == null ? null : Carry.over(part, readFor(part, change));
            }
            assertEquals(
                    whole == null ? null : JsonDeltas.print(whole), part == null ? null : JsonDeltas.print(part), id);
        }
    }

    private static Change readFor(Change edit, Change applied) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        EditWriter writer = new EditWriter().wrap(buffer, 0);
        new ChangeWriter(JsonSmile.WRITER).write(applied, writer);
        return ChangeReader.readFor(edit, buffer, 0, writer.position());
    }
}
