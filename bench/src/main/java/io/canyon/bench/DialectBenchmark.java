package io.canyon.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.dialect.DecodeResult;
import io.canyon.engine.dialect.canvas.CanvasDialect;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
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

/** What the canvas wire takes: a frame with an edit of three fields to a command, and its broadcast to a frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx1g", "-Xbatch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class DialectBenchmark {
    private static final int KEYS = 1000;

    private final CanvasDialect dialect = new CanvasDialect(128, 1 << 20);
    private final ExpandableArrayBuffer command = new ExpandableArrayBuffer();
    private final ObjectMapper mapper = new ObjectMapper();
    private final byte[][] frames = new byte[SampleDocument.VARIANTS][];
    private final UnsafeBuffer[] frameBuffers = new UnsafeBuffer[SampleDocument.VARIANTS];
    private CoreRoom room;
    private JsonNode broadcast;
    private int next;

    @Setup
    public void setUp() throws IOException {
        int[] order = SampleDocument.order(Access.HOT, KEYS);
        for (int i = 0; i < frames.length; i++) {
            frames[i] = SampleDocument.edit(SampleDocument.key(order[i]), i);
            frameBuffers[i] = new UnsafeBuffer(frames[i]);
        }
        room = new CoreRoom(KEYS, Access.HOT);
        room.applyNext();
        broadcast = mapper.readTree(room.broadcastText());
    }

    @TearDown
    public void tearDown() {
        room.close();
    }

    @Benchmark
    public int decode() {
        UnsafeBuffer frame = frameBuffers[next++ & frames.length - 1];
        DecodeResult result = dialect.decode(1, frame, 0, frame.capacity(), command, 0);
        if (result != DecodeResult.COMMAND) {
            throw new IllegalStateException("no command: " + result);
        }
        return dialect.commandLengthBytes();
    }

    @Benchmark
    public int encode() {
        return room.encodeBroadcast();
    }

    @Benchmark
    public JsonNode jacksonReadTree() throws IOException {
        return mapper.readTree(frames[next++ & frames.length - 1]);
    }

    @Benchmark
    public byte[] jacksonWriteValueAsBytes() throws IOException {
        return mapper.writeValueAsBytes(broadcast);
    }
}
