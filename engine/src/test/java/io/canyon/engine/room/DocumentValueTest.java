package io.canyon.engine.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Fit;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Value;
import io.canyon.engine.document.Document;
import io.canyon.engine.document.RandomChanges;
import io.canyon.engine.document.SegmentPool;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DocumentValueTest {
    private static final UnsafeBuffer NAME = new UnsafeBuffer(new byte[0]);

    private final SegmentPool pool = new SegmentPool(0);
    private final Document document = new Document(pool, 7);

    @AfterEach
    void close() {
        document.close();
        pool.close();
    }

    @Test
    void shouldShowWhatStandsInTheDocument() {
        Random random = new Random(1);
        for (int run = 0; run < 300; run++) {
            JsonNode json = RandomChanges.value(random, 3);
            verify(json, put(json), "run=" + run);
        }
    }

    @Test
    void shouldTakeChangesAsPlainValuesDo() {
        Random random = new Random(2);
        RandomChanges changes = new RandomChanges(random);
        int same = 0;
        int other = 0;
        for (int run = 0; run < 1000; run++) {
            String where = "run=" + run;
            JsonNode json = RandomChanges.value(random, 3);
            UnsafeBuffer smile = RandomChanges.smile(json);
            Value plain = new SmileValue(smile, 0, smile.capacity());
            Change change = changes.any(json);
            Change expected = fit(plain, change);
            Change fit = fit(put(json), change);
            assertEquals(expected, fit, where);
            if (expected == change) {
                assertSame(change, fit, where);
                same++;
            } else {
                other++;
            }
            if (!(change instanceof SetChange) && expected != null) {
                assertEquals(plain.patched(expected), put(json).patched(expected), where);
            }
        }
        assertTrue(same > 300 && other > 120, "same=" + same + " other=" + other);
    }

    @Test
    void shouldBeNoneWhereNothingIs() {
        assertNull(DocumentValue.of(document, 0));
        document.set(document.root(), NAME, 0, 0, RandomChanges.smile(RandomChanges.value(new Random(1), 0)), 0, 1);
        document.remove(document.root(), NAME, 0, 0, 2);
        assertNull(DocumentValue.of(document, document.find(document.root(), NAME, 0, 0)));
    }

    /** What a change becomes; null also when it is refused. */
    private static Change fit(Value before, Change change) {
        try {
            return Fit.into(before, change);
        } catch (DeltaException e) {
            return null;
        }
    }

    private Value put(JsonNode json) {
        document.set(document.root(), NAME, 0, 0, RandomChanges.smile(json), 0, 1);
        return DocumentValue.of(document, document.find(document.root(), NAME, 0, 0));
    }

    private static void verify(JsonNode expected, Value value, String where) {
        assertEquals(expected.isArray() ? expected.size() : 0, value.length(), where);
        assertNull(value.item(-1), where);
        assertNull(value.item(value.length()), where);
        assertNull(value.member("no such name"), where);
        if (expected.isArray()) {
            assertEquals(Value.Kind.ARRAY, value.kind(), where);
            for (int i = 0; i < expected.size(); i++) {
                verify(expected.get(i), value.item(i), where);
            }
        } else if (expected.isObject()) {
            assertEquals(Value.Kind.OBJECT, value.kind(), where);
            for (Map.Entry<String, JsonNode> member : expected.properties()) {
                verify(member.getValue(), value.member(member.getKey()), where);
            }
        } else if (expected.isTextual()) {
            assertEquals(Value.Kind.STRING, value.kind(), where);
            assertEquals(expected.textValue(), value.text(), where);
        } else {
            assertEquals(Value.Kind.OTHER, value.kind(), where);
        }
    }
}
