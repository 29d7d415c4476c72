package io.canyon.engine.dialect.jsondiffpatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.dialect.jsonpatch.PatchModel;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class DeltaPatchesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final JsonDiffPatch jsonDiffPatch = new JsonDiffPatch();

    private static JsonNode json(String text) throws JsonProcessingException {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private static String patch(String document, String delta) throws JsonProcessingException {
        return DeltaPatches.ofDelta(json(document), json(delta)).toString().replace('"', '\'');
    }

    @Test
    void shouldTellMembers() throws JsonProcessingException {
        assertEquals(
                "[{'op':'replace','path':'/a~1b','value':2},{'op':'add','path':'/n','value':[]},"
                        + "{'op':'remove','path':'/o/~0'}]",
                patch("{'a/b':1,'o':{'~':1}}", "{'a/b':[1,2],'n':[[]],'o':{'~':[1,0,0]}}"));
        assertEquals("[{'op':'replace','path':'','value':1}]", patch("{}", "[{},1]"));
        assertEquals("[]", patch("{}", "{'gone':[1,0,0],'none':{'x':[1]}}"));
        assertEquals(0, DeltaPatches.ofDelta(json("{}"), null).size());
    }

    @Test
    void shouldTellListsInOrder() throws JsonProcessingException {
        assertEquals(
                "[{'op':'remove','path':'/3'},{'op':'remove','path':'/0'},{'op':'add','path':'/1','value':'n'},"
                        + "{'op':'replace','path':'/2/x','value':2}]",
                patch("['a','b',{'x':1},'d']", "{'_t':'a','_0':['a',0,0],'_3':['d',0,0],'1':['n'],'2':{'x':[1,2]}}"));
        assertEquals("[{'op':'move','path':'/2','from':'/0'}]", patch("['a','b','c']", "{'_t':'a','_0':['',2,3]}"));
        assertEquals(
                "[{'op':'add','path':'/2','value':'x'},{'op':'move','path':'/3','from':'/0'}]",
                patch("['a','b','c']", "{'_t':'a','_0':['',3,3],'1':['x']}"));
    }

    @Test
    void shouldRefuseBadDeltas() {
        assertThrows(DeltaException.class, () -> patch("[1]", "{'_t':'a','5':[1]}"));
        assertThrows(DeltaException.class, () -> patch("[1]", "[1,2,3]"));
    }

    @Test
    void shouldDoWhatDeltasDo() {
        long seed = Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
        System.out.println("DeltaPatchesTest: canyon.seed=" + seed);
        RandomDocuments documents = new RandomDocuments(new Random(seed));
        int moves = 0;
        for (int run = 0; run < 5000; run++) {
            JsonNode left = documents.scene();
            JsonNode right = documents.edited(documents.edited(documents.edited(left)));
            JsonNode delta = jsonDiffPatch.diff(left, right);
            JsonNode patch = DeltaPatches.ofDelta(left, delta);
            assertEquals(right, PatchModel.apply(left, patch), () -> "seed=" + seed + " " + left + delta + patch);
            moves += patch.toString().contains("\"move\"") ? 1 : 0;
        }
        assertTrue(moves > 200, "moves=" + moves);
    }
}
