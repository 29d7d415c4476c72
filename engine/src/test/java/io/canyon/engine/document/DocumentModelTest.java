package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.SmileWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Random edits on a document and on its model, which must agree in everything that can be asked. */
class DocumentModelTest {
    private static final int SEEDS = 250;
    private static final int OPERATIONS = 60;

    @Test
    void shouldAgreeWithTheModel() {
        SegmentPool pool = new SegmentPool(16);
        for (long seed = 0; seed < SEEDS; seed++) {
            run(pool, seed);
            assertEquals(0, pool.segmentsInUse(), "seed=" + seed);
        }
        pool.close();
    }

    private static void run(SegmentPool pool, long seed) {
        Random random = new Random(seed);
        ModelDocument model = new ModelDocument();
        try (Document document = new Document(pool, seed)) {
            long version = 1;
            for (int i = 0; i < OPERATIONS; i++) {
                version += random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(3);
                change(document, model, random, version, "seed=" + seed + " operation=" + i);
                if (i % 20 == 10) {
                    checkAll(document, model, version, "seed=" + seed + " operation=" + i);
                }
            }
            checkAll(document, model, version, "seed=" + seed);
            checkReloaded(pool, document, model, random, version, "seed=" + seed);
        }
    }

    /** One random change of both. */
    static void change(Document document, ModelDocument model, Random random, long version, String where) {
        int object = document.root();
        Map<String, ModelDocument.Entry> members = model.root;
        String name = "key" + random.nextInt(12);
        for (int depth = random.nextInt(4); depth > 0; depth--) {
            UnsafeBuffer bytes = TestJson.bytes(name);
            int entry = document.find(object, bytes, 0, bytes.capacity());
            ModelDocument.Entry expected = members.get(name);
            if (entry == 0 || document.object(entry) == 0) {
                break;
            }
            object = document.object(entry);
            members = expected.members;
            assertEquals(entry, document.ownerEntry(object), where);
            name = TestJson.randomName(random);
        }
        UnsafeBuffer bytes = TestJson.bytes(name);
        int length = bytes.capacity();
        if (random.nextInt(20) == 0) {
            document.erase(object, bytes, 0, length);
            members.remove(name);
            assertEquals(0, document.find(object, bytes, 0, length), where);
            return;
        }
        long before = document.logicalBytes();
        long growth;
        switch (random.nextInt(8)) {
            case 0 -> {
                growth = document.growthOfRemove(object, bytes, 0, length);
                document.remove(object, bytes, 0, length, version);
                ModelDocument.remove(members, name, version);
            }
            case 1, 2 -> {
                growth = document.growthOfRecord(object, bytes, 0, length);
                document.record(object, bytes, 0, length, version);
                ModelDocument.record(members, name, version);
            }
            case 3 -> growth = changeBuffer(document, object, members, name, random, version);
            default -> {
                JsonNode value = TestJson.randomValue(random, 1 + random.nextInt(3));
                UnsafeBuffer smile = TestJson.smile(value);
                growth = document.growthOfSet(object, bytes, 0, length, smile, 0);
                document.set(object, bytes, 0, length, smile, 0, version);
                ModelDocument.set(members, name, value, version);
            }
        }
        assertEquals(document.logicalBytes() - before, growth, where);
        int entry = document.find(object, bytes, 0, length);
        assertEquals(entry, document.newest(), where);
        assertEquals(version, document.version(entry), where);
    }

    /** Writes into an array, or what becomes one; answers the growth that was foretold. */
    private static long changeBuffer(
            Document document,
            int object,
            Map<String, ModelDocument.Entry> members,
            String name,
            Random random,
            long version) {
        UnsafeBuffer bytes = TestJson.bytes(name);
        int length = bytes.capacity();
        TreeMap<Integer, long[]> runs = randomRuns(random);
        int arrayLength = random.nextInt(random.nextInt(4) == 0 ? 3000 : 40);
        UnsafeBuffer body = body(arrayLength, runs);
        ModelDocument.Entry old = members.get(name);
        JsonNode base = old == null ? null : old.value();
        long growth = document.growthOfBuffer(object, bytes, 0, length, body, 1);
        document.applyBuffer(object, bytes, 0, length, body, 1, version);
        ModelDocument.set(members, name, ModelDocument.applyBuffer(base, arrayLength, runs), version);
        return growth;
    }

    private static TreeMap<Integer, long[]> randomRuns(Random random) {
        TreeMap<Integer, long[]> runs = new TreeMap<>();
        int first = random.nextInt(6) - 3;
        for (int i = random.nextInt(4); i > 0; i--) {
            long[] values = random.longs(random.nextInt(6), -100, 100_000).toArray();
            runs.put(first, values);
            first += values.length + random.nextInt(20);
        }
        return runs;
    }

    /** A BUFFER node at 0, so that its body is at 1. */
    static UnsafeBuffer body(int arrayLength, TreeMap<Integer, long[]> runs) {
        EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
        int node = writer.beginBuffer(arrayLength);
        runs.forEach((first, values) -> {
            int run = writer.beginRun(first);
            for (long value : values) {
                writer.values().writeInteger(value);
            }
            writer.endRun(run, values.length);
        });
        writer.endBuffer(node, arrayLength, runs.size());
        return new UnsafeBuffer(writer.buffer(), 0, writer.position());
    }

    private static void checkAll(Document document, ModelDocument model, long version, String where) {
        assertEquals(model.logicalBytes(), document.logicalBytes(), where);
        checkMembers(document, document.root(), model.root, where);
        for (long since = -1; since <= version; since += 1 + version / 5) {
            assertEquals(model.changesSince(since), TestEdits.changesSince(document, since), where + " since=" + since);
        }
        assertEquals(Map.of(), TestEdits.changesSince(document, version), where);
        long newer = Long.MAX_VALUE;
        for (int entry = document.newest(); entry != 0; entry = document.older(entry)) {
            assertEquals(true, document.version(entry) <= newer, where);
            newer = document.version(entry);
        }
    }

    private static void checkMembers(
            Document document, int object, Map<String, ModelDocument.Entry> expected, String where) {
        int entry = document.firstMember(object);
        int live = 0;
        for (Map.Entry<String, ModelDocument.Entry> member : expected.entrySet()) {
            byte[] name = new byte[document.nameLength(entry)];
            document.copyName(entry, new UnsafeBuffer(name), 0);
            assertEquals(member.getKey(), new String(name, StandardCharsets.UTF_8), where);
            UnsafeBuffer bytes = TestJson.bytes(member.getKey());
            assertEquals(entry, document.find(object, bytes, 0, bytes.capacity()), where);
            assertEquals(member.getValue().version, document.version(entry), where);
            assertEquals(member.getValue().isLive(), document.isLive(entry), where);
            if (document.isLive(entry)) {
                live++;
                assertEquals(TestJson.normal(member.getValue().value()), TestJson.value(document, entry), where);
            }
            if (document.kind(entry) == Kind.OBJECT) {
                checkMembers(document, document.object(entry), member.getValue().members, where);
            }
            entry = document.nextMember(entry);
        }
        assertEquals(0, entry, where);
        assertEquals(live, document.memberCount(object), where);
        assertEquals(expected.size() - live, document.tombstoneCount(object), where);
    }

    private static void checkReloaded(
            SegmentPool pool, Document document, ModelDocument model, Random random, long version, String where) {
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 3);
        DocumentSnapshot.write(document, writer);
        try (Document reloaded = new Document(pool, 1)) {
            DocumentSnapshot.read(writer.buffer(), 3, writer.position() - 3, reloaded);
            checkAll(reloaded, model, version, where + " reloaded");
            assertEquals(DocumentSnapshot.stateHash(document), DocumentSnapshot.stateHash(reloaded), where);
            for (int i = 0; i < 20; i++) {
                change(reloaded, model, random, version + i, where + " reloaded operation=" + i);
            }
            checkAll(reloaded, model, version + 20, where + " changed after reload");
        }
    }
}
