package io.canyon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.document.Document;
import io.canyon.engine.document.DocumentSnapshot;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CoreRoomTest {
    private static final int KEYS = 1000;
    private static final int CREATIONS = 2;

    private final ObjectMapper mapper = new ObjectMapper();

    @ParameterizedTest
    @EnumSource(Access.class)
    void shouldTellEachEditToTheOtherSession(Access access) throws Exception {
        int[] order = SampleDocument.order(access, KEYS);
        try (CoreRoom room = new CoreRoom(KEYS, access)) {
            for (int i = 0; i < 200; i++) {
                room.applyNext();
                String key = SampleDocument.key(order[i % order.length]);
                JsonNode frame = mapper.readTree(room.broadcastText());
                assertEquals("author", frame.get("clientId").asText());
                assertEquals(CREATIONS + 1 + i, frame.get("timestamp").asInt());
                JsonNode expected = mapper.readTree(SampleDocument.patch(i % SampleDocument.VARIANTS));
                assertEquals(expected, frame.get("documentPatches").get(0).get(key));
            }
        }
    }

    @Test
    void shouldChangeTheVersionOfTheEditedFieldsOnly() {
        int[] order = SampleDocument.order(Access.HOT, KEYS);
        try (CoreRoom room = new CoreRoom(KEYS, Access.HOT)) {
            long hashBefore = DocumentSnapshot.stateHash(room.document());
            long loggedBefore = room.loggedBytes();
            int outputBytes = room.applyNext();
            assertEquals(CREATIONS + 1, room.version());
            assertEquals(room.version(), versionOf(room.document(), SampleDocument.key(order[0]), "x"));
            assertEquals(room.version(), versionOf(room.document(), SampleDocument.key(order[0]), "rotation"));
            assertTrue(versionOf(room.document(), SampleDocument.key(order[0]), "label") < room.version());
            assertTrue(DocumentSnapshot.stateHash(room.document()) != hashBefore);
            assertTrue(room.loggedBytes() > loggedBefore);
            assertTrue(outputBytes > 0);
        }
    }

    @Test
    void shouldMeasureTheSameEditsWithJackson() throws Exception {
        int[] order = SampleDocument.order(Access.UNIFORM, KEYS);
        JacksonRoom merging = new JacksonRoom(KEYS, Access.UNIFORM);
        JacksonRoom serving = new JacksonRoom(KEYS, Access.UNIFORM);
        try (CoreRoom room = new CoreRoom(KEYS, Access.UNIFORM)) {
            for (int i = 0; i < 100; i++) {
                room.applyNext();
                JsonNode ours = mapper.readTree(room.broadcastText());
                byte[] served = serving.serveNext();
                for (JsonNode theirs : new JsonNode[] {mapper.readTree(merging.mergeNext()), mapper.readTree(served)}) {
                    assertEquals(theirs.get("documentPatches"), ours.get("documentPatches"));
                    assertEquals(theirs.get("clientId"), ours.get("clientId"));
                    assertEquals(i + 1, theirs.get("timestamp").asInt());
                }
                String key = SampleDocument.key(order[i]);
                assertEquals(i + 1, serving.versionOf(key, "rotation"));
                assertNull(serving.versionOf(key, "label"));
                assertEquals(
                        "editor-" + i % SampleDocument.VARIANTS,
                        serving.ack().get("messageId").asText());
                assertEquals(i + 1, serving.ack().get("timestamp").asInt());
                assertEquals(merging.document().get(key), serving.document().get(key));
            }
        }
        assertEquals(KEYS, merging.document().size());
        assertEquals(KEYS, serving.document().size());
    }

    private static long versionOf(Document document, String key, String field) {
        int entry = find(document, document.root(), key);
        return document.version(find(document, document.object(entry), field));
    }

    private static int find(Document document, int object, String name) {
        byte[] utf8 = SampleDocument.utf8(name);
        return document.find(object, new UnsafeBuffer(utf8), 0, utf8.length);
    }
}
