package io.canyon.engine.examples;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineStartException;
import io.canyon.engine.JournalKind;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.SocketSession;
import io.canyon.engine.spi.TextSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A whole program: an engine of each kind of journal, and an edit. Its argument is a folder. */
public final class ModularMain {
    private ModularMain() {}

    public static void main(String[] args) throws Exception {
        try {
            for (JournalKind kind : JournalKind.values()) {
                edit(EngineConfig.of(Path.of(args[0], kind.name())).withJournal(kind));
            }
        } catch (EngineStartException e) {
            System.out.println(e.code() + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static void edit(EngineConfig config) throws Exception {
        try (Engine engine = Engine.start(config)) {
            CompletableFuture<String> ack = new CompletableFuture<>();
            SocketSession session = engine.attach(Handshake.of("/?clientId=me", Map.of(), "here"), new AckSocket(ack));
            session.onText("{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{\"k\":{\"_exists\":true}}]}");
            System.out.println(ack.get(60, TimeUnit.SECONDS));
        }
    }

    private record AckSocket(CompletableFuture<String> ack) implements TextSocket {
        @Override
        public void send(String text) {
            if (text.startsWith("{\"type\":\"ack\",\"messageId\":\"m\"")) {
                ack.complete("ack m");
            }
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void close(int code, String reason) {
            ack.cancel(false);
        }
    }
}
