package io.canyon.engine.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A conversation recorded with the published server.
 *
 * @param last its state at the end: timestamp, state, timestamps, ephemeral
 */
record Recorded(int id, String name, List<Step> steps, Map<String, Object> last) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * What happened, and what each session was sent then.
     *
     * @param op connect, message, close, error, setPermissions, save, restart or crash
     * @param session who; null for restart, save and crash
     * @param text the frame of a message
     * @param expected frames in the form in which they are compared, by session
     */
    record Step(
            String op,
            String session,
            String clientId,
            boolean mayWrite,
            boolean isBroken,
            String text,
            Map<String, List<Map<String, Object>>> expected) {}

    static List<Recorded> load(String file) {
        List<Recorded> all = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Recorded.class.getResourceAsStream("/vectors/" + file), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                all.add(conversation(MAPPER.readTree(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    boolean has(String op) {
        return steps.stream().anyMatch(step -> step.op().equals(op));
    }

    private static Recorded conversation(JsonNode json) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < json.get("frames").size(); i++) {
            steps.add(step(json.get("frames").get(i), json.get("expect").get(i)));
        }
        Map<String, Object> last = Json.map(Json.parse(json.get("final").toString()));
        return new Recorded(json.get("id").asInt(), json.get("name").asText(), steps, last);
    }

    private static Step step(JsonNode frame, JsonNode expect) {
        Map<String, List<Map<String, Object>>> expected = new LinkedHashMap<>();
        for (JsonNode output : expect) {
            if (output.has("frame")) {
                expected.computeIfAbsent(output.get("to").asText(), to -> new ArrayList<>())
                        .add(Json.frame(Json.parse(output.get("frame").toString())));
            }
        }
        String text = frame.has("raw")
                ? frame.get("raw").asText()
                : frame.path("data").toString();
        return new Step(
                frame.get("op").asText(),
                frame.path("session").asText(null),
                frame.path("clientId").asText(null),
                frame.path("permissions").asText("readwrite").equals("readwrite"),
                frame.path("brokenSend").asBoolean(),
                text,
                expected);
    }
}
