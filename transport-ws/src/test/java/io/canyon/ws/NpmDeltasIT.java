package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffPatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deltas go back and forth between the published jsondiffpatch and ours. */
@Timeout(480)
class NpmDeltasIT {
    private static final int CASES = 3_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int seed =
            Integer.getInteger("canyon.seed", ThreadLocalRandom.current().nextInt(1 << 30));
    private final JsonDiffPatch jsonDiffPatch = new JsonDiffPatch();
    private final List<String> checks = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void shouldExchangeDeltasWithThePackage() throws Exception {
        System.out.println("NpmDeltasIT: canyon.seed=" + seed);
        Path scripts = NodeScript.prepare();
        Path cases = folder.resolve("cases.jsonl");
        String count = Integer.toString(CASES);
        run(scripts, "make", Integer.toString(seed), count, cases.toString());

        int sameDeltas = 0;
        int texts = 0;
        for (String line : Files.readAllLines(cases)) {
            JsonNode recorded = JSON.readTree(line);
            boolean isText = line.contains("\",0,2]");
            texts += isText ? 1 : 0;
            sameDeltas += useDelta(recorded, isText) ? 1 : 0;
        }
        assertEquals(CASES, sameDeltas + texts);
        assertTrue(sameDeltas > CASES / 3 && texts > CASES / 10, sameDeltas + " " + texts);

        Path answers = folder.resolve("answers.jsonl");
        Files.write(answers, checks);
        Map<String, Object> result = run(scripts, "check", answers.toString());
        assertEquals(0L, result.get("wrong"), () -> "canyon.seed=" + seed + " " + result.get("first"));
        assertEquals((long) checks.size(), result.get("right"));
    }

    /** Whether both found the same delta, byte for byte; with texts, that depends on how much time there was. */
    private boolean useDelta(JsonNode recorded, boolean isText) {
        JsonNode left = recorded.get("left");
        JsonNode right = recorded.get("right");
        JsonNode next = recorded.get("next");
        JsonNode delta = recorded.get("delta");
        JsonNode nextDelta = recorded.get("nextDelta");
        String context = "canyon.seed=" + seed + " " + recorded;
        assertEquals(right, jsonDiffPatch.patch(left, delta), context);
        assertEquals(left, jsonDiffPatch.unpatch(right, delta), context);
        JsonNode composed = jsonDiffPatch.compose(delta, nextDelta);
        assertEquals(next, jsonDiffPatch.patch(left, composed), context);

        JsonNode own = jsonDiffPatch.diff(left, right);
        check(left, own, right);
        check(right, jsonDiffPatch.reverse(own), left);
        check(left, composed, next);
        if (isText) {
            return false;
        }
        assertEquals(String.valueOf(delta), String.valueOf(own), context);
        return true;
    }

    private void check(JsonNode base, JsonNode delta, JsonNode expected) {
        ObjectNode check = JSON.createObjectNode();
        check.set("base", base);
        check.set("delta", delta);
        check.set("expected", expected);
        checks.add(check.toString());
    }

    private static Map<String, Object> run(Path scripts, String... arguments) throws Exception {
        return NodeScript.run(
                wish -> {
                    throw new IllegalArgumentException(wish);
                },
                scripts,
                "deltas.mjs",
                arguments);
    }
}
