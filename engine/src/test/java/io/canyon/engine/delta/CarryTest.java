package io.canyon.engine.delta;

import static io.canyon.engine.delta.Deltas.carried;
import static io.canyon.engine.delta.Deltas.change;
import static io.canyon.engine.delta.Deltas.text;
import static io.canyon.engine.delta.Deltas.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** The rules of the wire, one by one; letters in comments are the list before, in between and at last. */
class CarryTest {
    @Test
    void shouldKeepSetsRemovalsAndTexts() {
        assertEquals("{'a':[1,2]}", carried("{'a':[1,2]}", "{'a':[1,3]}"));
        assertEquals("{'a':[1,2]}", carried("{'a':[1,2]}", "{'a':[1,0,0]}"));
        assertEquals("{'a':[1,0,0]}", carried("{'a':[1,0,0]}", "{'a':{'b':[1]}}"));
        String text = "{'a':['@@ -1 +1 @@\\n-a\\n+b\\n',0,2]}";
        assertEquals(text, carried(text, "{'a':['a','c']}"));
        assertEquals("[1,2]", carried("[1,2]", "[1,{}]"));
    }

    @Test
    void shouldLeaveOutWhatGoesIntoAnotherKind() {
        assertNull(carried("{'a':{'b':[1]}}", "{'a':[{},0,0]}"));
        assertNull(carried("{'a':{'b':[1]}}", "{'a':[{},[]]}"));
        assertNull(carried("{'a':{'b':[1]}}", "{'a':[{},'x']}"));
        assertNull(carried("{'b':[1]}", "[{},7]"));
        assertNull(carried("{'a':{'_t':'a','0':[1]}}", "{'a':[[],{}]}"));
        assertNull(carried("{'a':{'b':[1]}}", "{'a':{'_t':'a','0':[1]}}"));
        assertEquals("{'c':[2]}", carried("{'a':{'b':[1]},'c':[2]}", "{'a':[{},0,0]}"));
    }

    @Test
    void shouldGoIntoAnObjectThatCameInThePlaceOfAnother() {
        assertEquals("{'a':{'b':[1]}}", carried("{'a':{'b':[1]}}", "{'a':[{},{'c':1}]}"));
        // and what it has inside came in the place of what was there
        String deeper = "{'a':{'l':{'_t':'a','3':['x'],'_0':[9,0,0]},'o':{'p':[1],'q':{'r':[2]}},'s':[3],'t':[4,0,0]}}";
        assertEquals(
                "{'a':{'l':{'1':['x'],'_t':'a'},'o':{'p':[1]},'s':[3],'t':[4,0,0]}}",
                carried(deeper, "{'a':[{},{'l':[7],'o':{'q':5},'s':{}}]}"));
        assertEquals("{'a':{'s':[3],'t':[4,0,0]}}", carried(deeper, "{'a':[{},{'l':{},'o':[]}]}"));
        assertNull(carried("{'a':{'o':{'q':{'r':[2]}}}}", "{'a':[{},{'o':{'q':[]}}]}"));
        assertEquals("{'l':{'1':['x'],'_t':'a'}}", carried("{'l':{'_t':'a','5':['x']}}", "[{},{'l':[1]}]"));
    }

    @Test
    void shouldInsertBehindAnArrayThatCameInThePlaceOfAnother() {
        assertEquals(
                "{'a':{'2':['x'],'3':['y'],'_t':'a'}}",
                carried(
                        "{'a':{'_t':'a','0':['x'],'3':['y'],'1':[5,6],'_0':['',2,3],'_1':[9,0,0]}}",
                        "{'a':[[],[7,8]]}"));
        assertNull(carried("{'a':{'_t':'a','1':[5,6],'_1':[9,0,0]}}", "{'a':[[],[7,8]]}"));
    }

    @Test
    void shouldStandInFrontOfTheAnchorBehindOtherInsertions() {
        // ab: x in front of b, y and z in front of b
        assertEquals("{'3':['x'],'_t':'a'}", carried("{'_t':'a','1':['x']}", "{'_t':'a','1':['y'],'2':['z']}"));
        // at the end, behind what came to the end
        assertEquals("{'3':['x'],'_t':'a'}", carried("{'_t':'a','2':['x']}", "{'_t':'a','2':['y']}"));
    }

    @Test
    void shouldStayAsItIsOverWhatOnlyChangesOtherItems() {
        Change edit = change("{'l':{'_t':'a','0':['x'],'2':{'v':[1,2]},'_3':[4,0,0]}}");
        assertSame(edit, Carry.over(edit, change("{'l':{'_t':'a','0':[1,2],'2':{'v':[1,2]}}}")));
        assertSame(edit, Carry.over(edit, change("{'m':[1]}")));
        // item 1 of the list before
        Change met = change("{'l':{'_t':'a','1':[1,0]}}");
        assertEquals("{'l':{'0':['x'],'_t':'a','_3':[4,0,0]}}", text(Carry.over(edit, met)));
    }

    @Test
    void shouldPassOverAnchorsThatAreGone() {
        // abcd: x in front of b; b and c go: adx, a x d
        assertEquals("{'1':['x'],'_t':'a'}", carried("{'_t':'a','1':['x']}", "{'_t':'a','_1':[0,0,0],'_2':[0,0,0]}"));
        // abc: x in front of b; b moves to the end: acb, a x c b
        assertEquals("{'1':['x'],'_t':'a'}", carried("{'_t':'a','1':['x']}", "{'_t':'a','_1':['',2,3]}"));
        // ab: x in front of b; b goes: a x
        assertEquals("{'1':['x'],'_t':'a'}", carried("{'_t':'a','1':['x']}", "{'_t':'a','_1':[0,0,0]}"));
        // abc: b goes, too, and x takes its place: the anchor is c
        assertEquals(
                "{'2':['x'],'_t':'a','_2':[0,0,0]}",
                carried("{'_t':'a','1':['x'],'_1':[0,0,0]}", "{'_t':'a','1':['y']}"));
    }

    @Test
    void shouldFollowItemsThatMove() {
        // abc: a goes to the end
        String moved = "{'_t':'a','_0':['',2,3]}";
        assertEquals("{'_t':'a','_2':['a',0,0]}", carried("{'_t':'a','_0':['a',0,0]}", moved));
        assertEquals("{'2':{'v':[1,2]},'_t':'a'}", carried("{'_t':'a','0':{'v':[1,2]}}", moved));
        // both move it: ours counts, in front of c
        assertEquals("{'_t':'a','_2':['',1,3]}", carried("{'_t':'a','_0':['',1,3]}", moved));
    }

    @Test
    void shouldGoWithItemsThatAreRemoved() {
        String removed = "{'_t':'a','_0':['a',0,0]}";
        assertNull(carried("{'_t':'a','_0':['a',0,0]}", removed));
        assertNull(carried("{'_t':'a','0':{'v':[1,2]}}", removed));
        assertNull(carried("{'_t':'a','_0':['',2,3],'2':{'v':[1,2]}}", removed));
        assertEquals("{'_t':'a','_0':['b',0,0]}", carried("{'_t':'a','_0':['a',0,0],'_1':['b',0,0]}", removed));
        // abc: a would go in front of c, and x in front of a
        assertEquals("{'1':['x'],'_t':'a'}", carried("{'_t':'a','_0':['',2,3],'1':['x']}", removed));
    }

    @Test
    void shouldCarryInsideItemsThatBothChange() {
        assertEquals(
                "{'1':{'l':{'2':['x'],'_t':'a'}},'_t':'a'}",
                carried(
                        "{'_t':'a','0':{'l':{'_t':'a','1':['x']}}}",
                        "{'_t':'a','0':['n'],'1':{'l':{'_t':'a','0':['y']}}}"));
        assertNull(carried("{'_t':'a','0':{'v':[1,2]}}", "{'_t':'a','0':[{},7]}"));
    }

    @Test
    void shouldCarryOverSeveral() {
        assertEquals(
                "{'2':['x'],'_t':'a'}",
                carried(
                        "{'_t':'a','1':['x']}",
                        "{'_t':'a','0':['y']}",
                        "{'_t':'a','1':['z']}",
                        "{'_t':'a','_0':[0,0,0]}"));
    }

    @Test
    void shouldKeepWhatHasNoPart() {
        assertEquals("{}", carried("{}", "{'a':[1]}"));
        assertEquals("{}", carried("{}", "[{},7]"));
    }

    @Test
    void shouldReturnTheEditItselfWhenNothingConcernsIt() {
        Change edit = change("{'a':{'b':[1]}}");
        assertSame(edit, Carry.over(edit, change("{'c':[1],'a':{'d':[1]}}")));
    }

    @Test
    void shouldRefuseIndicesPastTheEndOfTheList() {
        ListChange applied =
                ListChange.builder().baseLength(2).insert(0, value("1")).build();
        for (String edit : new String[] {"'3':['x']", "'_2':[0,0,0]", "'2':[1,2]", "'_0':['',2,3]"}) {
            DeltaException refused = assertThrows(
                    DeltaException.class, () -> Carry.over(change("{'_t':'a'," + edit + "}"), applied), edit);
            assertEquals(DeltaException.Code.INDEX, refused.code());
        }
        assertEquals(4, ((ListChange) Carry.over(change("{'_t':'a','2':['x']}"), applied)).finalLength());
    }

    /** A list of a billion items costs no more than one of ten. */
    @Test
    void shouldNotWalkOverLists() {
        int length = 1_000_000_000;
        ListChange edit = ListChange.builder()
                .baseLength(length)
                .remove(length / 2, value("1"))
                .move(7, length - 2)
                .insert(length - 1, value("'x'"))
                .build();
        ListChange applied = ListChange.builder()
                .baseLength(length)
                .insert(0, value("'y'"))
                .remove(length - 1, Untold.VALUE)
                .build();
        ListChange carried = (ListChange) Carry.over(edit, applied);
        ListChange expected = ListChange.builder()
                .baseLength(length)
                .remove(length / 2 + 1, value("1"))
                .move(8, length - 2)
                .insert(length - 1, value("'x'"))
                .build();
        assertEquals(expected, carried);
        ListChange both = (ListChange) Compose.both(applied, carried);
        assertEquals(length, both.baseLength());
        assertEquals(length, both.finalLength());
        assertEquals(edit, Inverse.of(Inverse.of(edit)));
    }
}
