package io.canyon.engine;

import java.nio.file.Path;
import java.time.Duration;

/** The room {@code golden}, which the golden data folders have, and what its clients of whole documents do there. */
final class GoldenRoom {
    static final String SNAPSHOT = "rooms/dd/dd56de4137951d9c92681b03416ec15f886b4482a27e3a517d32f085244cbe5d.snapshot";

    private static final String JOIN = "{\"event\":\"join\",\"room\":\"golden\",\"userId\":\"user\"}";

    private GoldenRoom() {}

    /** Rooms leave memory, and are saved, as soon as nobody is in them. */
    static EngineConfig config(Path data) {
        return EngineConfig.of(data).withJournal(JournalKind.SEGMENTS).withIdleTimeout(Duration.ofMillis(1));
    }

    /** What a client is told that knows a version; one that knows none knows {@code null}. */
    static String join(EngineDriver driver, String id, Long version) {
        EngineDriver.Editor client = driver.open("id=" + id);
        client.sends(version == null ? JOIN : JOIN.replace("}", ",\"version\":" + version + "}"));
        driver.runUntil(() -> !client.received.isEmpty());
        return client.received.get(0);
    }

    /** A client comes, edits, is told that it is done, and goes. */
    static void edit(EngineDriver driver, String id, int sequence, String delta) {
        EngineDriver.Editor client = driver.open("id=" + id);
        client.sends(JOIN);
        client.sends("{\"event\":\"edit\",\"room\":\"golden\",\"seq\":" + sequence + ",\"delta\":" + delta + "}");
        driver.runUntil(() -> client.received.stream().anyMatch(frame -> frame.startsWith("{\"event\":\"ack\"")));
        client.leave();
    }

    /** A client sends an edit again, made for version 1; the answer. */
    static String repeat(EngineDriver driver, String id, int sequence, String delta) {
        EngineDriver.Editor client = driver.open("id=" + id);
        client.sends(JOIN);
        client.sends(
                "{\"event\":\"edit\",\"room\":\"golden\",\"seq\":" + sequence + ",\"base\":1,\"delta\":" + delta + "}");
        driver.runUntil(() -> client.received.size() > 1);
        return client.received.get(1);
    }
}
