package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.EngineConfig;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pins the bytes of the echo wire, and of what echo clients and canvas editors of one room see of each other. A
 * transcript's lines are {@code connect CONNECTION ID}, {@code canvas CONNECTION ROOM CLIENT}, {@code close
 * CONNECTION}, {@code CONNECTION > frame} for what is sent to the server, {@code CONNECTION < frame} for what it
 * answers, in order, every byte of it, and {@code CONNECTION closed REASON}.
 */
class EchoTranscriptTest {
    private static final Authenticator BY_CREDENTIALS = request -> {
        String shown = request.credentials().string();
        Admission admission = "readonly".equals(shown) ? Admission.READ_ONLY : Admission.READ_WRITE;
        return CompletableFuture.completedFuture("nobody".equals(shown) ? null : admission);
    };

    private static final Set<String> OWN_WORDS = Set.of("connect", "canvas", "close");

    /** Only what one connection is told has an order. */
    private static final Comparator<String> BY_CONNECTION = Comparator.comparing(line -> line.split(" ")[0]);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"/golden/echo-wire-v1.txt", "/golden/mixed-room-v1.txt"})
    void shouldSpeakTheWireByteForByte(String resource) throws IOException {
        List<String> transcript = read(resource);
        List<String> spoken = new ArrayList<>();
        Map<String, TestEngine.Editor> clients = new TreeMap<>();
        try (TestEngine engine = new TestEngine(EngineConfig.of(folder).withAuthenticator(BY_CREDENTIALS))) {
            for (int i = 0; i < transcript.size(); i++) {
                String[] words = transcript.get(i).split(" ", 3);
                switch (OWN_WORDS.contains(words[0]) ? words[0] : words[1]) {
                    case "connect" -> clients.put(words[1], engine.openEcho(words[2]));
                    case "canvas" -> {
                        String[] names = words[2].split(" ");
                        clients.put(words[1], engine.open(names[0], names[1], ""));
                    }
                    case "close" -> engine.close(clients.remove(words[1]));
                    case ">" -> clients.get(words[0]).sends(words[2]);
                    default -> {
                        continue;
                    }
                }
                spoken.add(transcript.get(i));
                int expected = countAnswers(transcript, i + 1);
                List<String> answers = new ArrayList<>();
                engine.runUntil(() -> {
                    take(clients, answers);
                    return answers.size() >= expected;
                });
                engine.run();
                take(clients, answers);
                answers.sort(BY_CONNECTION);
                spoken.addAll(answers);
            }
        }
        assertEquals(String.join("\n", transcript), String.join("\n", spoken));
    }

    /** Answers stand behind what they answer, in the order of connections. */
    private static int countAnswers(List<String> transcript, int from) {
        int end = from;
        while (end < transcript.size() && transcript.get(end).matches("\\S+ (<|closed) .*")) {
            end++;
        }
        return end - from;
    }

    private static void take(Map<String, TestEngine.Editor> clients, List<String> answers) {
        clients.forEach((name, client) -> {
            client.connection.take().forEach(frame -> answers.add(name + " < " + frame));
            if (client.connection.closeReason() != null) {
                answers.add(name + " closed " + client.connection.closeReason());
            }
        });
        clients.values().removeIf(client -> client.connection.closeReason() != null);
    }

    private static List<String> read(String resource) throws IOException {
        try (InputStream stream = EchoTranscriptTest.class.getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
