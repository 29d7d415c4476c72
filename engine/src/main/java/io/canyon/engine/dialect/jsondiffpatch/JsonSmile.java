package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.ValueWriter;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.edit.Utf8Text;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Jackson trees to the engine's Smile and back. Stateless. */
// the module keeps edits to itself
@SuppressWarnings("exports")
public final class JsonSmile {
    /** Writes {@link JsonValue}s and {@link SmileValue}s. */
    public static final ValueWriter WRITER = (value, target) -> {
        if (value instanceof SmileValue) {
            SmileValue.WRITER.write(value, target);
        } else {
            write(((JsonValue) value).node(), target);
        }
    };

    private JsonSmile() {}

    /**
     * Writes a tree. Whole numbers beyond 64 bits become the nearest double.
     *
     * @throws DeltaException when it is too deep, or has a number that is not finite
     */
    public static void write(JsonNode node, SmileWriter target) {
        write(node, target, 1);
    }

    private static void write(JsonNode node, SmileWriter target, int depth) {
        if (depth > Change.MAX_DEPTH) {
            throw new DeltaException(DeltaException.Code.LIMIT, "nested too deep: maxDepth=" + Change.MAX_DEPTH);
        }
        switch (node.getNodeType()) {
            case OBJECT -> {
                target.startObject();
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    byte[] name = Utf8Text.encode(member.getKey());
                    target.writeName(new UnsafeBuffer(name), 0, name.length);
                    write(member.getValue(), target, depth + 1);
                }
                target.endObject();
            }
            case ARRAY -> {
                target.startArray();
                for (JsonNode item : node) {
                    write(item, target, depth + 1);
                }
                target.endArray();
            }
            case STRING -> {
                byte[] text = Utf8Text.encode(node.textValue());
                target.writeString(new UnsafeBuffer(text), 0, text.length);
            }
            case NUMBER -> writeNumber(node, target);
            case BOOLEAN -> target.writeBoolean(node.booleanValue());
            default -> target.writeNull();
        }
    }

    private static void writeNumber(JsonNode node, SmileWriter target) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            target.writeInteger(node.longValue());
            return;
        }
        double value = node.doubleValue();
        if (!Double.isFinite(value)) {
            throw new DeltaException(DeltaException.Code.MALFORMED, "number is not finite");
        }
        target.writeNumber(value);
    }

    /** Reads the value that starts at {@code offset}. */
    public static JsonNode read(DirectBuffer buffer, int offset) {
        byte token = buffer.getByte(offset);
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (Smile.kind(token)) {
            case NULL -> nodes.nullNode();
            case BOOLEAN -> nodes.booleanNode(token == Smile.TRUE);
            case INTEGER -> integer(Smile.integer(buffer, offset));
            case DOUBLE -> nodes.numberNode(Smile.doubleValue(buffer, offset));
            case STRING ->
                nodes.textNode(Utf8Text.decode(
                        buffer, Smile.stringOffset(buffer, offset), Smile.stringLength(buffer, offset)));
            case ARRAY -> array(buffer, offset);
            case OBJECT -> object(buffer, offset);
        };
    }

    /** As Jackson reads JSON: an int where it is one. */
    private static JsonNode integer(long value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return (int) value == value ? nodes.numberNode((int) value) : nodes.numberNode(value);
    }

    private static JsonNode array(DirectBuffer buffer, int offset) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        int at = offset + 1;
        while (buffer.getByte(at) != Smile.END_ARRAY) {
            // first, because it refuses what is too deep
            int end = Smile.skip(buffer, at);
            array.add(read(buffer, at));
            at = end;
        }
        return array;
    }

    private static JsonNode object(DirectBuffer buffer, int offset) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        int at = offset + 1;
        while (buffer.getByte(at) != Smile.END_OBJECT) {
            int value = Smile.skipName(buffer, at);
            String name = Utf8Text.decode(buffer, Smile.nameOffset(buffer, at), Smile.nameLength(buffer, at));
            int end = Smile.skip(buffer, value);
            object.set(name, read(buffer, value));
            at = end;
        }
        return object;
    }
}
