package io.canyon.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffPatch;
import org.junit.jupiter.api.Test;

class DeltasTest {
    @Test
    void shouldGoForthAndBack() throws Exception {
        ObjectMapper json = new ObjectMapper();
        JsonNode left = json.readTree("{\"list\":[{\"id\":1,\"v\":1},{\"id\":2}]}");
        JsonNode right = json.readTree("{\"list\":[{\"id\":2},{\"id\":1,\"v\":2}],\"a\":1}");
        JsonNode next = json.readTree("{\"list\":[{\"id\":2}],\"a\":2}");
        Deltas deltas = new Deltas();
        deltas.use(left, right, next);
        assertEquals(right, deltas.patched);
        assertEquals(left, deltas.restored);
        assertEquals(next, new JsonDiffPatch().patch(left, deltas.composed));
    }
}
