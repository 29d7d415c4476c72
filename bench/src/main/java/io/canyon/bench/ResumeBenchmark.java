package io.canyon.bench;

import io.canyon.engine.DurabilityLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * An editor reconnects to a document of records of ten fields: from its frame to what it gets. That is what changed
 * since the version it has, or, for one that has nothing, all.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g", "-Xbatch"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 3, time = 1)
public class ResumeBenchmark {
    private static final int FIELDS = 10;
    private static final int CHANGED = 10;
    private static final int KEYS_PER_FRAME = 250;

    /** How long ago the editor was there. */
    public enum Missed {
        NOTHING,
        TEN_RECORDS,
        EVERYTHING
    }

    @Param({"10000", "50000"})
    public int keys;

    @Param
    public Missed missed;

    private BenchEngine engine;
    private BenchEngine.Editor editor;
    private UnsafeBuffer reconnect;
    private long answers;
    private int answersPerReconnect;

    @Setup(Level.Trial)
    public void setUp() {
        engine = new BenchEngine(DurabilityLevel.NONE);
        editor = engine.openLoop().connect("editor");
        List<byte[]> frames = new ArrayList<>();
        for (int first = 0; first < keys; first += KEYS_PER_FRAME) {
            frames.add(records(first, Math.min(KEYS_PER_FRAME, keys - first), 1));
        }
        for (int i = 0; i < CHANGED; i++) {
            frames.add(records(i * (keys / CHANGED), 1, 2));
        }
        engine.sendAll(editor, frames);
        int version = frames.size();
        reconnect = reconnect(
                switch (missed) {
                    case NOTHING -> version;
                    case TEN_RECORDS -> version - CHANGED;
                    case EVERYTHING -> 0;
                });
        answers = editor.connection().frames();
        answersPerReconnect = missed == Missed.NOTHING ? 1 : 2;
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        engine.close();
    }

    @Benchmark
    public long reconnect() {
        editor.send(reconnect);
        answers += answersPerReconnect;
        engine.turnUntil(editor.connection(), answers);
        return editor.connection().bytes();
    }

    /** Frames since the session began; of each reconnect the last is {@code synced}. */
    long bytesReceived() {
        return editor.connection().bytes();
    }

    private static UnsafeBuffer reconnect(int lastTimestamp) {
        return new UnsafeBuffer(SampleDocument.utf8(String.format(
                Locale.ROOT, "{\"type\":\"reconnect\",\"lastTimestamp\":%d,\"protocolVersion\":2}", lastTimestamp)));
    }

    private static byte[] records(int first, int count, int value) {
        StringBuilder text = new StringBuilder("{\"type\":\"patch\",\"messageId\":\"r\",\"documentPatches\":[{");
        for (int i = first; i < first + count; i++) {
            text.append(i == first ? "\"" : ",\"").append(SampleDocument.key(i)).append("\":{\"_exists\":true");
            for (int field = 0; field < FIELDS; field++) {
                text.append(",\"field")
                        .append(field)
                        .append("\":")
                        .append(i * value + field)
                        .append(".5");
            }
            text.append('}');
        }
        return SampleDocument.utf8(text.append("}]}").toString());
    }
}
