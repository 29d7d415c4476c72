package io.canyon.engine.dialect.jsondiffpatch;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.delta.Carry;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.Compose;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Fit;

/**
 * What a peer can send as a delta ends in the declared exception, or is applied. Jazzer changes the classes of its JVM,
 * so this runs alone: {@code JAZZER_FUZZ=1 mvn -pl engine test -Dtest=DeltaFuzzer}.
 */
class DeltaFuzzer {
    private static final ObjectMapper JSON = new ObjectMapper();

    @FuzzTest(maxDuration = "10s")
    void shouldRefuseWhatIsNoDelta(FuzzedDataProvider data) {
        try {
            JsonNode document = JSON.readTree(
                    "{\"list\":[{\"id\":1,\"t\":\"a text\"},2,[3]],\"text\":\"lorem ipsum dolor\",\"o\":{\"a\":{}}}");
            JsonNode delta = JSON.readTree(data.consumeRemainingAsString());
            Change change = JsonDeltas.parse(delta);
            Change part = Fit.into(new JsonValue(document), change);
            JsonDeltas.apply(document, change);
            if (part != null) {
                Carry.over(change, part);
                Compose.both(part, change);
            }
        } catch (JsonProcessingException | DeltaException e) {
            // refused, as it should be
            return;
        }
    }
}
