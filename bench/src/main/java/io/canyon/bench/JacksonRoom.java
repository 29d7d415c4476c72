package io.canyon.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The same document as a tree of Jackson nodes, edited as a plain server would: the yardstick. */
final class JacksonRoom {
    private final ObjectMapper mapper = new ObjectMapper();
    private final ObjectNode document = mapper.createObjectNode();
    private final ObjectNode[] patches = new ObjectNode[SampleDocument.VARIANTS];
    private final String[] keys;
    private long version;
    private int nextEdit;
    private int nextKey;

    JacksonRoom(int keyCount, Access access) throws JsonProcessingException {
        for (int i = 0; i < keyCount; i++) {
            document.set(SampleDocument.key(i), mapper.readTree(SampleDocument.component(i)));
        }
        for (int i = 0; i < patches.length; i++) {
            patches[i] = (ObjectNode) mapper.readTree(SampleDocument.patch(i));
        }
        int[] order = SampleDocument.order(access, keyCount);
        keys = new String[order.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = SampleDocument.key(order[i]);
        }
    }

    /** Merges the next edit and writes the frame that tells it to others. */
    byte[] applyNext() throws JsonProcessingException {
        ObjectNode patch = patches[nextEdit++ & patches.length - 1];
        String key = keys[nextKey];
        nextKey = nextKey + 1 == keys.length ? 0 : nextKey + 1;
        ObjectNode component = (ObjectNode) document.get(key);
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            component.set(field.getKey(), field.getValue());
        }
        ObjectNode frame = mapper.createObjectNode().put("type", "patch").put("clientId", "author");
        frame.putArray("documentPatches").addObject().set(key, patch);
        frame.put("timestamp", ++version);
        return mapper.writeValueAsBytes(frame);
    }

    ObjectNode document() {
        return document;
    }
}
