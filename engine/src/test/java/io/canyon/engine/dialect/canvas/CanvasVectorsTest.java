package io.canyon.engine.dialect.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.dialect.DecodeResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every frame that editors send in the recorded conversations. */
class CanvasVectorsTest {
    private static final List<String> LISTS = List.of("documentPatches", "ephemeralPatches");

    private final CanvasCodec codec = new CanvasCodec();

    /** One frame of an editor, with what was recorded as the answer to it. */
    private record Step(int conversation, String frame, JsonNode expected) {}

    @ParameterizedTest
    @CsvSource({"canvas.jsonl,1999", "canvas-mended.jsonl,156"})
    void shouldRoundTripValidPatches(String file, int patches) throws IOException {
        int compared = 0;
        for (Step step : steps(file)) {
            if (codec.decode(step.frame()) != DecodeResult.COMMAND) {
                continue;
            }
            JsonNode sent = CanvasCodec.json(step.frame());
            String broadcast = codec.broadcast("cX", 42);
            if (isEmpty(sent, LISTS.get(0)) && isEmpty(sent, LISTS.get(1))) {
                assertEquals("", broadcast, "conversation=" + step.conversation());
                continue;
            }
            assertEquals(expectedBroadcast(sent), CanvasCodec.json(broadcast), "conversation=" + step.conversation());
            compared++;
        }
        assertEquals(patches, compared);
    }

    @Test
    void shouldReproduceRecordedBroadcasts() throws IOException {
        int compared = 0;
        for (Step step : steps("canvas.jsonl")) {
            for (JsonNode sent : step.expected()) {
                JsonNode frame = sent.get("frame");
                boolean isBroadcast = frame != null
                        && frame.path("type").asText().equals("patch")
                        && !frame.path("clientId").asText().isEmpty();
                if (isBroadcast) {
                    assertEquals(DecodeResult.COMMAND, codec.decode(step.frame()));
                    long version = frame.path("timestamp").asLong();
                    String broadcast = codec.broadcast(frame.get("clientId").asText(), version);
                    assertEquals(frame, CanvasCodec.json(broadcast), "conversation=" + step.conversation());
                    compared++;
                }
            }
        }
        assertEquals(1190, compared);
    }

    @Test
    void shouldCallMalformedWhatTheRulesSay() throws IOException {
        assertEquals(Set.of(95, 96, 97, 98, 102, 112), malformed("canvas.jsonl"));
        Set<Integer> expected = Set.of(
                12, 13, 15, 16, 17, 18, 19, 20, 21, 22, 84, 85, 91, 92, 93, 94, 99, 100, 101, 103, 104, 105, 114);
        assertEquals(new TreeSet<>(expected), malformed("canvas-mended.jsonl"));
    }

    @Test
    void shouldAnswerRecordedVersionMismatches() throws IOException {
        Set<Integer> conversations = new TreeSet<>();
        for (Step step : steps("canvas.jsonl")) {
            if (codec.decode(step.frame()) == DecodeResult.REPLY) {
                int length = codec.dialect.reply().capacity();
                String reply = codec.dialect.reply().getStringWithoutLengthUtf8(0, length);
                assertEquals(step.expected().get(0).get("frame"), CanvasCodec.json(reply));
                conversations.add(step.conversation());
            }
        }
        assertEquals(new TreeSet<>(Set.of(23, 25, 26, 27, 28)), conversations);
    }

    private Set<Integer> malformed(String file) throws IOException {
        Set<Integer> conversations = new TreeSet<>();
        for (Step step : steps(file)) {
            if (codec.decode(step.frame()) == DecodeResult.MALFORMED) {
                conversations.add(step.conversation());
            }
        }
        return conversations;
    }

    private static boolean isEmpty(JsonNode frame, String list) {
        return frame.path(list).isEmpty();
    }

    /** The recorded lists, without the keys that are to be refused. */
    private static JsonNode expectedBroadcast(JsonNode sent) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", "patch").put("clientId", "cX");
        for (String list : LISTS) {
            if (!isEmpty(sent, list)) {
                for (JsonNode patch : sent.get(list)) {
                    frame.withArray(list).add(accepted(patch));
                }
            }
        }
        if (frame.has("documentPatches")) {
            frame.put("timestamp", 42);
        }
        return frame;
    }

    private static ObjectNode accepted(JsonNode patch) {
        ObjectNode accepted = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> key : patch.properties()) {
            JsonNode component = key.getValue();
            boolean isValid = component.isObject()
                    && (!component.has("_exists") || component.get("_exists").isBoolean());
            for (JsonNode field : component) {
                isValid &= !field.path("__buf").equals(JsonNodeFactory.instance.numberNode(1)) || isValidDelta(field);
            }
            if (isValid) {
                accepted.set(key.getKey(), component);
            }
        }
        return accepted;
    }

    private static boolean isValidDelta(JsonNode delta) {
        boolean isValid = delta.path("len").isInt()
                && delta.get("len").asInt() >= 0
                && delta.path("runs").isArray();
        for (JsonNode run : delta.path("runs")) {
            isValid &= run.size() == 2 && run.get(0).isInt() && run.get(1).isArray();
            for (JsonNode value : run.path(1)) {
                isValid &= value.isNumber();
            }
        }
        return isValid;
    }

    private static List<Step> steps(String file) throws IOException {
        List<Step> steps = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                CanvasVectorsTest.class.getResourceAsStream("/vectors/" + file), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode conversation = CanvasCodec.json(line);
                JsonNode frames = conversation.get("frames");
                for (int i = 0; i < frames.size(); i++) {
                    JsonNode frame = frames.get(i);
                    if (frame.get("op").asText().equals("message")) {
                        String text = frame.has("raw")
                                ? frame.get("raw").asText()
                                : frame.get("data").toString();
                        steps.add(new Step(
                                conversation.get("id").asInt(),
                                text,
                                conversation.get("expect").get(i)));
                    }
                }
            }
        }
        return steps;
    }
}
