package io.canyon.engine.delta;

import static io.canyon.engine.delta.Deltas.applied;
import static io.canyon.engine.delta.Deltas.change;
import static io.canyon.engine.delta.Deltas.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ComposeTest {
    private static String both(String first, String second) {
        return text(Compose.both(change(first), change(second)));
    }

    @Test
    void shouldKeepTheFirstOldAndTheLastNewValue() {
        assertEquals("{'a':[1,3]}", both("{'a':[1,2]}", "{'a':[2,3]}"));
        assertEquals("{'a':[3]}", both("{'a':[2]}", "{'a':[2,3]}"));
        assertEquals("{'a':[1,0,0]}", both("{'a':[1,2]}", "{'a':[2,0,0]}"));
        assertEquals("{'a':[1,3]}", both("{'a':[1,0,0]}", "{'a':[3]}"));
        assertEquals("{'a':[1,2],'b':[3]}", both("{'a':[1,2]}", "{'b':[3]}"));
    }

    @Test
    void shouldRemoveWhatWasAddedForItMayHaveBeenThere() {
        Change both = Compose.both(change("{'a':[2]}"), change("{'a':[2,0,0]}"));
        assertEquals("{'a':[0,0,0]}", text(both));
        assertEquals("{}", applied("{'a':1}", both));
        DeltaException refused = assertThrows(DeltaException.class, () -> Inverse.of(both));
        assertEquals(DeltaException.Code.UNTOLD, refused.code());
    }

    @Test
    void shouldGoIntoWhatWasSet() {
        assertEquals("{'a':[1,{'b':2,'c':3}]}", both("{'a':[1,{'b':2}]}", "{'a':{'c':[3]}}"));
        assertEquals("{'a':[1,[5,7]]}", both("{'a':[1,[5,6]]}", "{'a':{'_t':'a','1':[6,7]}}"));
        assertEquals("[1,'b']", both("[1,'a']", "['@@ -1 +1 @@\\n-a\\n+b\\n',0,2]"));
        assertEquals("{'0':[{'v':2}],'_t':'a'}", both("{'_t':'a','0':[{'v':1}]}", "{'_t':'a','0':{'v':[1,2]}}"));
    }

    @Test
    void shouldTellTheOldValueFromBeforeBoth() {
        assertEquals("{'a':[{'b':1},0,0]}", both("{'a':{'b':[1,2]}}", "{'a':[{'b':2},0,0]}"));
        assertEquals(
                "{'_t':'a','_0':[{'v':1},0,0]}", both("{'_t':'a','0':{'v':[1,2]}}", "{'_t':'a','_0':[{'v':2},0,0]}"));
        // the old value is not what the first one left
        assertEquals("{'a':[0,7]}", both("{'a':{'_t':'a','5':['x']}}", "{'a':[['y'],7]}"));
    }

    @Test
    void shouldCancelItemsThatCameAndWent() {
        assertNull(both("{'_t':'a','0':['x']}", "{'_t':'a','_0':['x',0,0]}"));
        assertNull(both("{'l':{'_t':'a','0':['x']}}", "{'l':{'_t':'a','_0':['x',0,0]}}"));
        assertEquals("{'b':[1]}", both("{'l':{'_t':'a','0':['x']},'b':[1]}", "{'l':{'_t':'a','_0':['x',0,0]}}"));
    }

    @Test
    void shouldComposeMoves() {
        // abc, bca, cab
        Change both = Compose.both(change("{'_t':'a','_0':['',2,3]}"), change("{'_t':'a','_0':['',2,3]}"));
        assertEquals("['c','a','b']", applied("['a','b','c']", both));
        // a goes to the end, changes, and goes
        assertEquals("{'_t':'a','_0':['a',0,0]}", both("{'_t':'a','_0':['',2,3]}", "{'_t':'a','_2':['a',0,0]}"));
        // x comes first, and goes to the end
        assertEquals("{'2':['x'],'_t':'a'}", both("{'_t':'a','0':['x']}", "{'_t':'a','_0':['',2,3]}"));
    }

    @Test
    void shouldRefuseWhatDoesNotFollow() {
        ListChange first = (ListChange) change("{'_t':'a','0':['x']}");
        DeltaException refused = assertThrows(
                DeltaException.class, () -> Compose.both(first.withBaseLength(2), change("{'_t':'a','_3':[0,0,0]}")));
        assertEquals(DeltaException.Code.INDEX, refused.code());
    }

    @Test
    void shouldFindTheLengthOfTheBaseFromTheSecond() {
        ListChange second = ((ListChange) change("{'_t':'a','_0':['y',0,0]}")).withBaseLength(4);
        ListChange both = (ListChange) Compose.both(change("{'_t':'a','1':['x']}"), second);
        assertEquals(3, both.baseLength());
        assertEquals(3, both.finalLength());
    }
}
