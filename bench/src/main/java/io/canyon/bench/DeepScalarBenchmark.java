package io.canyon.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.JsonPatch;
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

/** What an edit takes that sets one number four levels deep: one of 64 shapes, spread over the document, is moved. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx3g", "-Xbatch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class DeepScalarBenchmark {
    /** The edit is checked, measured and applied. */
    @Benchmark
    public long apply(DocumentState state) {
        return state.document.apply(state.next());
    }

    /**
     * A JSON Patch that replaces the number, through the room core: resolved, applied, logged, ack and broadcast made.
     */
    @Benchmark
    public int patchThroughCore(RoomState state) {
        return state.room.patch();
    }

    /** A JSON Patch that replaces the number, applied to a tree of Jackson nodes, which it copies. */
    @Benchmark
    public JsonNode zjsonpatchApply(JacksonState state) {
        state.document = (ObjectNode) JsonPatch.apply(state.next(), state.document);
        return state.document;
    }

    /** The same, in the tree itself, which a patch that fails leaves half changed. */
    @Benchmark
    public JsonNode zjsonpatchApplyInPlace(JacksonState state) {
        JsonPatch.applyInPlace(state.next(), state.document);
        return state.document;
    }

    /** The number is put into the tree, which is then written whole. */
    @Benchmark
    public byte[] jacksonSetAndSerialise(JacksonState state) throws JsonProcessingException {
        JsonNode operation = state.next().get(0);
        String[] path = operation.get("path").textValue().split("/");
        ObjectNode pose = (ObjectNode) state.document.get(path[1]).get(path[2]).get(path[3]);
        pose.set(path[4], operation.get("value"));
        return state.mapper.writeValueAsBytes(state.document);
    }

    @State(Scope.Thread)
    public static class DocumentState {
        @Param({"10", "10000"})
        public int kilobytes;

        private final DirectBuffer[] edits = new DirectBuffer[EchoDocument.VARIANTS];
        private EchoDocument document;
        private int next;

        @Setup
        public void setUp() {
            ObjectNode shapes = EchoDocument.shapes(kilobytes);
            document = new EchoDocument(shapes);
            int[] places = EchoDocument.places(shapes.get("shapes").size());
            for (int i = 0; i < edits.length; i++) {
                edits[i] = EchoEdits.set(i + 0.75, "shapes", SampleDocument.key(places[i]), "pose", "x");
            }
        }

        @TearDown
        public void tearDown() {
            document.close();
        }

        private DirectBuffer next() {
            return edits[next++ & EchoDocument.VARIANTS - 1];
        }
    }

    @State(Scope.Thread)
    public static class RoomState {
        @Param({"10", "10000"})
        public int kilobytes;

        private EchoRoom room;

        @Setup
        public void setUp() {
            room = new EchoRoom(kilobytes, 1);
        }

        @TearDown
        public void tearDown() {
            room.close();
        }
    }

    @State(Scope.Thread)
    public static class JacksonState {
        @Param({"10", "10000"})
        public int kilobytes;

        private final ObjectMapper mapper = new ObjectMapper();
        private final JsonNode[] patches = new JsonNode[EchoDocument.VARIANTS];
        private ObjectNode document;
        private int next;

        @Setup
        public void setUp() {
            document = EchoDocument.shapes(kilobytes);
            int[] places = EchoDocument.places(document.get("shapes").size());
            for (int i = 0; i < patches.length; i++) {
                String path = "/shapes/" + SampleDocument.key(places[i]) + "/pose/x";
                ObjectNode operation =
                        mapper.createObjectNode().put("op", "replace").put("path", path);
                patches[i] = mapper.createArrayNode().add(operation.put("value", i + 0.75));
            }
        }

        private JsonNode next() {
            return patches[next++ & EchoDocument.VARIANTS - 1];
        }
    }
}
