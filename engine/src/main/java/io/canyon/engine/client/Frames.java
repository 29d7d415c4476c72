package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The frames of the echo wire, and the fields of those that come. */
final class Frames {
    private static final int EXCERPT_LENGTH = 256;

    private final String room;
    private final int maxEditBytes;

    Frames(String room) {
        this.room = room;
        maxEditBytes = JsonText.lengthBytes(edit(Long.MAX_VALUE, Long.MAX_VALUE, NullNode.instance));
    }

    /** Of an edit, without its delta. */
    int maxEditBytes() {
        return maxEditBytes;
    }

    /**
     * @param credentials null for none
     * @param version to resume from; negative for the whole document
     */
    String join(String userId, JsonNode credentials, long version) {
        ObjectNode frame = frame("join").put("userId", userId);
        if (credentials != null) {
            frame.set("credentials", credentials);
        }
        if (version >= 0) {
            frame.put("version", version);
        }
        return JsonText.write(frame);
    }

    String edit(long seq, long base, JsonNode delta) {
        return JsonText.write(frame("edit").put("seq", seq).put("base", base).set("delta", delta));
    }

    String presence(JsonNode presence) {
        return JsonText.write(frame("presence").set("presence", presence));
    }

    String auth(JsonNode credentials) {
        return JsonText.write(frame("auth").set("credentials", credentials));
    }

    String leave() {
        return JsonText.write(frame("leave"));
    }

    /** Whether a frame is for this room; those without a room are for all. */
    boolean isMine(JsonNode frame) {
        JsonNode name = frame.get("room");
        return name == null || room.equals(name.textValue());
    }

    private ObjectNode frame(String event) {
        return JsonNodeFactory.instance.objectNode().put("event", event).put("room", room);
    }

    /** @throws IllegalArgumentException when there is no such number */
    static long number(JsonNode frame, String name) {
        JsonNode value = frame.get(name);
        if (value == null || !value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() < 0) {
            throw new IllegalArgumentException(name + "=" + value);
        }
        return value.longValue();
    }

    /** A number, or this one instead of none. */
    static long number(JsonNode frame, String name, long instead) {
        return frame.has(name) ? number(frame, name) : instead;
    }

    /** @throws IllegalArgumentException when there is no such string */
    static String text(JsonNode frame, String name) {
        JsonNode value = frame.get(name);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException(name + "=" + value);
        }
        return value.textValue();
    }

    /** The beginning of a frame, for people. */
    static String excerpt(String frame) {
        return frame.length() <= EXCERPT_LENGTH ? frame : frame.substring(0, EXCERPT_LENGTH) + "...";
    }
}
