package io.canyon.engine.delta;

import static io.canyon.engine.delta.Deltas.change;
import static io.canyon.engine.delta.Deltas.text;
import static io.canyon.engine.delta.Deltas.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class InverseTest {
    @Test
    void shouldInvertFromOldValues() {
        assertEquals("{'a':[1,0,0]}", text(Inverse.of(change("{'a':[1]}"))));
        assertEquals("{'a':[2,1]}", text(Inverse.of(change("{'a':[1,2]}"))));
        assertEquals("{'a':[1]}", text(Inverse.of(change("{'a':[1,0,0]}"))));
        assertEquals("['@@ -1 +1 @@\\n-b\\n+a\\n',0,2]", text(Inverse.of(change("['@@ -1 +1 @@\\n-a\\n+b\\n',0,2]"))));
    }

    /** The reverse of the npm package puts the change of a moved neighbour in a wrong place. */
    @Test
    void shouldInvertChangesBesideMovesAndRemovals() {
        // abcd: a goes, d comes first, c changes
        assertEquals(
                "{'0':['a'],'2':{'v':[2,1]},'_t':'a','_0':['',3,3]}",
                text(Inverse.of(change("{'_t':'a','_0':['a',0,0],'_3':['',0,3],'2':{'v':[1,2]}}"))));
    }

    @Test
    void shouldInvertFromTheValueBefore() {
        Change change =
                change("{'a':[0,2],'b':[7],'c':[0,0,0],'d':[0,0,0],'l':{'_t':'a','_0':[0,0,0],'1':{'v':[0,5]}}}");
        assertEquals(
                "{'a':[2,1],'b':[7,0,0],'c':[3],'l':{'0':['x'],'2':{'v':[5,4]},'_t':'a'}}",
                text(Inverse.of(change, value("{'a':1,'c':3,'l':['x','y',{'v':4}]}"))));
    }

    @Test
    void shouldInvertNothingIntoNothing() {
        assertNull(Inverse.of(change("{'a':[1,0,0]}"), value("{}")));
        assertNull(Inverse.of(change("{}"), value("{}")));
    }

    @Test
    void shouldRefuseToGuessOldValues() {
        ListChange removal = ListChange.builder().remove(0, Untold.VALUE).build();
        assertFalse(Inverse.isTold(removal));
        DeltaException refused = assertThrows(DeltaException.class, () -> Inverse.of(removal));
        assertEquals(DeltaException.Code.UNTOLD, refused.code());
        assertEquals("{'0':['x'],'_t':'a'}", text(Inverse.of(removal, value("['x']"))));
    }
}
