package io.canyon.engine.conversation;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.spi.CloseReason;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A room {@code r} of a whole engine that canvas editors and echo clients are in, by name; frames are JSON with single
 * quotes.
 */
final class MixedRoom implements AutoCloseable {
    private final TestEngine engine;
    private final Map<String, TestEngine.Editor> sessions = new HashMap<>();
    private final Map<String, String> polled = new HashMap<>();

    MixedRoom(EngineConfig config) {
        engine = new TestEngine(config);
    }

    Engine engine() {
        return engine.engine();
    }

    /** A canvas editor, brought up from a version; its name is the client id. */
    void canvas(String name, long version) {
        canvas(name, name, version);
    }

    void canvas(String name, String clientId, long version) {
        sessions.put(name, engine.connect("r", clientId, ""));
        says(name, "{'type':'reconnect','lastTimestamp':" + version + ",'protocolVersion':2}");
    }

    /** A canvas editor who is up to date and has been told all that. */
    void canvas(String name) {
        canvas(name, 0);
        hears(name);
    }

    /** An echo client, whose name is its connection id; the user's is the same in front of {@code 's}. */
    void echo(String name) {
        echo(name, "");
    }

    /** @param more members of the join, behind a comma */
    void echo(String name, String more) {
        sessions.put(name, engine.openEcho(name));
        joins(name, more);
    }

    void joins(String name, String more) {
        says(name, "{'event':'join','room':'r','userId':'user of " + name + "'" + more + "}");
        engine.runUntil(() -> sessions.get(name).connection.hasReceived());
        engine.run();
    }

    void says(String name, String frame) {
        sessions.get(name).sends(frame.replace('\'', '"'));
        engine.run();
    }

    /** A patch of a canvas editor; waits for the ack and forgets it. */
    void patches(String name, String... patches) {
        says(name, "{'type':'patch','messageId':'m','documentPatches':[" + String.join(",", patches) + "]}");
    }

    /** An edit of an echo client. */
    void edits(String name, long seq, long base, String delta) {
        says(name, "{'event':'edit','room':'r','seq':" + seq + ",'base':" + base + ",'delta':" + delta + "}");
    }

    /** Frames since the last call. */
    List<String> hears(String name) {
        return sessions.get(name).connection.take().stream()
                .map(frame -> frame.replace('"', '\'').replace("\\n", "\n"))
                .toList();
    }

    /** Adds what the session hears to {@link #polled}. */
    void poll(String name) {
        polled.merge(name, String.join("", hears(name)), String::concat);
    }

    String polled(String name) {
        return polled.getOrDefault(name, "");
    }

    /** Nobody has heard anything. */
    void forget() {
        sessions.keySet().forEach(this::hears);
    }

    void stopNetwork(String name) {
        sessions.get(name).connection.stopNetwork();
    }

    void startNetwork(String name) {
        sessions.get(name).connection.startNetwork();
        sessions.get(name).session.onDrained();
        engine.run();
    }

    CloseReason closeReason(String name) {
        return sessions.get(name).connection.closeReason();
    }

    void leaves(String name) {
        engine.close(sessions.remove(name));
    }

    void restart() {
        sessions.clear();
        engine.restart();
    }

    void crash(Path copy) {
        sessions.clear();
        engine.crash(copy);
    }

    void run() {
        engine.run();
    }

    void runUntil(BooleanSupplier condition) {
        engine.runUntil(condition);
    }

    @Override
    public void close() {
        engine.close();
    }
}
