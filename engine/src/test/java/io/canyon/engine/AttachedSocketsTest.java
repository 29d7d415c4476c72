package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.SocketSession;
import io.canyon.engine.spi.TextSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many sockets on threads of their own, in an engine that has its own, too. */
@Timeout(300)
class AttachedSocketsTest {
    private static final int EDITORS = 8;
    private static final int EDITS = 300;
    private static final int BUSY_PERCENT = 20;

    @TempDir
    private Path folder;

    /** Busy after some of its messages, until its framework's thread says otherwise. */
    private static final class BusySocket implements TextSocket {
        private final BlockingQueue<String> acks = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
        private final AtomicBoolean isBusy = new AtomicBoolean();
        private final ExecutorService framework;
        private final Random random;
        private SocketSession session;

        BusySocket(ExecutorService framework, long seed) {
            this.framework = framework;
            this.random = new Random(seed);
        }

        @Override
        public void onAttached(SocketSession attached) {
            session = attached;
        }

        @Override
        public void send(String text) {
            if (isBusy.get()) {
                throw new AssertionError("sent although it is busy");
            }
            if (text.startsWith("{\"type\":\"ack\"")) {
                acks.add(text.split("\"")[7]);
            }
            if (random.nextInt(100) < BUSY_PERCENT) {
                isBusy.set(true);
                framework.execute(() -> {
                    isBusy.set(false);
                    session.onWritable();
                });
            }
        }

        @Override
        public boolean isWritable() {
            return !isBusy.get();
        }

        @Override
        public void close(int code, String reason) {
            closeCode.complete(code);
        }
    }

    @Test
    void shouldAckEverybodyInOrder() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        ExecutorService framework = Executors.newFixedThreadPool(4);
        ExecutorService editors = Executors.newCachedThreadPool();
        List<BusySocket> sockets = new ArrayList<>();
        Engine engine = Engine.start(EngineConfig.of(folder).withShards(2));
        try {
            List<Future<?>> conversations = new ArrayList<>();
            for (int i = 0; i < EDITORS; i++) {
                BusySocket socket = new BusySocket(framework, seed + i);
                sockets.add(socket);
                Handshake handshake = Handshake.of("/?roomId=r" + i % 3 + "&clientId=c" + i, Map.of(), "test");
                engine.attach(handshake, socket);
                conversations.add(editors.submit(() -> converse(socket)));
            }
            for (Future<?> conversation : conversations) {
                conversation.get(60, TimeUnit.SECONDS);
            }
            assertEquals(EDITORS * EDITS, engine.counter(EngineCounter.EDITS_APPLIED));
            assertEquals(0, engine.counter(EngineCounter.SOCKETS_FAILED));
        } finally {
            engine.close();
            framework.shutdown();
            editors.shutdown();
        }
        assertTrue(engine.isClosedCleanly());
        for (BusySocket socket : sockets) {
            assertEquals(1001, socket.closeCode.get(60, TimeUnit.SECONDS));
        }
    }

    /** Edits, and waits where the engine wants it; then every ack has come, in order. */
    private static Void converse(BusySocket socket) throws Exception {
        for (int n = 0; n < EDITS; n++) {
            String edit = "{\"type\":\"patch\",\"messageId\":\"" + n
                    + "\",\"documentPatches\":[{\"k\":{\"_exists\":true,\"n\":" + n + "}}]}";
            socket.session.onText(edit).toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
        for (int n = 0; n < EDITS; n++) {
            String ack = socket.acks.poll(60, TimeUnit.SECONDS);
            assertNotNull(ack, "no ack " + n);
            assertEquals(Integer.toString(n), ack);
        }
        return null;
    }
}
