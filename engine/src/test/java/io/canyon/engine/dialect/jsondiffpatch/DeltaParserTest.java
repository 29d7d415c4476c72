package io.canyon.engine.dialect.jsondiffpatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import org.junit.jupiter.api.Test;

class DeltaParserTest {
    private static final String[] MALFORMED = {
        "null",
        "1",
        "true",
        "''",
        "'a'",
        "[]",
        "[1,2,3]",
        "[1,0,1]",
        "[1,2,3,4]",
        "['',1,3]",
        "[1,1,0]",
        "[1,'0',0]",
        "[1,0,0]",
        "{'a':null}",
        "{'a':5}",
        "{'a':'x'}",
        "{'a':[]}",
        "{'a':[1,2,3]}",
        "{'a':['',1,3]}",
        "{'a':['',1,2,3]}",
        // names
        "{'_t':[1]}",
        "{'_t':'b'}",
        "{'_t':'A','a':[1]}",
        "{'_t':0}",
        "{'_t':null}",
        "{'_t':''}",
        "{'x':{'_t':1,'a':[1]}}",
        "{'__proto__':[1]}",
        "{'a':{'__proto__':{'b':[1]}}}",
        // indices
        "{'_t':'a','01':[1]}",
        "{'_t':'a','-1':[1]}",
        "{'_t':'a','1.5':[1]}",
        "{'_t':'a','1e2':[1]}",
        "{'_t':'a','':[1]}",
        "{'_t':'a','x':[1]}",
        "{'_t':'a','2147483647':[1]}",
        "{'_t':'a','99999999999999999999':[1]}",
        "{'_t':'a','+1':[1]}",
        "{'_t':'a','_':[1,0,0]}",
        "{'_t':'a','_01':[1,0,0]}",
        "{'_t':'a','_-1':[1,0,0]}",
        "{'_t':'a','__1':[1,0,0]}",
        "{'_t':'a','\u0661':[1]}",
        // what stands there
        "{'_t':'a','0':[1,0,0]}",
        "{'_t':'a','0':['',1,3]}",
        "{'_t':'a','0':null}",
        "{'_t':'a','_0':[1]}",
        "{'_t':'a','_0':[1,2]}",
        "{'_t':'a','_0':['',0,2]}",
        "{'_t':'a','_0':{'a':[1]}}",
        "{'_t':'a','_0':null}",
        "{'_t':'a','_0':['',-1,3]}",
        "{'_t':'a','_0':['',1.5,3]}",
        "{'_t':'a','_0':['','1',3]}",
        "{'_t':'a','_0':['',null,3]}",
        "{'_t':'a','_0':['',2147483648,3]}",
        // two in one place
        "{'_t':'a','_0':['',2,3],'_1':['',2,3]}",
        "{'_t':'a','_0':['',2,3],'2':[1]}",
        // texts
        "{'a':[5,0,2]}",
        "{'a':[null,0,2]}",
        "{'a':['@@ -1 +1 @@\\n~\\n',0,2]}",
        "{'a':['abc',0,2]}",
        "{'a':['@@',0,2]}",
        "{'a':['@@ -1 +1 @@\\n+%\\n',0,2]}",
        "{'a':['@@ -1 +1 @@\\n+%FF\\n',0,2]}",
        "{'a':['@@ -1 +1 @@\\r\\n+a\\n',0,2]}",
        "{'a':['',null,2]}"
    };

    @Test
    void shouldRefuseEveryMalformedShape() {
        for (String delta : MALFORMED) {
            DeltaException refused = assertThrows(DeltaException.class, () -> JsonDeltas.parse(json(delta)), delta);
            assertEquals(DeltaException.Code.MALFORMED, refused.code(), delta);
        }
    }

    @Test
    void shouldTakeWhatIsWellFormed() {
        String[] deltas = {
            "{}",
            "{'_t':'a'}",
            "[1]",
            "[1,2]",
            "['',0,2]",
            "{'a':{},'b':{'_t':'a'}}",
            "{'':[1]}",
            "{'constructor':[1]}",
            "{'_':[1],'_0':[1],'-1':[1]}",
            "{'2':[1],'10':[2],'a':[3]}",
            "{'_t':'a','_2147483646':[1,0,0]}",
            "{'0':[1],'2':{'x':[1]},'_t':'a','_0':['',3,3],'_4':[1,0,0]}"
        };
        for (String delta : deltas) {
            Change change = JsonDeltas.parse(json(delta));
            assertEquals(json(delta).toString(), JsonDeltas.print(change).toString());
        }
    }

    @Test
    void shouldPrintNamesInTheOrderOfJavaScript() {
        assertEquals(
                "{\"2\":[1],\"10\":[1],\"4294967294\":[1],\"b\":[1],\"4294967295\":[1],\"01\":[1],\"a\":[1]}",
                JsonDeltas.print(JsonDeltas.parse(
                                json("{'b':[1],'10':[1],'4294967295':[1],'01':[1],'2':[1],'a':[1],'4294967294':[1]}")))
                        .toString());
        assertEquals(
                "{\"2\":[0,5],\"3\":[1],\"10\":[1],\"_t\":\"a\",\"_0\":[\"\",4,3],\"_2\":[1,0,0]}"
                        .replace("\"3\":[1],", ""),
                JsonDeltas.print(JsonDeltas.parse(json("{'_2':[1,0,0],'10':[1],'_t':'a','_0':['7',4,3],'2':[0,5]}")))
                        .toString());
    }

    private static JsonNode json(String text) {
        return Vectors.parse(text.replace('\'', '"'));
    }
}
