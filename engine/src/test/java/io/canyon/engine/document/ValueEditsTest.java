package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ChangeReader;
import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.delta.Fit;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Untold;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.dialect.jsondiffpatch.JsonValue;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.Smile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ValueEditsTest {
    private static final UnsafeBuffer NAME = TestJson.bytes("");
    private static final int ENTRY_UNITS = NodeLayout.slotOf(0);

    private final SegmentPool pool = new SegmentPool(0);
    private final Document document = new Document(pool, 3);
    private final ValueEdits edits = new ValueEdits();

    @AfterEach
    void close() {
        document.close();
        assertEquals(0, pool.segmentsInUse());
        pool.close();
    }

    @Test
    void shouldChangeWhatTheDeltaSays() {
        put("{'a':{'b':[{'id':1},{'id':2},[0]],'c':'x'},'d':1}");
        apply(
                "{'a':{'b':{'_t':'a','_0':[0,0,0],'0':[{'id':3}],"
                        + "'_2':['',1,3],'1':{'_t':'a','0':[0,[7]]}}},'d':[1,0,0]}",
                2);
        assertEquals("{'a':{'b':[{'id':3},[[7]],{'id':2}],'c':'x'}}", value());
        apply("{'a':{'b':{'_t':'a','2':{'x':[1]},'1':{'_t':'a','_0':[0,0,0]}},'e':[{}]}}", 3);
        assertEquals("{'a':{'b':[{'id':3},[],{'id':2,'x':1}],'c':'x','e':{}}}", value());
    }

    @Test
    void shouldReplaceTheWholeDocument() {
        put("{'a':[1,2,3]}");
        for (String next : List.of("[1,{}]", "'text'", "null", "{'b':{'c':[]}}")) {
            apply("[0," + next + "]", 2);
            assertEquals(next, value());
        }
    }

    @Test
    void shouldPatchTexts() {
        String text = "a text that is patched somewhere in the middle, and goes on for a while behind that";
        put("{'s':'" + text + "','l':['" + text + "']}");
        String patch = "['@@ -10,8 +10,9 @@\\n at i\\n+x\\n s pa\\n',0,2]";
        apply("{'s':" + patch + ",'l':{'_t':'a','0':" + patch + "}}", 2);
        String patched = text.replace(" is", " ixs");
        assertEquals("{'s':'" + patched + "','l':['" + patched + "']}", value());
    }

    @Test
    void shouldStampTheNearestEntryThatHoldsWhatChanged() {
        put("{'a':{'b':[{'c':1},[{'d':2}]],'e':{}},'f':[1],'g':3}");
        apply("{'g':[3,4]}", 2);
        assertEquals(2, version("g"));
        apply("{'f':{'_t':'a','0':[1,2]}}", 3);
        assertEquals(3, version("f"));
        apply("{'a':{'b':{'_t':'a','0':{'c':[1,2]}}}}", 4);
        assertEquals(4, version("a", "b", "0", "c"));
        apply("{'a':{'b':{'_t':'a','1':{'_t':'a','0':{'d':[2,0,0]}}}}}", 5);
        assertEquals(5, version("a", "b"));
        apply("{'a':{'e':{'x':[1]}}}", 6);
        assertEquals(6, version("a", "e", "x"));
        apply("{'a':{'e':{'x':[1,0,0]}}}", 7);
        assertEquals(7, version("a", "e"));
        apply("{'a':{'b':{'_t':'a','_0':['',1,3]}}}", 8);
        assertEquals(8, version("a", "b"));
        assertEquals(4, version("a", "b", "1", "c"));
        apply("{'g':[4,0,0]}", 9);
        assertEquals(9, document.version(entry()));
        assertEquals(1, version("a"));
        assertEquals(List.of("", "b", "e", "c", "f"), namesInThread());
        assertThrows(IllegalArgumentException.class, () -> apply("{'g':[1]}", 8));
    }

    @Test
    void shouldNotFitWhatHasNoPlace() {
        put("{'a':{'b':[1,2]},'s':'text','n':1}");
        assertTrue(fits(fitting("{'a':{'b':{'_t':'a','_0':[0,0,0]}}}")));
        for (Change change : List.of(
                parse("{'x':{'y':[1]}}"),
                parse("{'n':{'y':[1]}}"),
                parse("{'s':{'_t':'a','0':[1]}}"),
                parse("{'a':['@@ -1 +1 @@\\n-a\\n+b\\n',0,2]}"),
                parse("{'x':[1,0,0]}"),
                parse("{'n':[0,5],'x':[1,0,0]}"),
                parse("{'a':{}}"),
                parse("{}"),
                parse("{'a':{'b':{'_t':'a','_0':[0,0,0]}}}"),
                ofLength(-1),
                ofLength(1),
                ofLength(3),
                ObjectChange.of(Map.of("a", ListChange.builder().baseLength(0).build())),
                RemoveChange.UNTOLD)) {
            assertFalse(fits(change), change::toString);
        }
        assertEquals("{'a':{'b':[1,2]},'s':'text','n':1}", value());
        assertFalse(edits.fits(document, 0, node(parse("[0,1]")), 0, 3));
    }

    /** A removal from the list {@code a.b}, for so many items. */
    private static Change ofLength(int length) {
        Change change =
                ListChange.builder().baseLength(length).remove(0, Untold.VALUE).build();
        return ObjectChange.of(Map.of("a", ObjectChange.of(Map.of("b", change))));
    }

    @Test
    void shouldTellTheLengthsOfListsThatAreThere() {
        put("{'a':[[1,2],{'b':[3]}],'c':[]}");
        UnsafeBuffer node = node(parse("{'a':{'_t':'a','_0':['',1,3],'1':{'_t':'a','_1':[0,0,0]},"
                + "'0':{'b':{'_t':'a','1':[4]}}},'x':{'_t':'a','0':[1]},'c':{'_t':'a','_0':[0,0,0]}}"));
        assertTrue(edits.tellLengths(document, entry(), node, 0, node.capacity()));
        ObjectChange told = (ObjectChange) ChangeReader.read(node, 0, node.capacity());
        ListChange outer = (ListChange) told.members().get("a");
        assertEquals(2, outer.baseLength());
        assertEquals(2, ((ListChange) outer.changeAt(1)).baseLength());
        ObjectChange inner = (ObjectChange) outer.changeAt(0);
        assertEquals(1, ((ListChange) inner.members().get("b")).baseLength());
        assertEquals(-1, ((ListChange) told.members().get("x")).baseLength());
        assertEquals(-1, ((ListChange) told.members().get("c")).baseLength());
        assertFalse(edits.tellLengths(document, entry(), node, 0, node.capacity()));
    }

    @Test
    void shouldNotFitMembersThatComeTwice() {
        put("{'a':{'b':1},'c':2}");
        assertTrue(edits.fits(
                document, entry(), twoSets("a", "c"), 0, twoSets("a", "c").capacity()));
        assertFalse(edits.fits(
                document, entry(), twoSets("a", "a"), 0, twoSets("a", "a").capacity()));
        DirectBuffer added = twoSets("x", "x");
        assertTrue(edits.fits(document, entry(), added, 0, added.capacity()));
        edits.apply(document, entry(), added, 0, added.capacity(), 2);
        assertEquals("{'a':{'b':1},'c':2,'x':7}", value());
    }

    private static DirectBuffer twoSets(String first, String second) {
        EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
        writer.operation(EditFormat.OBJECT);
        for (String name : new String[] {first, second}) {
            UnsafeBuffer bytes = TestJson.bytes(name);
            int member = writer.beginMember(bytes, 0, bytes.capacity());
            writer.operation(EditFormat.SET);
            writer.values().writeInteger(7);
            writer.endMember(member);
        }
        return new UnsafeBuffer(writer.buffer(), 0, writer.position());
    }

    @Test
    void shouldNotFitWhatGoesTooDeep() {
        int levels = Smile.MAX_DEPTH - 3;
        put(nested("[", levels, "[]", "]"));
        for (String deepest : List.of("[[[]]]", "[[1]]", "{'a':{'b':'c'}}")) {
            assertTrue(fits(inLists(new SetChange(smileValue(deepest), null), levels)), deepest);
            assertFalse(fits(inLists(new SetChange(smileValue("[" + deepest + "]"), null), levels)), deepest);
        }
        for (String deepest : List.of("[[]]", "[1]", "{'a':{}}")) {
            Change inserted = ListChange.builder()
                    .baseLength(0)
                    .insert(0, smileValue(deepest))
                    .build();
            assertTrue(fits(inLists(inserted, levels)), deepest);
            Change deeper = ListChange.builder()
                    .baseLength(0)
                    .insert(0, smileValue("[" + deepest + "]"))
                    .build();
            assertFalse(fits(inLists(deeper, levels)), deepest);
        }
        DirectBuffer node = node(inLists(new SetChange(smileValue("[[1]]"), null), levels));
        edits.apply(document, entry(), node, 0, node.capacity(), 2);
        assertEquals(nested("[", Smile.MAX_DEPTH - 1, "1", "]"), value());
        Change scalar = new SetChange(smileValue("2"), null);
        assertTrue(fits(inLists(scalar, Smile.MAX_DEPTH - 1)));
    }

    @Test
    void shouldNotFitWhatIsTooLong() {
        put("{'list':[]}");
        String name = "n".repeat(EditFormat.MAX_NAME_BYTES + 1);
        assertFalse(fits(new SetChange(smileValue("[1,{'" + name + "':1}]"), null)));
        byte[] zeros = new byte[Vectors.MAX_ITEMS + 3];
        Arrays.fill(zeros, (byte) 0xC0);
        zeros[0] = Smile.START_ARRAY;
        zeros[zeros.length - 1] = Smile.END_ARRAY;
        assertFalse(fits(new SetChange(new SmileValue(new UnsafeBuffer(zeros), 0, zeros.length), null)));
        assertEquals("{'list':[]}", value());
    }

    private static Change inLists(Change change, int count) {
        Change result = change;
        for (int i = 0; i < count; i++) {
            result = ListChange.builder().baseLength(1).change(0, result).build();
        }
        return result;
    }

    private static String nested(String open, int count, String inside, String close) {
        return open.repeat(count) + inside + close.repeat(count);
    }

    @Test
    void shouldRefuseWhatIsMalformedAndNothingElse() {
        Random random = new Random(8);
        RandomChanges changes = new RandomChanges(random);
        ChangeWriter writer = new ChangeWriter(SmileValue.WRITER);
        int refused = 0;
        for (int run = 0; run < 1500; run++) {
            String where = "run=" + run;
            var before = TestJson.randomValue(random, 3);
            document.set(document.root(), NAME, 0, 0, TestJson.smile(before), 0, 1);
            EditWriter target = new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
            writer.write(changes.fitting(before), target);
            int length = Math.min(target.position(), 2000);
            UnsafeBuffer node = new UnsafeBuffer(new byte[length]);
            target.buffer().getBytes(0, node, 0, length);
            for (int i = random.nextInt(3); i >= 0; i--) {
                node.putByte(random.nextInt(length), (byte) random.nextInt());
            }
            boolean fits = false;
            try {
                edits.tellLengths(document, entry(), node, 0, length);
                fits = edits.fits(document, entry(), node, 0, length);
            } catch (IllegalArgumentException e) {
                refused++;
            }
            if (fits) {
                long growth = edits.growth(document, entry(), node, 0, length);
                long bytes = document.logicalBytes();
                edits.apply(document, entry(), node, 0, length, 1);
                assertTrue(document.logicalBytes() - bytes <= growth, where);
                document.writeValue(entry(), target.values());
            }
        }
        assertTrue(refused > 200, "refused=" + refused);
        assertThrows(IllegalArgumentException.class, () -> edits.fits(document, entry(), NAME, 0, 0));
        for (byte operation : new byte[] {0, EditFormat.RECORD, EditFormat.BUFFER, EditFormat.REFUSED, 9}) {
            UnsafeBuffer node = new UnsafeBuffer(new byte[] {operation, 0, 0, 0, 0, 0, 0, 0, 0, 0});
            assertThrows(IllegalArgumentException.class, () -> edits.fits(document, entry(), node, 0, 10));
        }
    }

    @Test
    void shouldWriteARootMemberOfAView() {
        put("{'a':[1,{'b':2}]}");
        try (DocumentView view = document.freeze()) {
            apply("{'a':{'_t':'a','1':{'b':[2,3]}}}", 2);
            EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 5);
            UnsafeBuffer absent = TestJson.bytes("a");
            assertFalse(view.writeValue(absent, 0, 1, writer.values()));
            assertEquals(5, writer.position());
            assertTrue(view.writeValue(NAME, 0, 0, writer.values()));
            assertEquals(
                    "{\"a\":[1,{\"b\":2}]}",
                    TestJson.read(writer.buffer(), 5, writer.position() - 5).toString());
        }
        assertEquals("{'a':[1,{'b':3}]}", value());
    }

    private void put(String json) {
        document.set(document.root(), NAME, 0, 0, TestJson.smile(json), 0, 1);
    }

    private void apply(String delta, long version) {
        DirectBuffer node = node(fitting(delta));
        assertTrue(edits.fits(document, entry(), node, 0, node.capacity()), delta);
        edits.apply(document, entry(), node, 0, node.capacity(), version);
    }

    private boolean fits(Change change) {
        DirectBuffer node = node(change);
        return edits.fits(document, entry(), node, 0, node.capacity());
    }

    /** The delta with what it does not tell, the lengths of lists. */
    private Change fitting(String delta) {
        Change change = Fit.into(new JsonValue(TestJson.value(document, entry())), parse(delta));
        assertNotNull(change, delta);
        return change;
    }

    private static Change parse(String delta) {
        return JsonDeltas.parse(TestJson.parse(delta));
    }

    private static UnsafeBuffer node(Change change) {
        EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
        new ChangeWriter(JsonSmile.WRITER).write(change, writer);
        return new UnsafeBuffer(writer.buffer(), 0, writer.position());
    }

    private static SmileValue smileValue(String json) {
        UnsafeBuffer smile = TestJson.smile(json);
        return new SmileValue(smile, 0, smile.capacity());
    }

    private String value() {
        return TestJson.value(document, entry()).toString().replace('"', '\'');
    }

    private long version(String... path) {
        int place = DocumentPlaces.ofEntry(document, entry());
        for (String step : path) {
            UnsafeBuffer name = TestJson.bytes(step);
            place = DocumentPlaces.kind(document, place) == Smile.Kind.ARRAY
                    ? DocumentPlaces.item(document, place, Integer.parseInt(step))
                    : DocumentPlaces.member(document, place, name, 0, name.capacity());
        }
        return document.version(place - ENTRY_UNITS);
    }

    private List<String> namesInThread() {
        List<String> names = new ArrayList<>();
        for (int entry = document.newest(); entry != 0; entry = document.older(entry)) {
            names.add(document.nameBuffer(entry)
                    .getStringWithoutLengthUtf8(document.nameOffset(entry), document.nameLength(entry)));
        }
        return names;
    }

    private int entry() {
        return document.find(document.root(), NAME, 0, 0);
    }
}
