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
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A batch of edits, told to the sessions of one event loop through the server's own connections; everything but the
 * system calls. Counters show that each frame was built once, and that each session was written and flushed once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xbatch"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 3, time = 1)
public class NettyFanOutBenchmark {
    private static final int BATCH = 16;
    /** The ack, and the broadcast, whatever the number of sessions. */
    private static final int FRAMES_PER_EDIT = 2;

    @Param({"10", "100", "1000"})
    public int sessions;

    private final List<UnsafeBuffer> frames = new ArrayList<>();
    private BenchEngine engine;
    private EmbeddedEditors readers;
    private BenchEngine.Editor writer;
    private long batches;
    private long builtBefore;
    private long writesBefore;
    private long flushesBefore;

    @Setup(Level.Trial)
    public void setUp() {
        for (int i = 0; i < BATCH; i++) {
            frames.add(new UnsafeBuffer(SampleDocument.edit(SampleDocument.key(0), i)));
        }
        engine = new BenchEngine(DurabilityLevel.NONE);
        writer = engine.openLoop().connect("writer");
        readers = engine.openEmbedded();
        for (int i = 0; i < sessions; i++) {
            readers.connect("roomId=bench&clientId=reader-" + i);
        }
        while (engine.counter(EngineCounter.SESSIONS_OPENED) <= sessions) {
            engine.turn();
        }
        engine.sendAll(writer, List.of(SampleDocument.creation(0, 1)));
        do {
            readers.deliver();
        } while (engine.turn() > 0);
    }

    @Setup(Level.Iteration)
    public void startCounting() {
        batches = 0;
        builtBefore = engine.counter(EngineCounter.FRAMES_BUILT);
        writesBefore = readers.writes();
        flushesBefore = readers.flushes();
    }

    @TearDown(Level.Iteration)
    public void checkCounts() {
        long built = engine.counter(EngineCounter.FRAMES_BUILT) - builtBefore;
        long writes = readers.writes() - writesBefore;
        long flushes = readers.flushes() - flushesBefore;
        // A chunk of frames is full now and then: then a batch is two pieces.
        boolean isOneWrite = writes >= sessions * batches && writes <= sessions * batches * 17 / 16 + sessions;
        if (built != FRAMES_PER_EDIT * BATCH * batches || flushes != sessions * batches || !isOneWrite) {
            throw new IllegalStateException(
                    "batches=" + batches + " built=" + built + " writes=" + writes + " flushes=" + flushes);
        }
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        readers.close();
        engine.close();
    }

    /** Per edit, and so per frame of each session. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long batch() {
        batches++;
        for (int i = 0; i < BATCH; i++) {
            writer.send(frames.get(i));
        }
        engine.turnUntil(writer.connection(), writer.connection().frames() + BATCH);
        readers.deliver();
        return readers.bytes();
    }
}
