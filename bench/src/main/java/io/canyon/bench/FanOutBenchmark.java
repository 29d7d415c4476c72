package io.canyon.bench;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.EngineCounter;
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
 * One edit, told to all sessions of one I/O thread: the frame is built once, and each session costs a send and a flush.
 * The editor itself is on another I/O thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xbatch"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 3, time = 1)
public class FanOutBenchmark {
    /** The ack, and the broadcast, whatever the number of sessions. */
    private static final int FRAMES_PER_EDIT = 2;

    @Param({"10", "100", "1000"})
    public int sessions;

    private final UnsafeBuffer frame = new UnsafeBuffer(SampleDocument.edit(SampleDocument.key(0), 0));
    private BenchEngine engine;
    private BenchEngine.IoLoop readers;
    private BenchEngine.Editor writer;
    private BenchEngine.Editor lastReader;
    private long edits;
    private long builtBefore;
    private long sentBefore;
    private long received;

    @Setup(Level.Trial)
    public void setUp() {
        engine = new BenchEngine(DurabilityLevel.NONE);
        writer = engine.openLoop().connect("writer");
        readers = engine.openLoop();
        for (int i = 0; i < sessions; i++) {
            lastReader = readers.connect("reader-" + i);
        }
        engine.sendAll(writer, List.of(SampleDocument.creation(0, 1)));
        while (engine.turn() > 0) {
            Thread.onSpinWait();
        }
        received = lastReader.connection().frames();
    }

    @Setup(Level.Iteration)
    public void startCounting() {
        edits = 0;
        builtBefore = engine.counter(EngineCounter.FRAMES_BUILT);
        sentBefore = engine.counter(EngineCounter.FRAMES_SENT);
    }

    @TearDown(Level.Iteration)
    public void checkCounts() {
        long built = engine.counter(EngineCounter.FRAMES_BUILT) - builtBefore;
        long sent = engine.counter(EngineCounter.FRAMES_SENT) - sentBefore;
        if (built != FRAMES_PER_EDIT * edits || sent != (1 + sessions) * edits) {
            throw new IllegalStateException("edits=" + edits + " built=" + built + " sent=" + sent);
        }
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        engine.close();
    }

    @Benchmark
    public long broadcast() {
        edits++;
        writer.send(frame);
        engine.turnUntil(lastReader.connection(), ++received);
        return lastReader.connection().bytes();
    }
}
