package io.canyon.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** The same document as a tree of Jackson nodes, edited as a plain server would: the yardstick. */
final class JacksonRoom {
    private static final byte[] NO_FRAME = {};

    private final ObjectMapper mapper = new ObjectMapper();
    private final ObjectNode document = mapper.createObjectNode();
    private final ObjectNode[] patches = new ObjectNode[SampleDocument.VARIANTS];
    private final Map<String, Map<String, Long>> versions = new HashMap<>();
    private final String[] messageIds = new String[SampleDocument.VARIANTS];
    private final String[] keys;
    private ObjectNode ack;
    private long version;
    private int nextEdit;
    private int nextKey;

    JacksonRoom(int keyCount, Access access) throws JsonProcessingException {
        for (int i = 0; i < keyCount; i++) {
            document.set(SampleDocument.key(i), mapper.readTree(SampleDocument.component(i)));
        }
        for (int i = 0; i < patches.length; i++) {
            messageIds[i] = "editor-" + i;
            patches[i] = (ObjectNode) mapper.readTree(SampleDocument.patch(i));
        }
        int[] order = SampleDocument.order(access, keyCount);
        keys = new String[order.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = SampleDocument.key(order[i]);
        }
    }

    /** Merges the next edit and writes the frame that tells it to others; nothing else. */
    byte[] mergeNext() throws JsonProcessingException {
        ObjectNode patch = nextPatch();
        String key = nextKey();
        ObjectNode component = (ObjectNode) document.get(key);
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            component.set(field.getKey(), field.getValue());
        }
        version++;
        return broadcast(key, patch);
    }

    /**
     * The same, with what a server must do besides so that editors can resume: an edit of a component that is not there
     * is refused, each field takes the version that last set it, and the editor gets an ack.
     */
    byte[] serveNext() throws JsonProcessingException {
        String messageId = messageIds[nextEdit];
        ObjectNode patch = nextPatch();
        String key = nextKey();
        ack = mapper.createObjectNode().put("type", "ack").put("messageId", messageId);
        if (!(document.get(key) instanceof ObjectNode component)) {
            ack.putArray("rejected").add(key);
            return NO_FRAME;
        }
        Long stamp = ++version;
        Map<String, Long> versionsOfKey = versions.computeIfAbsent(key, absent -> new HashMap<>());
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            component.set(field.getKey(), field.getValue());
            versionsOfKey.put(field.getKey(), stamp);
        }
        ack.put("timestamp", version);
        return broadcast(key, patch);
    }

    private ObjectNode nextPatch() {
        ObjectNode patch = patches[nextEdit];
        nextEdit = nextEdit + 1 == patches.length ? 0 : nextEdit + 1;
        return patch;
    }

    private String nextKey() {
        String key = keys[nextKey];
        nextKey = nextKey + 1 == keys.length ? 0 : nextKey + 1;
        return key;
    }

    private byte[] broadcast(String key, ObjectNode patch) throws JsonProcessingException {
        ObjectNode frame = mapper.createObjectNode().put("type", "patch").put("clientId", "author");
        frame.putArray("documentPatches").addObject().set(key, patch);
        frame.put("timestamp", version);
        return mapper.writeValueAsBytes(frame);
    }

    /** The ack of the last edit that was served. */
    ObjectNode ack() {
        return ack;
    }

    /** The version that last set the field; null if {@link #serveNext} never did. */
    Long versionOf(String key, String field) {
        Map<String, Long> versionsOfKey = versions.get(key);
        return versionsOfKey == null ? null : versionsOfKey.get(field);
    }

    ObjectNode document() {
        return document;
    }
}
