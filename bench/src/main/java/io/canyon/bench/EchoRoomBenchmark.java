package io.canyon.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Edits of one document, as its clients send them, through the room core: applied, logged, ack and broadcast made. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xbatch"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 3, time = 1)
public class EchoRoomBenchmark {
    private static final int KILOBYTES = 1000;
    private static final int ITEMS = 1000;

    private EchoRoom room;

    @Setup
    public void setUp() {
        room = new EchoRoom(KILOBYTES, ITEMS);
    }

    @TearDown
    public void tearDown() {
        room.close();
    }

    /** One number, four levels deep. */
    @Benchmark
    public int scalar() {
        return room.set();
    }

    /** The same as a JSON Patch, which the core resolves. */
    @Benchmark
    public int scalarPatch() {
        return room.patch();
    }

    /** Two edits: an item is put into a list at an index, and removed again. */
    @Benchmark
    public int insertAndRemove() {
        return room.insert() + room.remove();
    }
}
