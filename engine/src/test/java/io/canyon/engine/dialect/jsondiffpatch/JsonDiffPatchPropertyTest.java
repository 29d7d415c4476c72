package io.canyon.engine.dialect.jsondiffpatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ChangeReader;
import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.delta.Compose;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Fit;
import io.canyon.engine.delta.Inverse;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.SmileWriter;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for any two documents. */
class JsonDiffPatchPropertyTest {
    private static final int RUNS = 2_000;
    /** Why a change is refused that was made for another document. */
    private static final Set<DeltaException.Code> MISFITS =
            EnumSet.of(DeltaException.Code.INDEX, DeltaException.Code.CONFLICT);

    private final long seed =
            Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
    private final Random random = new Random(seed);
    private final RandomDocuments documents = new RandomDocuments(random);
    private final JsonDiffPatch jsonDiffPatch = new JsonDiffPatch();

    @BeforeEach
    void printSeed() {
        System.out.println("JsonDiffPatchPropertyTest: canyon.seed=" + seed);
    }

    @Test
    void shouldPatchAndUnpatch() {
        int lists = 0;
        int moves = 0;
        int texts = 0;
        for (int run = 0; run < RUNS; run++) {
            JsonNode left = document(run);
            JsonNode right = run % 10 == 0 ? document(run) : documents.edited(left);
            JsonNode leftBefore = left.deepCopy();
            JsonNode delta = jsonDiffPatch.diff(left, right);
            if (delta == null) {
                assertEquals(left, right, () -> "seed=" + seed);
                continue;
            }
            String context = "seed=" + seed + " run=" + run + " left=" + left + " delta=" + delta;
            assertEquals(right, jsonDiffPatch.patch(left, delta), context);
            assertEquals(right, jsonDiffPatch.patchLeniently(left, delta), context);
            assertEquals(left, jsonDiffPatch.unpatch(right, delta), context);
            assertEquals(left, jsonDiffPatch.patch(right, jsonDiffPatch.reverse(delta)), context);
            assertEquals(right, jsonDiffPatch.unpatch(left, jsonDiffPatch.reverse(delta)), context);
            assertEquals(leftBefore, left, context);
            assertEquals(delta, JsonDeltas.print(JsonDeltas.parse(delta)), context);
            String printed = delta.toString();
            lists += printed.contains("\"_t\":\"a\"") ? 1 : 0;
            moves += printed.contains(",3]") ? 1 : 0;
            texts += printed.contains("@@ -") ? 1 : 0;
        }
        assertTrue(lists > RUNS / 5 && moves > RUNS / 50 && texts > RUNS / 50, lists + " " + moves + " " + texts);
    }

    @Test
    void shouldComposeWhatFollowsEachOther() {
        for (int run = 0; run < RUNS; run++) {
            JsonNode first = document(run);
            JsonNode composed = null;
            JsonNode last = first;
            for (int i = 0; i < 3; i++) {
                JsonNode next = documents.edited(last);
                composed = jsonDiffPatch.compose(composed, jsonDiffPatch.diff(last, next));
                last = next;
            }
            String context = "seed=" + seed + " run=" + run + " first=" + first + " composed=" + composed;
            assertEquals(last, jsonDiffPatch.patch(first, composed), context);
        }
    }

    @Test
    void shouldInvertWhatIsComposedWithItsOldValues() {
        int inverted = 0;
        for (int run = 0; run < RUNS; run++) {
            JsonNode first = document(run);
            JsonNode middle = documents.edited(first);
            JsonNode last = documents.edited(middle);
            JsonNode composed =
                    jsonDiffPatch.compose(jsonDiffPatch.diff(first, middle), jsonDiffPatch.diff(middle, last));
            if (composed == null) {
                continue;
            }
            Change change = JsonDeltas.parse(composed);
            Change inverse = Inverse.of(change, new JsonValue(first));
            String context = "seed=" + seed + " run=" + run + " first=" + first + " composed=" + composed;
            assertEquals(first, inverse == null ? last : JsonDeltas.apply(last, inverse), context);
            Change told =
                    Compose.both(JsonDeltas.parse(orNothing(first, middle)), JsonDeltas.parse(orNothing(middle, last)));
            if (told != null && Inverse.isTold(told)) {
                inverted++;
                assertEquals(first, JsonDeltas.apply(last, Inverse.of(told)), context);
            }
        }
        assertTrue(inverted > RUNS / 2, "inverted=" + inverted);
    }

    @Test
    void shouldGoThroughEditsUnchanged() {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        for (int run = 0; run < RUNS; run++) {
            JsonNode left = document(run);
            JsonNode delta = orNothing(left, documents.edited(left));
            Change change = Fit.into(new JsonValue(left), JsonDeltas.parse(delta));
            String context = "seed=" + seed + " run=" + run + " left=" + left + " delta=" + delta;
            if (change == Fit.NOTHING) {
                continue;
            }
            int offset = random.nextInt(20);
            EditWriter writer = new EditWriter().wrap(buffer, offset);
            new ChangeWriter(JsonSmile.WRITER).write(change, writer);
            Change read = ChangeReader.read(buffer, offset, writer.position() - offset);
            assertEquals(JsonDeltas.print(change), JsonDeltas.print(read), context);
            assertEquals(JsonDeltas.apply(left, change), JsonDeltas.apply(left, read), context);

            EditWriter again = new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
            new ChangeWriter(SmileValue.WRITER).write(read, again);
            assertEquals(
                    new SmileValue(buffer, offset, writer.position() - offset),
                    new SmileValue(again.buffer(), 0, again.position()),
                    context);
            assertEquals(read, ChangeReader.read(again.buffer(), 0, again.position()), context);
        }
    }

    @Test
    void shouldPatchSmileLikeTrees() {
        for (int run = 0; run < RUNS; run++) {
            JsonNode left = document(run);
            Change change = smile(JsonDeltas.parse(orNothing(left, documents.edited(left))));
            JsonNode other = run % 3 == 0 ? left : documents.edited(left);
            JsonNode expected;
            try {
                expected = JsonDeltas.apply(other, change);
            } catch (DeltaException e) {
                assertTrue(MISFITS.contains(e.code()), e.getMessage());
                continue;
            }
            SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
            JsonSmile.write(other, writer);
            SmileValue value = new SmileValue(writer.buffer(), 0, writer.position());
            SmileValue patched = (SmileValue) value.patched(change);
            assertEquals(
                    expected,
                    JsonSmile.read(patched.buffer(), patched.offset()),
                    () -> "seed=" + seed + " left=" + other + " delta=" + JsonDeltas.print(change));
            // both kinds of values lead to the same part
            Change part = Fit.into(value, change);
            Change partOfTree = Fit.into(new JsonValue(other), change);
            assertEquals(
                    partOfTree == null ? null : JsonDeltas.print(partOfTree),
                    part == null ? null : JsonDeltas.print(part));
        }
    }

    @Test
    void shouldApplyExactlyThePartThatFits() {
        int cut = 0;
        for (int run = 0; run < RUNS; run++) {
            JsonNode base = document(run);
            Change change = JsonDeltas.parse(orNothing(base, documents.edited(base)));
            JsonNode other = documents.edited(base);
            try {
                Change part = Fit.into(new JsonValue(other), change);
                JsonNode result = JsonDeltas.apply(other, change);
                assertEquals(result, part == null ? other : JsonDeltas.apply(other, part), () -> "seed=" + seed);
                if (part != null && part != Fit.NOTHING) {
                    cut += part.equals(change) ? 0 : 1;
                    // once cut, it is not cut again
                    assertSame(part, Fit.into(new JsonValue(other), part));
                }
            } catch (DeltaException e) {
                assertTrue(MISFITS.contains(e.code()), e.getMessage());
            }
        }
        assertTrue(cut > RUNS / 20, "cut=" + cut);
    }

    private JsonNode document(int run) {
        return run % 2 == 0 ? documents.scene() : documents.value(4);
    }

    /** A delta that can be parsed as one of a document. */
    private JsonNode orNothing(JsonNode left, JsonNode right) {
        JsonNode delta = jsonDiffPatch.diff(left, right);
        return delta == null ? Vectors.parse("{}") : delta;
    }

    private static Change smile(Change change) {
        EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
        new ChangeWriter(JsonSmile.WRITER).write(change, writer);
        return ChangeReader.read(writer.buffer(), 0, writer.position());
    }
}
