package io.canyon.bench;

import io.canyon.engine.document.ChangeEncoder;
import io.canyon.engine.document.Document;
import io.canyon.engine.document.DocumentView;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.SmileWriter;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What changed in a document of 50,000 records of ten fields since its own version, which is nothing: asked of the
 * document, which finds that out from what changed last, and of all its fields one after the other.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-Xbatch"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
public class ScanBenchmark {
    private static final int KEYS = 50_000;
    private static final int FIELDS = 10;

    private final SegmentPool pool = new SegmentPool(0);
    private final Document document = new Document(pool, 42);
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final EditWriter writer = new EditWriter();
    private DocumentView view;

    @Setup(Level.Trial)
    public void setUp() {
        ExpandableArrayBuffer value = new ExpandableArrayBuffer();
        for (int i = 0; i < KEYS; i++) {
            UnsafeBuffer key = new UnsafeBuffer(SampleDocument.utf8(SampleDocument.key(i)));
            int record = document.object(document.record(document.root(), key, 0, key.capacity(), i + 1));
            for (int j = 0; j < FIELDS; j++) {
                UnsafeBuffer field = new UnsafeBuffer(SampleDocument.utf8("field" + j));
                new SmileWriter().wrap(value, 0).writeNumber(i + j + 0.5);
                document.set(record, field, 0, field.capacity(), value, 0, i + 1);
            }
        }
        view = document.freeze();
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        view.close();
        document.close();
        pool.close();
    }

    @Benchmark
    public boolean resume() {
        return ChangeEncoder.encodeSince(document, KEYS, writer.wrap(buffer, 0));
    }

    /** The yardstick. */
    @Benchmark
    public boolean scan() {
        return ChangeEncoder.encodeSince(view, KEYS, writer.wrap(buffer, 0));
    }
}
