package io.canyon.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.concurrent.TimeUnit;
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

/** What the room core takes for an edit that sets three fields of a component. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx3g", "-Xbatch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CoreApplyBenchmark {
    /** The edit is applied and logged, its ack and its broadcast are encoded as outputs. */
    @Benchmark
    public int apply(CoreState state) {
        return state.room.applyNext();
    }

    /** The same, and the frame that tells it to others. */
    @Benchmark
    public int applyAndWriteFrame(CoreState state) {
        return state.room.applyNext() + state.room.encodeBroadcast();
    }

    /** The edit is merged into a tree of Jackson nodes, and the frame that tells it to others is written. */
    @Benchmark
    public byte[] jacksonMergeAndWriteFrame(JacksonState state) throws JsonProcessingException {
        return state.room.mergeNext();
    }

    /** The same, with the refusals, versions of fields and acks that the core has, too. */
    @Benchmark
    public byte[] jacksonServeAndWriteFrame(JacksonState state) throws JsonProcessingException {
        return state.room.serveNext();
    }

    @State(Scope.Thread)
    public static class CoreState {
        @Param({"1000", "1000000"})
        public int keys;

        @Param
        public Access access;

        private CoreRoom room;

        @Setup
        public void setUp() {
            room = new CoreRoom(keys, access);
        }

        @TearDown
        public void tearDown() {
            room.close();
        }
    }

    @State(Scope.Thread)
    public static class JacksonState {
        @Param({"1000", "1000000"})
        public int keys;

        @Param
        public Access access;

        private JacksonRoom room;

        @Setup(Level.Trial)
        public void setUp() throws JsonProcessingException {
            room = new JacksonRoom(keys, access);
        }
    }
}
