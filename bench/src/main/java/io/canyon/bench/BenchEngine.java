package io.canyon.bench;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import io.canyon.ws.EmbeddedEditors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/** A whole engine on a folder of its own, driven by the benchmark's thread from frame to frame. */
final class BenchEngine implements AutoCloseable {
    private static final long TIMEOUT_NS = 60_000_000_000L;

    /** One I/O thread, as far as the engine can tell. */
    final class IoLoop {
        private final CountingFrames frames = new CountingFrames();
        private final Gateway gateway = engine.openGateway(frames, () -> {});

        /** Connects an editor and waits until it is in the room. */
        Editor connect(String clientId) {
            return enter("roomId=bench&clientId=" + clientId);
        }

        /** Connects a client of the echo wire and waits until it is in the room. */
        Editor connectEcho(String id) {
            return enter("id=" + id, echoJoin(id));
        }

        private Editor enter(String query, String... texts) {
            CountingConnection connection = new CountingConnection();
            long before = engine.counter(EngineCounter.SESSIONS_OPENED);
            Editor editor =
                    new Editor(gateway.open(new Handshake("/", query, Map.of(), "bench"), connection), connection);
            for (String text : texts) {
                editor.send(new UnsafeBuffer(SampleDocument.utf8(text)));
            }
            long deadlineNs = System.nanoTime() + TIMEOUT_NS;
            while (engine.counter(EngineCounter.SESSIONS_OPENED) == before || turn() > 0) {
                turn();
                if (System.nanoTime() - deadlineNs > 0 || connection.closeReason() != null) {
                    throw new IllegalStateException("not let in: " + connection.closeReason());
                }
            }
            return editor;
        }

        int deliver() {
            return gateway.deliver();
        }

        /** The frame that was built last. */
        String lastFrame() {
            return frames.text();
        }
    }

    /** One editor's session and what it has received. */
    record Editor(GatewaySession session, CountingConnection connection) {
        void send(UnsafeBuffer frame) {
            session.onFrame(frame, 0, frame.capacity());
        }
    }

    private final Path folder;
    private final Engine engine;
    private final List<IoLoop> loops = new ArrayList<>();
    private final List<IoLoop> turned = new ArrayList<>();

    BenchEngine(DurabilityLevel durability) {
        try {
            folder = Files.createTempDirectory("canyon-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        engine = Engine.startInvoked(EngineConfig.of(folder).withDurability(durability));
    }

    IoLoop openLoop() {
        IoLoop loop = openOwnLoop();
        turned.add(loop);
        return loop;
    }

    /** An I/O thread that the caller runs: {@link #turn} does not. */
    IoLoop openOwnLoop() {
        IoLoop loop = new IoLoop();
        loops.add(loop);
        return loop;
    }

    /** The frame with which a client of the echo wire enters the room. */
    static String echoJoin(String id) {
        return "{\"event\":\"join\",\"room\":\"bench\",\"userId\":\"" + id + "\"}";
    }

    /** An event loop of the server, which the caller runs. */
    EmbeddedEditors openEmbedded() {
        return new EmbeddedEditors(engine);
    }

    long counter(EngineCounter counter) {
        return engine.counter(counter);
    }

    /** One duty cycle of the shard and of each loop, but for those that the caller runs; returns the work done. */
    int turn() {
        int work = engine.doWork();
        for (int i = 0; i < turned.size(); i++) {
            work += turned.get(i).deliver();
        }
        return work;
    }

    /** Turns until the connection has been sent {@code frames} in all. */
    void turnUntil(CountingConnection connection, long frames) {
        int idleTurns = 0;
        while (connection.frames() < frames) {
            idleTurns = turn() == 0 ? idleTurns + 1 : 0;
            if (idleTurns > 1_000_000) {
                throw new IllegalStateException(
                        "engine stands still: frames=" + connection.frames() + " expected=" + frames);
            }
        }
    }

    /** Sends frames one after the other, each after the answer to the one before. */
    void sendAll(Editor editor, Iterable<byte[]> frames) {
        for (byte[] frame : frames) {
            long before = editor.connection().frames();
            editor.send(new UnsafeBuffer(frame));
            turnUntil(editor.connection(), before + 1);
        }
    }

    @Override
    public void close() {
        for (IoLoop loop : loops) {
            loop.gateway.close();
        }
        while (turn() > 0) {
            Thread.onSpinWait();
        }
        engine.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
