package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A protocol, the words of a server, and a clock. Frames are written with single quotes. */
final class ProtocolScript {
    final RecordedOutput output = new RecordedOutput();
    final SyncProtocol protocol;
    long nowMs = 1_000;
    private int lastId;

    ProtocolScript(UnaryOperator<SyncOptions> options) {
        protocol = new SyncProtocol(
                "r",
                options.apply(SyncOptions.DEFAULTS.withBackoff(Duration.ofMillis(100), Duration.ofMillis(800))),
                () -> "id" + ++lastId,
                new Random(1),
                output);
    }

    ProtocolScript() {
        this(options -> options);
    }

    /** Joined, at version 5, with nothing of the way there recorded. */
    static ProtocolScript live(String document) {
        ProtocolScript script = new ProtocolScript();
        script.enter(document);
        return script;
    }

    void enter(String document) {
        protocol.join("user", null, nowMs);
        protocol.opened(nowMs);
        receive("{'event':'joined','version':5,'seq':0,'permission':'readwrite','doc':" + document
                + ",'members':[],'asked':true}");
        output.takeSent();
        output.takeCalls();
    }

    /** A frame of this room. */
    void receive(String frame) {
        protocol.received(json(frame.replaceFirst("\\{", "{'room':'r',")), nowMs);
    }

    void set(String document) {
        protocol.edits().update(protocol.edits().local(), tree(document));
        protocol.flush(nowMs);
    }

    /** The connection breaks, and the next one is there. */
    void reconnect() {
        protocol.closed(1006, nowMs);
        pass(1_000);
        protocol.opened(nowMs);
    }

    void pass(long timeMs) {
        nowMs += timeMs;
        protocol.tick(nowMs);
    }

    JsonNode local() {
        return protocol.edits().local();
    }

    static String json(String text) {
        return text.replace('\'', '"');
    }

    static JsonNode tree(String text) {
        return JsonText.read(json(text));
    }
}
