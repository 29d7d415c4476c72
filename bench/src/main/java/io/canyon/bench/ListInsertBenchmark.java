package io.canyon.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to put an item into a list at an index and, so that the list keeps its length, to remove it again. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx3g", "-Xbatch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ListInsertBenchmark {
    private static final String NAME = "list";

    /** Two edits, each checked, measured and applied. */
    @Benchmark
    public long insertAndRemove(ListState state) {
        int place = state.next++ & EchoDocument.VARIANTS - 1;
        return state.document.apply(state.insertions[place]) + state.document.apply(state.removals[place]);
    }

    /** The same in an array of Jackson's, without any edit. */
    @Benchmark
    public ArrayNode jacksonInsertAndRemove(JacksonState state) {
        int place = state.places[state.next++ & EchoDocument.VARIANTS - 1];
        state.list.insert(place, place);
        state.list.remove(place);
        return state.list;
    }

    /** A list of numbers. */
    private static ObjectNode document(int items) {
        ObjectNode document = new ObjectMapper().createObjectNode();
        ArrayNode list = document.putArray(NAME);
        for (int i = 0; i < items; i++) {
            list.add(i);
        }
        return document;
    }

    @State(Scope.Thread)
    public static class ListState {
        @Param({"100", "100000"})
        public int items;

        private final DirectBuffer[] insertions = new DirectBuffer[EchoDocument.VARIANTS];
        private final DirectBuffer[] removals = new DirectBuffer[EchoDocument.VARIANTS];
        private EchoDocument document;
        private int next;

        @Setup
        public void setUp() {
            document = new EchoDocument(document(items));
            int[] places = EchoDocument.places(items);
            for (int i = 0; i < places.length; i++) {
                insertions[i] = EchoEdits.insertion(NAME, items, places[i]);
                removals[i] = EchoEdits.removal(NAME, items + 1, places[i]);
            }
        }

        @TearDown
        public void tearDown() {
            document.close();
        }
    }

    @State(Scope.Thread)
    public static class JacksonState {
        @Param({"100", "100000"})
        public int items;

        private ArrayNode list;
        private int[] places;
        private int next;

        @Setup
        public void setUp() {
            list = (ArrayNode) document(items).get(NAME);
            places = EchoDocument.places(items);
        }
    }
}
