package io.canyon.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.SocketSession;
import io.canyon.engine.spi.TextSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the README shows. */
@Timeout(300)
class EmbeddingTest {
    private static final String EDIT =
            "{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{\"k\":{\"_exists\":true}}]}";

    @TempDir
    private Path folder;

    private static final class QueueSocket implements TextSocket {
        final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Override
        public void send(String text) {
            events.add(text);
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void close(int code, String reason) {
            events.add("closed " + code);
        }

        String next() throws InterruptedException {
            return events.poll(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldAuthenticate() throws Exception {
        Map<String, Embedding.User> users = Map.of(
                "w", new Embedding.User("writer", Permission.READ_WRITE),
                "r", new Embedding.User("reader", Permission.READ_ONLY));
        Engine engine =
                Embedding.start(folder, token -> CompletableFuture.completedFuture(users.get(token)), failure -> {
                    throw new AssertionError(failure);
                });
        assertEquals("{\"type\":\"ack\",\"messageId\":\"m\",\"timestamp\":1}", edit(engine, "w"));
        assertTrue(edit(engine, "r").contains("\"rejected\":[\"k\"]"));
        assertEquals("closed 1008", edit(engine, "unknown"));
        engine.close();
    }

    @Test
    void shouldBeDrivenByItsCaller() throws Exception {
        AtomicBoolean isRunning = new AtomicBoolean(true);
        CompletableFuture<Engine> started = new CompletableFuture<>();
        Thread driver = new Thread(() -> Embedding.drive(EngineConfig.of(folder), isRunning::get, started::complete));
        driver.start();
        Engine engine = started.get(60, TimeUnit.SECONDS);
        assertEquals("{\"type\":\"ack\",\"messageId\":\"m\",\"timestamp\":1}", edit(engine, "any"));
        isRunning.set(false);
        driver.join();
        assertTrue(engine.isClosedCleanly());
    }

    /** The answer to an edit. */
    private static String edit(Engine engine, String token) throws InterruptedException {
        QueueSocket socket = new QueueSocket();
        Handshake handshake = Handshake.of("/?roomId=r&clientId=c&token=" + token, Map.of(), "test");
        SocketSession session = engine.attach(handshake, socket);
        session.onText(EDIT);
        String event = socket.next();
        while (event.contains("clientCount")) {
            event = socket.next();
        }
        session.onClose();
        return event;
    }
}
