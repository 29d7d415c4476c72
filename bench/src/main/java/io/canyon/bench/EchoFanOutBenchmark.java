package io.canyon.bench;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.EngineCounter;
import io.canyon.ws.EmbeddedEditors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What edits of one document take of an event loop that tells them to its sessions through the server's own
 * connections; everything but the system calls. Only the event loop's part is timed: a sample is a whole batch.
 * Counters show that each frame was built once, and that each session was flushed once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xbatch"})
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class EchoFanOutBenchmark {
    /** What the sessions are connected by. */
    public enum Connections {
        /** Counters: what is left is the engine's part. */
        COUNTED,
        /** The server's own connections, on channels that swallow it: everything but the system calls. */
        NETTY
    }

    /** The ack, and the broadcast, whatever the number of sessions. */
    private static final int FRAMES_PER_EDIT = 2;

    @Param
    public Connections connections;

    @Param({"1", "101"})
    public int sessions;

    /** Edits that the thread finds at a time. */
    @Param({"1", "16"})
    public int batch;

    private BenchEngine engine;
    private EmbeddedEditors embedded;
    private BenchEngine.IoLoop counted;
    private final List<BenchEngine.Editor> readers = new ArrayList<>();
    private BenchEngine.Editor writer;
    private int[] places;
    private long seq;
    private long edits;
    private long batches;
    private long builtBefore;
    private long flushesBefore;
    private long bytesBefore;

    @Setup(Level.Trial)
    public void setUp() {
        engine = new BenchEngine(DurabilityLevel.NONE);
        writer = engine.openLoop().connectEcho("writer");
        places = EchoDocument.places(100);
        edit("[" + EchoDocument.shapes(10) + "]");
        embedded = engine.openEmbedded();
        counted = engine.openOwnLoop();
        for (int i = 0; i < sessions; i++) {
            String id = "reader-" + i;
            switch (connections) {
                case COUNTED -> readers.add(counted.connectEcho(id));
                case NETTY -> embedded.connect("id=" + id, BenchEngine.echoJoin(id));
            }
        }
        while (engine.counter(EngineCounter.SESSIONS_OPENED) <= sessions) {
            engine.turn();
        }
        do {
            deliver();
        } while (engine.turn() > 0);
    }

    @Setup(Level.Iteration)
    public void startCounting() {
        edits = 0;
        batches = 0;
        builtBefore = engine.counter(EngineCounter.FRAMES_BUILT);
        flushesBefore = flushes();
    }

    /** Leaves the thread something to tell. */
    @Setup(Level.Invocation)
    public void makeEdits() {
        for (int i = 0; i < batch; i++) {
            int variant = (int) (seq % places.length);
            edit(EchoRoom.setDelta(places[variant], variant));
        }
        edits += batch;
        batches++;
        bytesBefore = bytes();
    }

    @TearDown(Level.Invocation)
    public void checkDelivery() {
        if (bytes() == bytesBefore) {
            throw new IllegalStateException("nothing was told");
        }
    }

    @TearDown(Level.Iteration)
    public void checkCounts() {
        long built = engine.counter(EngineCounter.FRAMES_BUILT) - builtBefore;
        long flushes = flushes() - flushesBefore;
        if (built != FRAMES_PER_EDIT * edits || flushes != sessions * batches) {
            throw new IllegalStateException(
                    "edits=" + edits + " batches=" + batches + " built=" + built + " flushes=" + flushes);
        }
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        embedded.close();
        engine.close();
    }

    @Benchmark
    public void deliver() {
        switch (connections) {
            case COUNTED -> counted.deliver();
            case NETTY -> embedded.deliver();
        }
    }

    private long flushes() {
        long flushes = embedded.flushes();
        for (BenchEngine.Editor reader : readers) {
            flushes += reader.connection().flushes();
        }
        return flushes;
    }

    private long bytes() {
        long bytes = embedded.bytes();
        for (BenchEngine.Editor reader : readers) {
            bytes += reader.connection().bytes();
        }
        return bytes;
    }

    /** Sends an edit and waits for its ack. */
    private void edit(String delta) {
        String frame = "{\"event\":\"edit\",\"room\":\"bench\",\"seq\":" + ++seq + ",\"delta\":" + delta + "}";
        long acked = writer.connection().frames() + 1;
        writer.send(new UnsafeBuffer(SampleDocument.utf8(frame)));
        engine.turnUntil(writer.connection(), acked);
    }
}
