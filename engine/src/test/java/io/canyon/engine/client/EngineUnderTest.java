package io.canyon.engine.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.JournalKind;
import io.canyon.engine.RoomOptions;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.SocketSession;
import io.canyon.engine.spi.TextSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A whole engine that the test drives, with connections that the test simulates. It can be killed. */
final class EngineUnderTest implements AutoCloseable, Connections.Server {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TIMEOUT_NS = 60_000_000_000L;
    private static final long OVER_BUDGET_BYTES = 1 << 30;

    private final Path folder;
    private final DurabilityLevel durability;
    private final int historyEdits;
    private final RoomOptions options;
    private final Map<EchoLink, Socket> sockets = new HashMap<>();
    private Engine engine;
    private int starts;

    EngineUnderTest(Path folder, DurabilityLevel durability, int historyEdits, JsonNode initial) {
        this(folder, durability, historyEdits, RoomOptions.DEFAULTS.withInitialJson(initial::toString));
    }

    EngineUnderTest(Path folder, DurabilityLevel durability, int historyEdits, RoomOptions options) {
        this.folder = folder;
        this.durability = durability;
        this.historyEdits = historyEdits;
        this.options = options;
        start();
    }

    @Override
    public void accept(EchoLink link) {
        link.isOpen = true;
        Socket socket = new Socket(link);
        sockets.put(link, socket);
        engine.attach(Handshake.of("/?" + link.query, Map.of(), "test"), socket);
        run();
        if (link.query.startsWith("roomId")) {
            awaitRoom(socket);
        }
    }

    @Override
    public void receive(EchoLink link, String frame) {
        sockets.get(link).session.onText(frame);
        run();
        if (frame.contains("\"event\":\"join\"")) {
            awaitRoom(sockets.get(link));
        }
    }

    /** The room is loaded elsewhere, in a time that is not the simulation's. */
    private void awaitRoom(Socket socket) {
        runUntil(() -> engine.rooms().get(EchoRoom.NAME).isPresent() || socket.isLagging || socket.link.closeCode != 0);
        run();
    }

    /** The connection is gone. */
    @Override
    public void closed(EchoLink link) {
        link.isEnded = true;
        Socket socket = sockets.remove(link);
        if (socket != null) {
            socket.session.onClose();
            run();
        }
    }

    /** The connection takes nothing any more, or again. */
    void lag(EchoLink link, boolean isLagging) {
        Socket socket = sockets.get(link);
        if (socket != null && socket.isLagging != isLagging) {
            socket.isLagging = isLagging;
            if (!isLagging) {
                socket.session.onWritable();
            }
            run();
        }
    }

    /** Ends with a kill, which leaves what is on disk, or in good order; starts again, and all connections are gone. */
    void restart(boolean isKilled) {
        Path next = folder.resolve(Integer.toString(starts + 1));
        if (isKilled) {
            copy(data(), next);
        }
        for (Map.Entry<EchoLink, Socket> entry : sockets.entrySet()) {
            entry.getValue().isDead = isKilled;
            entry.getKey().closeCode = isKilled ? 1006 : 1001;
            entry.getKey().isEnded = true;
            entry.getValue().session.onClose();
        }
        sockets.clear();
        engine.close();
        if (!isKilled) {
            copy(data(), next);
        }
        starts++;
        start();
    }

    JsonNode document() {
        CompletableFuture<String> view = engine.rooms()
                .open(EchoRoom.NAME)
                .thenCompose(room -> room.snapshot())
                .thenApply(found -> found.toJson());
        runUntil(view::isDone);
        try {
            return JSON.readTree(view.join());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    void run() {
        while (engine.doWork() > 0) {
            Thread.onSpinWait();
        }
    }

    private void runUntil(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("not within " + TIMEOUT_NS + " ns");
            }
            if (engine.doWork() == 0) {
                Thread.onSpinWait();
            }
        }
    }

    private Path data() {
        return folder.resolve(Integer.toString(starts));
    }

    private void start() {
        EngineLimits limits =
                EngineLimits.DEFAULTS.withHistoryEdits(historyEdits).withSessionBudgetBytes(4096);
        engine = Engine.startInvoked(EngineConfig.of(data())
                .withJournal(JournalKind.SEGMENTS)
                .withDurability(durability)
                .withLimits(limits)
                .withRoomOptions(name -> options));
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Socket implements TextSocket {
        private final EchoLink link;
        private SocketSession session;
        private boolean isLagging;
        private boolean isDead;

        Socket(EchoLink link) {
            this.link = link;
        }

        @Override
        public void onAttached(SocketSession attached) {
            session = attached;
        }

        @Override
        public void send(String text) {
            if (!isDead) {
                link.toClient.add(text);
            }
        }

        @Override
        public boolean isWritable() {
            return !isLagging;
        }

        @Override
        public long unsentBytes() {
            return isLagging ? OVER_BUDGET_BYTES : 0;
        }

        @Override
        public void close(int code, String reason) {
            link.closeCode = code;
        }
    }
}
