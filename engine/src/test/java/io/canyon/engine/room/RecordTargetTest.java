package io.canyon.engine.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffPatch;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.dialect.jsondiffpatch.RandomDocuments;
import io.canyon.engine.document.RecordsEncoder;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.document.ValueEdits;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.spi.RoomKind;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records edited as one document do what the deltas say, and grow by no more than was foretold. */
class RecordTargetTest {
    private static final int STEPS = 400;
    private static final JsonDiffPatch DIFFS = new JsonDiffPatch();

    private final long seed =
            Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));

    private final Random random = new Random(seed);
    private final RandomDocuments values = new RandomDocuments(random);
    private final SegmentPool segments = new SegmentPool(0);
    private final RoomContext context = new RoomContext(new RoomLimits(10, 1 << 30, 1 << 20), segments, null, null, 7);
    private final Room room = new Room(context, 1, "r", 7, 0);
    private final RecordTarget target = new RecordTarget(new ValueEdits(), 7);
    private final RecordShape shape = new RecordShape();
    private final EditWriter edit = new EditWriter();
    private JsonNode model = JsonNodeFactory.instance.objectNode();

    @BeforeEach
    void begin() {
        System.out.println("RecordTargetTest: canyon.seed=" + seed);
        room.becomes(RoomKind.RECORDS);
    }

    @AfterEach
    void close() {
        room.close();
        segments.close();
    }

    @Test
    void shouldDoWhatDeltasDo() {
        for (int step = 1; step <= STEPS; step++) {
            JsonNode next = edited();
            JsonNode delta = replaces() ? replacing(next) : DIFFS.diff(model, next);
            if (delta != null) {
                apply(delta, step);
                model = next;
                assertEquals(model, document(), "seed=" + seed + " step=" + step);
            }
        }
        assertTrue(room.document().logicalBytes() > 0);
    }

    @Test
    void shouldFitNothingThatHasNoPlace() {
        apply(json("{'s':[{'x':1,'l':[1]}],'gone':[{}]}"), 1);
        apply(json("{'gone':[{},0,0]}"), 2);
        for (String delta : new String[] {
            "{'gone':[{},0,0]}",
            "{'none':{'x':[1]}}",
            "{'gone':{'x':[1]}}",
            "{'s':{'y':[1,0,0]}}",
            "{'s':{'x':{'_t':'a','0':[1]}}}",
            "{'s':{'l':{'_t':'a','3':[1]}}}"
        }) {
            write(json(delta));
            assertFalse(target.fits(room, edit.buffer(), 4, edit.position() - 4), delta);
        }
        // one key twice
        edit.wrap(new ExpandableArrayBuffer(), 0);
        edit.operation(EditFormat.OBJECT);
        for (int i = 0; i < 2; i++) {
            int member = edit.beginMember(new UnsafeBuffer(new byte[] {'s'}), 0, 1);
            new ChangeWriter(JsonSmile.WRITER).write(JsonDeltas.parse(json("[{}]")), edit);
            edit.endMember(member);
        }
        assertFalse(target.fits(room, edit.buffer(), 0, edit.position()));
    }

    private boolean replaces() {
        return random.nextInt(4) == 0;
    }

    /** Sets every record anew. */
    private JsonNode replacing(JsonNode next) {
        ObjectNode delta = JsonNodeFactory.instance.objectNode();
        next.properties().forEach(record -> delta.putArray(record.getKey()).add(record.getValue()));
        model.fieldNames().forEachRemaining(key -> {
            if (!next.has(key)) {
                delta.putArray(key).add(0).add(0).add(0);
            }
        });
        return delta.isEmpty() ? null : delta;
    }

    private JsonNode edited() {
        ObjectNode copy = model.deepCopy();
        String key = "k" + random.nextInt(6);
        switch (random.nextInt(5)) {
            case 0 -> copy.remove(key);
            case 1 -> copy.set(key, record());
            default -> {
                ObjectNode record = copy.has(key) ? (ObjectNode) copy.get(key) : copy.putObject(key);
                String field = "f" + random.nextInt(5);
                if (record.has(field) && random.nextInt(3) == 0) {
                    record.remove(field);
                } else if (record.has(field)) {
                    record.set(field, plain(values.edited(record.get(field))));
                } else {
                    record.set(field, plain(values.scene()));
                }
            }
        }
        return copy;
    }

    private ObjectNode record() {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            record.set("f" + random.nextInt(5), plain(values.scene()));
        }
        return record;
    }

    private void apply(JsonNode delta, long version) {
        write(delta);
        int node = 4;
        int length = edit.position() - node;
        assertEquals(null, shape.problem(edit.buffer(), node, length), delta::toString);
        target.tellLengths(room, edit.buffer(), node, length);
        assertTrue(target.fits(room, edit.buffer(), node, length), () -> "seed=" + seed + " delta=" + delta);
        long foretold = target.growth(room, edit.buffer(), node, length);
        long before = room.document().logicalBytes();
        target.apply(room, edit.buffer(), node, length, version);
        long growth = room.document().logicalBytes() - before;
        assertTrue(growth <= foretold, () -> "seed=" + seed + " growth=" + growth + " foretold=" + foretold);
    }

    private void write(JsonNode delta) {
        edit.wrap(new ExpandableArrayBuffer(), 0);
        int step = edit.beginStep();
        new ChangeWriter(JsonSmile.WRITER).write(JsonDeltas.parse(delta), edit);
        edit.endStep(step);
    }

    private JsonNode document() {
        SmileWriter smile = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        RecordsEncoder.writePlain(room.document(), smile);
        return JsonSmile.read(smile.buffer(), 0);
    }

    /** Numbers as documents have them. */
    private static JsonNode plain(JsonNode value) {
        SmileWriter smile = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        JsonSmile.write(value, smile);
        return JsonSmile.read(smile.buffer(), 0);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
