package io.canyon.bench;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.EngineCounter;
import io.canyon.ws.EmbeddedEditors;
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
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EchoFanOutBenchmark {
    /** The ack, and the broadcast, whatever the number of sessions. */
    private static final int FRAMES_PER_EDIT = 2;

    @Param({"1", "101"})
    public int sessions;

    /** Edits that the event loop finds at a time. */
    @Param({"1", "16"})
    public int batch;

    private BenchEngine engine;
    private EmbeddedEditors readers;
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
        readers = engine.openEmbedded();
        for (int i = 0; i < sessions; i++) {
            String id = "reader-" + i;
            readers.connect("id=" + id, BenchEngine.echoJoin(id));
        }
        while (engine.counter(EngineCounter.SESSIONS_OPENED) <= sessions) {
            engine.turn();
        }
        do {
            readers.deliver();
        } while (engine.turn() > 0);
    }

    @Setup(Level.Iteration)
    public void startCounting() {
        edits = 0;
        batches = 0;
        builtBefore = engine.counter(EngineCounter.FRAMES_BUILT);
        flushesBefore = readers.flushes();
    }

    /** Leaves the event loop something to tell. */
    @Setup(Level.Invocation)
    public void makeEdits() {
        for (int i = 0; i < batch; i++) {
            int variant = (int) (seq % places.length);
            edit(EchoRoom.setDelta(places[variant], variant));
        }
        edits += batch;
        batches++;
        bytesBefore = readers.bytes();
    }

    @TearDown(Level.Invocation)
    public void checkDelivery() {
        if (readers.bytes() == bytesBefore) {
            throw new IllegalStateException("nothing was told");
        }
    }

    @TearDown(Level.Iteration)
    public void checkCounts() {
        long built = engine.counter(EngineCounter.FRAMES_BUILT) - builtBefore;
        long flushes = readers.flushes() - flushesBefore;
        if (built != FRAMES_PER_EDIT * edits || flushes != sessions * batches) {
            throw new IllegalStateException(
                    "edits=" + edits + " batches=" + batches + " built=" + built + " flushes=" + flushes);
        }
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        readers.close();
        engine.close();
    }

    @Benchmark
    public long deliver() {
        readers.deliver();
        return readers.bytes();
    }

    /** Sends an edit and waits for its ack. */
    private void edit(String delta) {
        String frame = "{\"event\":\"edit\",\"room\":\"bench\",\"seq\":" + ++seq + ",\"delta\":" + delta + "}";
        long acked = writer.connection().frames() + 1;
        writer.send(new UnsafeBuffer(SampleDocument.utf8(frame)));
        engine.turnUntil(writer.connection(), acked);
    }
}
