package io.canyon.engine.delta;

import static io.canyon.engine.delta.Deltas.change;
import static io.canyon.engine.delta.Deltas.text;
import static io.canyon.engine.delta.Deltas.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FitTest {
    private static final String LONG =
            "a text that is patched somewhere in the middle, and goes on for a while behind that";

    private static String fit(String before, String delta) {
        return text(Fit.into(value(before), change(delta)));
    }

    @Test
    void shouldLeaveOutPartsWithoutAPlace() {
        assertEquals("{'b':[1]}", fit("{'a':1}", "{'a':{'x':[1]},'b':[1]}"));
        assertEquals("{'b':[1]}", fit("{}", "{'a':{'x':[1]},'b':[1],'c':{'_t':'a','0':[1]}}"));
        assertEquals("{'b':[1]}", fit("{'a':7}", "{'a':['@@ -1 +1 @@\\n-a\\n+b\\n',0,2],'b':[1]}"));
        assertEquals("{'b':[1]}", fit("{'a':[1]}", "{'a':{'0':[1,2]},'b':[1]}"));
        assertNull(fit("{'a':1}", "{'a':{'x':[1]}}"));
        assertNull(fit("[1]", "{'a':[1]}"));
        assertNull(fit("[1]", "{'_t':'a','0':{'x':[1]}}"));
    }

    @Test
    void shouldChangeNothingWhereNothingIsThere() {
        assertSame(Fit.NOTHING, Fit.into(value("{}"), change("{'a':[1,0,0]}")));
        assertSame(Fit.NOTHING, Fit.into(value("{'o':{}}"), change("{'o':{'a':[1,0,0]},'p':{'x':[1]}}")));
        assertSame(Fit.NOTHING, Fit.into(value("[]"), change("{'_t':'a'}")));
        assertSame(Fit.NOTHING, Fit.into(value("{}"), change("{}")));
    }

    @Test
    void shouldTellTheLengthsOfLists() {
        ListChange part = (ListChange) Fit.into(value("[1,2,3]"), change("{'_t':'a','1':['x']}"));
        assertEquals(3, part.baseLength());
        assertSame(part, Fit.into(value("[1,2,3]"), part));
    }

    @Test
    void shouldRefuseIndicesPastTheEnd() {
        for (String delta : new String[] {
            "{'_t':'a','2':['x']}", "{'_t':'a','_1':[0,0,0]}", "{'_t':'a','1':[0,1]}", "{'_t':'a','_0':['',1,3]}"
        }) {
            DeltaException refused = assertThrows(DeltaException.class, () -> fit("[1]", delta), delta);
            assertEquals(DeltaException.Code.INDEX, refused.code());
        }
    }

    @Test
    void shouldTakeTextsAsTheyAreWhenTheyMatchExactly() {
        String delta = "['@@ -10,8 +10,9 @@\\n at i\\n+x\\n s pa\\n',0,2]";
        assertEquals(delta, fit("'" + LONG + "'", delta));
    }

    @Test
    void shouldMakeTextsMatchExactly() {
        // four characters further on
        Change part =
                Fit.into(value("'and " + LONG + "'"), change("['@@ -10,8 +10,9 @@\\n at i\\n+x\\n s pa\\n',0,2]"));
        assertEquals("['@@ -10,16 +10,17 @@\\n t that i\\n+x\\n s patche\\n',0,2]", text(part));
        assertSame(part, Fit.into(value("'and " + LONG + "'"), part));
        // a hunk that says more than the text
        assertEquals("[0,'xb']", fit("'ab'", "['@@ -3,2 +3,2 @@\\n-a\\n+x\\n b\\n',0,2]"));
    }

    @Test
    void shouldRefuseTextsThatDoNotFit() {
        DeltaException refused = assertThrows(
                DeltaException.class,
                () -> fit("'nothing of the kind'", "['@@ -10,8 +10,9 @@\\n at i\\n+x\\n s pa\\n',0,2]"));
        assertEquals(DeltaException.Code.CONFLICT, refused.code());
    }
}
