package io.canyon.engine.dialect.jsonpatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import com.fasterxml.jackson.dataformat.smile.SmileGenerator;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.dialect.jsondiffpatch.RandomDocuments;
import io.canyon.engine.edit.PatchCursor;
import io.canyon.engine.edit.PatchFormat;
import io.canyon.engine.edit.PointerCursor;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.spi.RejectCode;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class JsonPatchDecoderTest {
    private static final String[] CODES = {"", "add", "remove", "replace", "move", "copy", "test"};
    private static final ObjectMapper SMILE = new ObjectMapper(SmileFactory.builder()
            .disable(SmileGenerator.Feature.CHECK_SHARED_NAMES)
            .build());

    private final JsonPatchDecoder decoder = new JsonPatchDecoder(16, 4096);

    private RejectCode read(String json) {
        byte[] text = json.replace('\'', '"').getBytes(UTF_8);
        return decoder.readJson(new UnsafeBuffer(text), 0, text.length);
    }

    /** What was read, as text. */
    private String patch() {
        return text(decoder.buffer(), 0, decoder.lengthBytes());
    }

    private static String text(DirectBuffer buffer, int offset, int length) {
        StringBuilder text = new StringBuilder();
        PatchCursor operation = new PatchCursor().wrap(buffer, offset, length);
        while (operation.next()) {
            text.append(CODES[operation.code()]);
            int end = pointer(buffer, operation.pathOffset(), text);
            switch (operation.code()) {
                case PatchFormat.MOVE, PatchFormat.COPY -> pointer(buffer, end, text);
                case PatchFormat.REMOVE -> assertEquals(0, operation.argumentLength());
                default -> text.append(' ').append(JsonSmile.read(buffer, end));
            }
            text.append(';');
        }
        return text.toString();
    }

    private static int pointer(DirectBuffer buffer, int offset, StringBuilder text) {
        PointerCursor pointer = new PointerCursor().wrap(buffer, offset);
        text.append(" (");
        while (pointer.next()) {
            text.append(pointer.name()).append(pointer.isLast() ? "" : "|");
        }
        text.append(")");
        return PointerCursor.end(buffer, offset);
    }

    private void assertRefused(String json, String problem) {
        assertEquals(RejectCode.INVALID, read(json), json);
        assertTrue(decoder.problem().contains(problem), () -> json + ": " + decoder.problem());
    }

    @Test
    void shouldReadAllOperations() {
        assertNull(read("[{'op':'add','path':'/a/0','value':{'x':[1]}},{'path':'/a~1~0b~01','op':'remove','x':1,'x':2},"
                + "{'op':'replace','value':null,'path':''},{'op':'move','from':'/a','path':'/b'},"
                + "{'op':'copy','from':'','path':'/'},{'op':'test','path':'//é','value':'1','from':3}]"));
        assertEquals(
                "add (a|0) {\"x\":[1]};remove (a/~b~1);replace () null;move (b) (a);copy () ();test (|é) \"1\";",
                patch());
    }

    @Test
    void shouldReadAnEmptyPatch() {
        assertNull(read("[]"));
        assertEquals("", patch());
    }

    @Test
    void shouldLetTheLastOfValuesCountThatComeTwice() {
        assertNull(read("[{'op':'add','path':'/a','value':[{'x':1,'y':2,'x':3}]}]"));
        assertEquals("add (a) [{\"x\":3,\"y\":2}];", patch());
    }

    @Test
    void shouldRefuseWhatIsNoPatch() {
        assertRefused("{'op':'remove','path':'/a'}", "must be a list");
        assertRefused("[1]", "operation 0: must be an object");
        assertRefused("[", "no JSON");
        assertRefused("[{'op':'add','path':'/a','value':1e999}]", "not finite");
        assertRefused("[{'op':'add','path':'/a','value':" + "[".repeat(20) + "]".repeat(20) + "}]", "too deep");
        assertRefused("[{'op':'remove','path':'/a'},{'path':'/a','value':1}]", "operation 1: \"op\" must be a string");
        assertRefused("[{'op':'Add','path':'/a','value':1}]", "operation 0: no such \"op\"");
        assertRefused("[{'op':'','path':'/a','value':1}]", "no such \"op\"");
        assertRefused("[{'op':null,'path':'/a','value':1}]", "\"op\" must be a string");
        assertRefused("[{'op':'add','value':1}]", "\"path\" must be a string");
        assertRefused("[{'op':'add','path':7,'value':1}]", "\"path\" must be a string");
        assertRefused("[{'op':'add','path':'/a'}]", "\"value\" must be there");
        assertRefused("[{'op':'replace','path':'/a'}]", "\"value\" must be there");
        assertRefused("[{'op':'test','path':'/a','from':'/b'}]", "\"value\" must be there");
        assertRefused("[{'op':'move','path':'/a','value':'/b'}]", "\"from\" must be a string");
        assertRefused("[{'op':'copy','path':'/a','from':[]}]", "\"from\" must be a string");
    }

    @Test
    void shouldRefuseMembersThatComeTwice() {
        assertRefused("[{'op':'add','path':'/a','value':1,'op':'add'}]", "\"op\" stands twice");
        assertRefused("[{'op':'add','path':'/a','value':1,'path':'/a'}]", "\"path\" stands twice");
        assertRefused("[{'op':'add','path':'/a','value':1,'value':1}]", "\"value\" stands twice");
        assertRefused("[{'op':'move','from':'/a','path':'/b','from':'/a'}]", "\"from\" stands twice");
    }

    @Test
    void shouldRefuseBadPointers() {
        assertRefused("[{'op':'remove','path':'a'}]", "start with a slash");
        assertRefused("[{'op':'remove','path':'a/b'}]", "start with a slash");
        assertRefused("[{'op':'remove','path':'/~2'}]", "tilde");
        assertRefused("[{'op':'remove','path':'/a~'}]", "tilde");
        assertRefused("[{'op':'remove','path':'/~/b'}]", "tilde");
        assertRefused("[{'op':'copy','from':'x','path':'/a'}]", "start with a slash");
    }

    @Test
    void shouldRefuseWhatCanNeverBeDone() {
        assertRefused("[{'op':'remove','path':''}]", "whole document");
        assertRefused("[{'op':'move','from':'','path':'/a'}]", "into itself");
        assertRefused("[{'op':'move','from':'/a','path':'/a/b'}]", "into itself");
        assertRefused("[{'op':'move','from':'/a~1b','path':'/a~1b/'}]", "into itself");
        assertNull(read("[{'op':'move','from':'/a','path':'/ab'},{'op':'move','from':'/a','path':'/a'},"
                + "{'op':'move','from':'/a/b','path':'/a'},{'op':'copy','from':'/a','path':'/a/b'}]"));
    }

    @Test
    void shouldRefuseWhatIsTooLarge() {
        assertEquals(RejectCode.TOO_LARGE, read("[{'op':'add','path':'/a','value':'" + "x".repeat(5000) + "'}]"));
        assertRefused("[{'op':'remove','path':'/" + "n".repeat(16385) + "'}]", "too long");
        assertNull(new JsonPatchDecoder(16, 1 << 20).readJson(text("/" + "n".repeat(16384)), 0, 16412));
    }

    private static DirectBuffer text(String path) {
        return new UnsafeBuffer(("[{\"op\":\"remove\",\"path\":\"" + path + "\"}]").getBytes(UTF_8));
    }

    @Test
    void shouldWriteTheCommand() {
        assertNull(read("[{'op':'remove','path':'/a'}]"));
        ExpandableArrayBuffer target = new ExpandableArrayBuffer();
        int length = decoder.writeEdit(77, 5, 3, target);
        Command command = new Command().wrap(target, 0);
        assertEquals(CommandType.EDIT_DOCUMENT, command.type());
        assertEquals(length, command.lengthBytes());
        assertEquals(77, command.sessionId());
        assertEquals(5, command.sequence());
        assertEquals(3, command.version());
        assertEquals(Command.HAS_DOCUMENT | Command.JSON_PATCH, command.flags());
        assertEquals("remove (a);", text(target, command.documentOffset(), command.documentLength()));
    }

    @Test
    void shouldReadSmileAsItReadsJson() throws IOException {
        long seed = Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
        System.out.println("JsonPatchDecoderTest: canyon.seed=" + seed);
        Random random = new Random(seed);
        RandomDocuments documents = new RandomDocuments(random);
        RandomPatches patches = new RandomPatches(random, documents);
        JsonPatchDecoder reader = new JsonPatchDecoder(128, 1 << 24);
        for (int run = 0; run < 300; run++) {
            JsonNode patch = patches.patch(documents.scene());
            byte[] json = patch.toString().getBytes(UTF_8);
            byte[] smile = SMILE.writeValueAsBytes(patch);
            assertNull(reader.readJson(new UnsafeBuffer(json), 0, json.length), reader::problem);
            byte[] expected = bytes(reader);
            assertNull(reader.readSmile(new UnsafeBuffer(smile), 0, smile.length), reader::problem);
            assertArrayEquals(expected, bytes(reader), "seed=" + seed);
        }
        assertEquals(RejectCode.INVALID, reader.readSmile(new UnsafeBuffer(new byte[] {1}), 0, 1));
    }

    private static byte[] bytes(JsonPatchDecoder decoder) {
        byte[] bytes = new byte[decoder.lengthBytes()];
        decoder.buffer().getBytes(0, bytes);
        return bytes;
    }

    @Test
    void shouldTellIndicesFromNames() {
        String[] tokens = {
            "0", "7", "123456789", "-", "", "00", "01", "-0", "-1", "1e0", "1.0", "+1", " 1", "1234567890"
        };
        int[] indices = {0, 7, 123_456_789, PointerCursor.END, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        for (int i = 0; i < tokens.length; i++) {
            assertNull(read("[{'op':'remove','path':'/" + tokens[i] + "'}]"));
            PatchCursor operation = new PatchCursor().wrap(decoder.buffer(), 0, decoder.lengthBytes());
            assertTrue(operation.next());
            PointerCursor pointer = new PointerCursor().wrap(decoder.buffer(), operation.pathOffset());
            assertTrue(pointer.next());
            assertEquals(indices[i], pointer.index(), tokens[i]);
        }
    }
}
