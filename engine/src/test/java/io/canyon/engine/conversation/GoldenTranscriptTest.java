package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.EngineConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pins the bytes of the canvas wire. The transcript's lines are {@code connect SESSION TOKEN}, {@code close SESSION},
 * {@code SESSION > frame} for what is sent to the server, and {@code SESSION < frame} for what it answers, in order,
 * every byte of it.
 */
class GoldenTranscriptTest {
    private static final String TRANSCRIPT = "/golden/canvas-wire-v2.txt";

    @TempDir
    Path folder;

    @Test
    void shouldSpeakTheWireByteForByte() throws IOException {
        List<String> transcript = read();
        List<String> spoken = new ArrayList<>();
        Map<String, TestEngine.Editor> editors = new HashMap<>();
        try (TestEngine engine = new TestEngine(EngineConfig.of(folder).withAuthenticator(TestEngine.BY_TOKEN))) {
            for (String line : transcript) {
                String[] words = line.split(" ", 3);
                if (words[0].equals("connect")) {
                    String token = words.length > 2 ? words[2] : "";
                    editors.put(words[1], engine.connect("golden", "client-" + words[1], token));
                } else if (words[0].equals("close")) {
                    engine.close(editors.remove(words[1]));
                } else if (words[1].equals(">")) {
                    editors.get(words[0]).sends(words[2]);
                    engine.run();
                } else {
                    continue;
                }
                spoken.add(line);
                for (String name : editors.keySet().stream().sorted().toList()) {
                    editors.get(name).connection.take().forEach(frame -> spoken.add(name + " < " + frame));
                }
            }
        }
        assertEquals(String.join("\n", transcript), String.join("\n", spoken));
    }

    private static List<String> read() throws IOException {
        try (InputStream stream = GoldenTranscriptTest.class.getResourceAsStream(TRANSCRIPT)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
