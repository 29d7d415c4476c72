package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.document.RecordsEncoder;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.spi.RejectCode;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Patches of records, which canvas editors edit, too. */
class JsonPatchRecordsTest {
    private static final long NONE = Command.NONE;

    private final DocumentCoreRoom room = new DocumentCoreRoom();

    @BeforeEach
    void begin() {
        room.joinAsCanvas(9, "c");
        room.join(1, "a", 1, NONE);
        room.join(2, "b", 2, NONE);
        room.edit(2, 1, 0, "{'s/1':[{'x':1,'list':[1,2]}],'s/2':[{'y':{'z':true}}]}");
        room.forgetOutputs();
    }

    @AfterEach
    void close() {
        room.close();
    }

    private String document() {
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        RecordsEncoder.writePlain(room.room().document(), writer);
        JsonNode tree = JsonSmile.read(writer.buffer(), 0);
        return tree.toString().replace('"', '\'');
    }

    private String rejected(long sequence, long base, String patch) {
        room.forgetOutputs();
        String before = document();
        room.patch(1, sequence, base, patch);
        Output answer = room.outputs().get(0);
        assertEquals(OutputType.REJECT, answer.type(), patch);
        assertEquals(before, document());
        return RejectCode.of(answer.value()).wireName();
    }

    @Test
    void shouldPatchFieldsAndRecords() {
        room.patch(1, 1, 1, "[{'op':'test','path':'/s~11/x','value':1},{'op':'replace','path':'/s~11/x','value':2}]");
        room.patch(1, 2, 2, "[{'op':'add','path':'/s~11/list/-','value':3},{'op':'remove','path':'/s~12/y'}]");
        room.patch(1, 3, 3, "[{'op':'copy','from':'/s~11','path':'/s~13'},{'op':'remove','path':'/s~12'}]");
        assertEquals("{'s/1':{'x':2,'list':[1,2,3]},'s/3':{'x':2,'list':[1,2,3]}}", document());
        room.patch(1, 4, NONE, "[{'op':'move','from':'/s~13','path':'/s~12'}]");
        assertEquals("{'s/1':{'x':2,'list':[1,2,3]},'s/2':{'x':2,'list':[1,2,3]}}", document());
    }

    @Test
    void shouldTestAllRecords() {
        room.patch(
                1,
                1,
                1,
                "[{'op':'test','path':'','value':{'s/2':{'y':{'z':true}},'s/1':{'list':[1,2],'x':1}}},"
                        + "{'op':'add','path':'/s~11/w','value':0}]");
        assertEquals("{'s/1':{'x':1,'list':[1,2],'w':0},'s/2':{'y':{'z':true}}}", document());
        assertEquals("conflict", rejected(2, NONE, "[{'op':'test','path':'','value':{}}]"));
        room.patch(1, 3, NONE, "[{'op':'copy','from':'','path':'/all'}]");
        assertEquals(
                "{'s/1':{'x':1,'list':[1,2],'w':0},'s/2':{'y':{'z':true}},"
                        + "'all':{'s/1':{'x':1,'list':[1,2],'w':0},'s/2':{'y':{'z':true}}}}",
                document());
    }

    @Test
    void shouldResolveStalePatches() {
        room.edit(2, 2, 1, "{'s/1':{'list':{'_t':'a','_0':[1,0,0]},'x':[1,5]},'s/2':[0,0,0]}");
        room.patch(
                1,
                1,
                1,
                "[{'op':'test','path':'/s~11/x','value':1},{'op':'replace','path':'/s~11/list/1','value':9},"
                        + "{'op':'copy','from':'/s~12','path':'/s~13'}]");
        assertEquals("{'s/1':{'x':5,'list':[9]},'s/3':{'y':{'z':true}}}", document());
    }

    @Test
    void shouldRefuseWhatWouldBeNoRecords() {
        assertEquals("invalid", rejected(1, 1, "[{'op':'replace','path':'','value':{}}]"));
        assertEquals("invalid", rejected(1, 1, "[{'op':'add','path':'/s~13','value':1}]"));
        assertEquals("invalid", rejected(1, 1, "[{'op':'add','path':'/s~13','value':{'_exists':true}}]"));
        assertEquals("invalid", rejected(1, 1, "[{'op':'add','path':'/s~11/_t','value':1}]"));
        assertEquals("invalid", rejected(1, 1, "[{'op':'add','path':'/__proto__','value':{}}]"));
        assertEquals("invalid", rejected(1, 1, "[{'op':'add','path':'/none/x','value':1}]"));
    }
}
