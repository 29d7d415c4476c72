package io.canyon.bench;

import io.canyon.engine.DurabilityLevel;
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
 * From the frame that an editor sends to its ack and the frame for another editor, with and without a journal. Each
 * iteration has an engine and a data folder of its own, so that no journal grows without end.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xbatch"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 3, time = 1)
public class JournalBenchmark {
    private static final int KEYS = 1000;
    private static final int BATCH = 64;

    @Param({"NONE", "PROCESS"})
    public DurabilityLevel durability;

    private final UnsafeBuffer[] frames = new UnsafeBuffer[SampleDocument.VARIANTS];
    private BenchEngine engine;
    private BenchEngine.Editor writer;
    private BenchEngine.Editor reader;
    private long readBefore;
    private long acked;
    private int next;

    @Setup(Level.Iteration)
    public void setUp() {
        int[] order = SampleDocument.order(Access.HOT, KEYS);
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new UnsafeBuffer(SampleDocument.edit(SampleDocument.key(order[i]), i));
        }
        engine = new BenchEngine(durability);
        BenchEngine.IoLoop loop = engine.openLoop();
        writer = loop.connect("writer");
        reader = loop.connect("reader");
        engine.sendAll(writer, List.of(SampleDocument.creation(0, KEYS)));
        acked = writer.connection().frames();
        readBefore = reader.connection().frames() - acked;
    }

    /** Every edit must have been acked, and been told to the other editor. */
    @TearDown(Level.Iteration)
    public void tearDown() {
        long read = reader.connection().frames() - readBefore;
        engine.close();
        if (read != acked) {
            throw new IllegalStateException("acked=" + acked + " read=" + read);
        }
    }

    @Benchmark
    public long oneEditPerBatch() {
        sendNext();
        engine.turnUntil(writer.connection(), ++acked);
        return reader.connection().bytes();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long sixtyFourEditsPerBatch() {
        for (int i = 0; i < BATCH; i++) {
            sendNext();
        }
        acked += BATCH;
        engine.turnUntil(writer.connection(), acked);
        return reader.connection().bytes();
    }

    /** Makes the counts wrong, for a test. */
    void forgetOne() {
        acked--;
    }

    private void sendNext() {
        writer.send(frames[next++ & frames.length - 1]);
    }
}
