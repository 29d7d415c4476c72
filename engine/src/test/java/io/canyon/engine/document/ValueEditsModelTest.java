package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ChangeReader;
import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Fit;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.SmileWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Random changes of a document and of the same value in Smile, which must agree byte for byte. */
class ValueEditsModelTest {
    private static final int SEEDS = 120;
    private static final int CHANGES = 30;
    private static final UnsafeBuffer NAME = TestJson.bytes("");

    private record OpenView(DocumentView view, SmileValue expected) {}

    private final SegmentPool pool = new SegmentPool(64);
    private final ValueEdits edits = new ValueEdits();
    private final ChangeWriter changes = new ChangeWriter(SmileValue.WRITER);
    private final List<OpenView> views = new ArrayList<>();
    private int fitting;
    private int misfitting;
    private int lengthsTold;

    @Test
    void shouldAgreeWithTheModel() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed);
            assertEquals(0, pool.segmentsInUse(), "seed=" + seed);
        }
        pool.close();
        assertTrue(
                fitting > 10 * SEEDS && misfitting > 3 * SEEDS && lengthsTold > SEEDS / 4,
                "fitting=" + fitting + " misfitting=" + misfitting + " lengthsTold=" + lengthsTold);
    }

    private void run(long seed) {
        Random random = new Random(seed);
        RandomChanges generator = new RandomChanges(random);
        JsonNode json = TestJson.randomValue(random, 1 + random.nextInt(4));
        SmileValue model = smile(json);
        Document document = new Document(pool, seed);
        document.set(document.root(), NAME, 0, 0, model.buffer(), 0, 1);
        for (int i = 0; i < CHANGES; i++) {
            String where = "seed=" + seed + " change=" + i;
            JsonNode now = RandomChanges.read(model);
            Change change = random.nextBoolean() ? generator.any(now) : generator.fitting(now);
            model = change(document, model, change, 2 + i, random, where);
            check(document, model, where);
            if (i == CHANGES / 2) {
                document = reloaded(document, where);
            }
            openOrClose(document, model, random, where);
        }
        document.close();
        closeViews(0, "seed=" + seed);
    }

    /** Applies what fits of the change, as the room does; answers what it made of the model. */
    private SmileValue change(
            Document document, SmileValue model, Change change, long version, Random random, String where) {
        Change fit = fit(model, change);
        DirectBuffer node = node(change, random);
        checkLengths(document, fit, change, node, where);
        boolean fits = edits.fits(document, entry(document), node, 3, node.capacity() - 3);
        assertEquals(fit == change && fit != Fit.NOTHING, fits, () -> where + " " + change);
        fitting += fits ? 1 : 0;
        misfitting += fits ? 0 : 1;
        if (fit == null || fit == Fit.NOTHING) {
            return model;
        }
        DirectBuffer exact = fits ? node : node(fit, random);
        int length = exact.capacity() - 3;
        assertTrue(edits.fits(document, entry(document), exact, 3, length), () -> where + " " + fit);
        long growth = edits.growth(document, entry(document), exact, 3, length);
        long before = document.logicalBytes();
        edits.apply(document, entry(document), exact, 3, length, version);
        long grown = document.logicalBytes() - before;
        assertTrue(
                grown <= growth && growth <= ValueEdits.growthBound(length),
                () -> where + " grown=" + grown + " growth=" + growth);
        assertTrue(hasText(fit) || grown == growth, () -> where + " grown=" + grown + " growth=" + growth);
        return (SmileValue) model.patched(fit);
    }

    /** An edit whose lists do not tell their lengths, but would fit otherwise, fits when these are told. */
    private void checkLengths(Document document, Change fit, Change change, DirectBuffer node, String where) {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[node.capacity()]);
        copy.putBytes(0, node, 0, node.capacity());
        boolean isAny = edits.tellLengths(document, entry(document), copy, 3, node.capacity() - 3);
        boolean isChanged = !copy.equals(new UnsafeBuffer(node, 0, node.capacity()));
        assertEquals(isChanged, isAny, where);
        Change told = ChangeReader.read(copy, 3, node.capacity() - 3);
        if (fit != null && fit != Fit.NOTHING && told.equals(fit)) {
            assertTrue(edits.fits(document, entry(document), copy, 3, node.capacity() - 3), where);
            lengthsTold += isAny ? 1 : 0;
        } else if (fit == change) {
            assertFalse(isAny, where);
        }
    }

    private static boolean hasText(Change change) {
        return change.toString().contains("TextChange");
    }

    private static Change fit(SmileValue model, Change change) {
        try {
            return Fit.into(model, change);
        } catch (DeltaException e) {
            return null;
        }
    }

    /** The change as a node from 3 on, on the heap or off it. */
    private DirectBuffer node(Change change, Random random) {
        EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 3);
        changes.write(change, writer);
        int length = writer.position();
        assertEquals(change, ChangeReader.read(writer.buffer(), 3, length - 3));
        UnsafeBuffer exact = random.nextBoolean()
                ? new UnsafeBuffer(new byte[length])
                : new UnsafeBuffer(ByteBuffer.allocateDirect(length));
        exact.putBytes(0, writer.buffer(), 0, length);
        return exact;
    }

    private void check(Document document, SmileValue model, String where) {
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        document.writeValue(entry(document), writer);
        SmileValue value = new SmileValue(writer.buffer(), 0, writer.position());
        if (!value.equals(model)) {
            assertEquals(RandomChanges.read(model), RandomChanges.read(value), where);
            throw new AssertionError("same value in other bytes: " + where);
        }
        try (Document fresh = new Document(pool, 5)) {
            fresh.set(fresh.root(), NAME, 0, 0, model.buffer(), model.offset(), 1);
            assertEquals(fresh.logicalBytes(), document.logicalBytes(), where);
        }
        long newer = Long.MAX_VALUE;
        for (int entry = document.newest(); entry != 0; entry = document.older(entry)) {
            assertTrue(document.isLive(entry) && document.version(entry) <= newer, where);
            newer = document.version(entry);
        }
        assertEquals(0, document.tombstoneCount(document.root()), where);
    }

    private Document reloaded(Document document, String where) {
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        DocumentSnapshot.write(document, writer);
        Document reloaded = new Document(pool, 9);
        DocumentSnapshot.read(writer.buffer(), 0, writer.position(), reloaded);
        assertEquals(DocumentSnapshot.stateHash(document), DocumentSnapshot.stateHash(reloaded), where);
        assertEquals(document.logicalBytes(), reloaded.logicalBytes(), where);
        assertEquals(document.version(document.newest()), reloaded.version(reloaded.newest()), where);
        document.close();
        return reloaded;
    }

    private void openOrClose(Document document, SmileValue model, Random random, String where) {
        if (random.nextInt(5) == 0) {
            views.add(new OpenView(document.freeze(), model));
        }
        if (random.nextInt(8) == 0) {
            closeViews(random.nextInt(views.size() + 1), where);
        }
    }

    private void closeViews(int keep, String where) {
        while (views.size() > keep) {
            OpenView open = views.remove(views.size() - 1);
            SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
            assertTrue(open.view.writeValue(NAME, 0, 0, writer), where);
            assertEquals(open.expected, new SmileValue(writer.buffer(), 0, writer.position()), where);
            open.view.close();
        }
    }

    private static SmileValue smile(JsonNode json) {
        UnsafeBuffer smile = TestJson.smile(json);
        return new SmileValue(smile, 0, smile.capacity());
    }

    private static int entry(Document document) {
        return document.find(document.root(), NAME, 0, 0);
    }
}
