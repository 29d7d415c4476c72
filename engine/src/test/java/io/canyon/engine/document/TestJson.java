package io.canyon.engine.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.canyon.engine.edit.SmileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** JSON trees to and from the engine's Smile, and random ones. */
final class TestJson {
    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper SMILE = new SmileMapper();
    private static final byte[] SMILE_HEADER = {':', ')', '\n', 0};
    private static final String[] NAMES = {
        "",
        "a",
        "x",
        "y",
        "position",
        "__proto__",
        "constructor",
        "1",
        "-0",
        "ключ",
        "名",
        "😀",
        "a long name for a field"
    };

    private TestJson() {}

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static UnsafeBuffer bytes(String utf8) {
        return new UnsafeBuffer(utf8.getBytes(StandardCharsets.UTF_8));
    }

    static UnsafeBuffer smile(JsonNode node) {
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        write(node, writer);
        byte[] bytes = new byte[writer.position()];
        writer.buffer().getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }

    static UnsafeBuffer smile(String json) {
        return smile(parse(json));
    }

    static void write(JsonNode node, SmileWriter target) {
        if (node.isObject()) {
            target.startObject();
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                UnsafeBuffer name = bytes(member.getKey());
                target.writeName(name, 0, name.capacity());
                write(member.getValue(), target);
            }
            target.endObject();
        } else if (node.isArray()) {
            target.startArray();
            node.forEach(item -> write(item, target));
            target.endArray();
        } else if (node.isTextual()) {
            UnsafeBuffer text = bytes(node.textValue());
            target.writeString(text, 0, text.capacity());
        } else if (node.isNumber()) {
            if (node.isIntegralNumber()) {
                target.writeInteger(node.longValue());
            } else {
                target.writeNumber(node.doubleValue());
            }
        } else if (node.isBoolean()) {
            target.writeBoolean(node.booleanValue());
        } else {
            target.writeNull();
        }
    }

    static JsonNode read(DirectBuffer smile, int offset, int length) {
        byte[] bytes = new byte[SMILE_HEADER.length + length];
        System.arraycopy(SMILE_HEADER, 0, bytes, 0, SMILE_HEADER.length);
        smile.getBytes(offset, bytes, SMILE_HEADER.length, length);
        try {
            return normal(SMILE.readTree(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode value(Document document, int entry) {
        MutableDirectBuffer buffer = new ExpandableArrayBuffer();
        int length = document.writeValue(entry, new SmileWriter().wrap(buffer, 0));
        return read(buffer, 0, length);
    }

    /** All whole numbers as long, so that trees compare. */
    static JsonNode normal(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = NODES.objectNode();
            node.properties().forEach(member -> object.set(member.getKey(), normal(member.getValue())));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = NODES.arrayNode();
            node.forEach(item -> array.add(normal(item)));
            return array;
        }
        return node.isIntegralNumber() ? NODES.numberNode(node.longValue()) : node;
    }

    static String randomName(Random random) {
        return random.nextInt(4) == 0 ? "n" + random.nextInt(30) : NAMES[random.nextInt(NAMES.length)];
    }

    static JsonNode randomValue(Random random, int depth) {
        int kind = random.nextInt(depth <= 0 ? 7 : 10);
        switch (kind) {
            case 0:
                return NODES.nullNode();
            case 1:
                return NODES.booleanNode(random.nextBoolean());
            case 2:
                return NODES.numberNode((long) random.nextInt(40) - 20);
            case 3:
                return NODES.numberNode(random.nextLong() >> random.nextInt(64));
            case 4:
                return NODES.numberNode(random.nextInt(1000) + 0.5);
            case 5:
                return NODES.textNode(randomText(random, random.nextInt(20)));
            case 6:
                return NODES.textNode(randomText(random, random.nextInt(60) == 0 ? 40_000 : random.nextInt(200)));
            case 7:
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(random.nextInt(40) == 0 ? 3000 : 12); i > 0; i--) {
                    array.add(randomValue(random, i > 20 ? 0 : depth - 1));
                }
                return array;
            default:
                ObjectNode object = NODES.objectNode();
                for (int i = random.nextInt(14); i > 0; i--) {
                    object.set(randomName(random), randomValue(random, depth - 1));
                }
                return object;
        }
    }

    private static String randomText(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(random.nextInt(8) == 0 ? 0x400 + random.nextInt(100) : 'a' + random.nextInt(26));
        }
        return text.toString();
    }
}
