package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.edit.SmileWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DocumentViewTest {
    private static final int SEEDS = 40;
    private static final int OPERATIONS = 100;
    private static final int MANY_KEYS = 20_000;

    /** A view and what it has to show. */
    private record Frozen(DocumentView view, byte[] snapshot, long since, Map<String, String> changes) {
        static Frozen of(Document document, long version, Random random) {
            long since = random.nextLong(version + 2) - 1;
            return new Frozen(document.freeze(), bytes(document), since, TestEdits.changesSince(document, since));
        }

        void check(String where) {
            assertArrayEquals(snapshot, bytes(view), where);
            assertEquals(changes, TestEdits.changesSince(view, since), where + " since=" + since);
        }
    }

    private final SegmentPool pool = new SegmentPool(8);

    @AfterEach
    void shouldHaveAllSegmentsBack() {
        assertEquals(0, pool.segmentsInUse());
        pool.close();
    }

    @Test
    void shouldShowTheStateOfTheFreezeWhateverIsWrittenSince() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Frozen> views = new ArrayList<>();
            Document document = new Document(pool, seed);
            ModelDocument model = new ModelDocument();
            for (int i = 0; i < OPERATIONS; i++) {
                String where = "seed=" + seed + " operation=" + i;
                DocumentModelTest.change(document, model, random, 1 + i, where);
                switch (random.nextInt(8)) {
                    case 0 -> views.add(Frozen.of(document, 1 + i, random));
                    case 1 -> closeOne(views, random, where);
                    case 2 -> document.reclaim();
                    default -> {}
                }
            }
            views.forEach(frozen -> frozen.check("at the end"));
            if (random.nextBoolean()) {
                document.close();
            }
            while (!views.isEmpty()) {
                closeOne(views, random, "seed=" + seed + " at the end");
            }
            document.close();
            assertEquals(0, pool.segmentsInUse(), "seed=" + seed);
        }
    }

    @Test
    void shouldCopyOnlyWhatIsWritten() {
        try (Document document = large()) {
            int before = pool.segmentsInUse();
            assertTrue(before > 40, "segments=" + before);
            DocumentView first = document.freeze();
            assertEquals(before, pool.segmentsInUse());
            set(document, 7, 2, MANY_KEYS + 1);
            int copied = pool.segmentsInUse() - before;
            assertTrue(copied >= 1 && copied <= 4, "copied=" + copied);
            set(document, 7, 3, MANY_KEYS + 2);
            assertEquals(before + copied, pool.segmentsInUse());
            assertEquals(before + copied, document.segments());
            DocumentView second = document.freeze();
            set(document, 7, 4, MANY_KEYS + 3);
            assertTrue(pool.segmentsInUse() > before + copied);
            second.close();
            document.reclaim();
            assertEquals(before + copied, pool.segmentsInUse());
            first.close();
            set(document, 7, 5, MANY_KEYS + 4);
            assertEquals(before, pool.segmentsInUse());
        }
    }

    @Test
    void shouldOutliveTheDocument() {
        Document document = large();
        byte[] expected = bytes(document);
        DocumentView first = document.freeze();
        set(document, 3, 2, MANY_KEYS + 1);
        DocumentView second = document.freeze();
        set(document, 9, 3, MANY_KEYS + 2);
        document.close();
        first.close();
        assertFalse(second.isClosed());
        assertEquals(Map.of("key/0000003", "OBJECT {x=SET 2}"), TestEdits.changesSince(second, MANY_KEYS));
        assertTrue(pool.segmentsInUse() > 0);
        second.close();
        assertEquals(0, pool.segmentsInUse());
        assertTrue(expected.length > 100_000);
    }

    @Test
    void shouldRefuseUseOfAClosedViewAndOfThatOfAnotherThread() {
        try (Document document = large()) {
            DocumentView view = document.freeze();
            CompletableFuture.runAsync(() -> bytes(view)).join();
            assertThrows(IllegalStateException.class, () -> bytes(view));
            view.close();
            view.close();
            assertThrows(IllegalStateException.class, () -> TestEdits.changesSince(view, 0));
            Tree tree;
            try (DocumentView other = document.freeze()) {
                tree = other.tree();
                Members members = tree.members();
                int first = members.first(tree.root());
                assertThrows(IllegalStateException.class, () -> members.bury(first));
            }
            // A reader that is in the middle of it when its view is closed.
            assertThrows(IndexOutOfBoundsException.class, () -> tree.members().first(tree.root()));
            assertEquals(MANY_KEYS, document.memberCount(document.root()));
        }
    }

    @Test
    @Timeout(300)
    void shouldBeReadWhileTheDocumentIsWritten() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try (Document document = new Document(pool, 5)) {
            for (long seed = 0; seed < 3; seed++) {
                Random random = new Random(seed);
                long version = 1_000 * seed;
                List<CompletableFuture<Void>> reads = new ArrayList<>();
                AtomicBoolean isOver = new AtomicBoolean();
                for (int round = 0; round < 10; round++) {
                    String where = "seed=" + seed + " round=" + round;
                    for (int i = 0; i < 20; i++) {
                        randomChange(document, random, ++version);
                    }
                    Frozen frozen = Frozen.of(document, version, random);
                    reads.add(CompletableFuture.runAsync(() -> readUntil(frozen, isOver, where), readers));
                    for (int i = 0; i < 200; i++) {
                        randomChange(document, random, version);
                    }
                }
                isOver.set(true);
                CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
                document.reclaim();
                assertEquals(document.segments(), pool.segmentsInUse(), "seed=" + seed);
            }
        } finally {
            readers.shutdownNow();
        }
    }

    @Test
    @Timeout(300)
    void shouldEncodeItsVersionWhenItsReaderIsStoppedHalfWay() throws Exception {
        Document document = large();
        byte[] expected = bytes(document);
        DocumentView view = document.freeze();
        CountDownLatch isHalfWay = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        StoppingBuffer buffer = new StoppingBuffer(expected.length / 2, isHalfWay, mayGoOn);
        CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(() -> {
            try (view) {
                SmileWriter writer = new SmileWriter().wrap(buffer, 0);
                DocumentSnapshot.write(view, writer);
                return writer.position();
            }
        });
        assertTrue(isHalfWay.await(60, TimeUnit.SECONDS));
        for (int i = 0; i < MANY_KEYS; i++) {
            set(document, i, 7, MANY_KEYS + 1 + i);
        }
        assertTrue(pool.segmentsInUse() >= 40 + document.segments() / 2);
        mayGoOn.countDown();
        assertEquals(expected.length, reading.get(60, TimeUnit.SECONDS));
        byte[] actual = new byte[expected.length];
        buffer.getBytes(0, actual);
        assertArrayEquals(expected, actual);
        document.reclaim();
        assertEquals(document.segments(), pool.segmentsInUse());
        document.close();
    }

    private static void closeOne(List<Frozen> views, Random random, String where) {
        if (!views.isEmpty()) {
            Frozen frozen = views.remove(random.nextInt(views.size()));
            frozen.check(where);
            frozen.view().close();
        }
    }

    private static void readUntil(Frozen frozen, AtomicBoolean isOver, String where) {
        try (DocumentView view = frozen.view()) {
            frozen.check(where);
            for (int i = 0; i < 2 && !isOver.get(); i++) {
                assertArrayEquals(frozen.snapshot(), bytes(view), where);
            }
        }
    }

    private static void randomChange(Document document, Random random, long version) {
        UnsafeBuffer key = TestJson.bytes("key" + random.nextInt(300));
        if (random.nextInt(5) == 0) {
            document.remove(document.root(), key, 0, key.capacity(), version);
            return;
        }
        int object = document.object(document.record(document.root(), key, 0, key.capacity(), version));
        UnsafeBuffer field = TestJson.bytes("f" + random.nextInt(6));
        UnsafeBuffer value = TestJson.smile(TestJson.randomValue(random, 2));
        document.set(object, field, 0, field.capacity(), value, 0, version);
    }

    private Document large() {
        Document document = new Document(pool, 11);
        for (int i = 0; i < MANY_KEYS; i++) {
            set(document, i, 1, 1 + i);
        }
        return document;
    }

    private static void set(Document document, int i, int value, long version) {
        UnsafeBuffer key = TestJson.bytes(String.format("key/%07d", i));
        int entry = document.find(document.root(), key, 0, key.capacity());
        if (entry == 0) {
            entry = document.record(document.root(), key, 0, key.capacity(), version);
        }
        UnsafeBuffer field = TestJson.bytes("x");
        document.set(document.object(entry), field, 0, 1, TestJson.smile("" + value), 0, version);
    }

    private static byte[] bytes(Document document) {
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        DocumentSnapshot.write(document, writer);
        return bytes(writer.buffer(), writer.position());
    }

    private static byte[] bytes(DocumentView view) {
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        DocumentSnapshot.write(view, writer);
        return bytes(writer.buffer(), writer.position());
    }

    private static byte[] bytes(DirectBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    /** Stops whoever writes the byte at a certain place. */
    private static final class StoppingBuffer extends ExpandableArrayBuffer {
        private final int stopAt;
        private final CountDownLatch isThere;
        private final CountDownLatch mayGoOn;

        StoppingBuffer(int stopAt, CountDownLatch isThere, CountDownLatch mayGoOn) {
            this.stopAt = stopAt;
            this.isThere = isThere;
            this.mayGoOn = mayGoOn;
        }

        @Override
        public void putBytes(int index, DirectBuffer source, int offset, int length) {
            if (index >= stopAt && isThere.getCount() > 0) {
                isThere.countDown();
                try {
                    mayGoOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            super.putBytes(index, source, offset, length);
        }
    }
}
