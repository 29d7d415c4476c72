package io.canyon.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ShortNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Test
    void shouldHaveOneNodeForOneNumber() {
        assertEquals(IntNode.valueOf(1), JsonText.read("1.0"));
        assertEquals(IntNode.valueOf(0), JsonText.read("-0.0"));
        assertEquals(LongNode.valueOf(1L << 40), JsonText.read("1099511627776.0"));
        assertEquals(IntNode.valueOf(7), JsonText.plain(LongNode.valueOf(7)));
        assertEquals(IntNode.valueOf(7), JsonText.plain(ShortNode.valueOf((short) 7)));
        assertEquals(DoubleNode.valueOf(0.1), JsonText.plain(FloatNode.valueOf(0.1f)));
        assertEquals(DoubleNode.valueOf(0.5), JsonText.plain(NODES.numberNode(new BigDecimal("0.50"))));
        assertEquals(LongNode.valueOf(Long.MIN_VALUE), JsonText.read("-9223372036854775808"));
        assertEquals(DoubleNode.valueOf(1e30), JsonText.plain(NODES.numberNode(BigInteger.TEN.pow(30))));
        assertEquals(JsonText.read("1e30"), JsonText.read("1" + "0".repeat(30)));
    }

    @Test
    void shouldRefuseWhatIsNotJson() {
        for (JsonNode node : new JsonNode[] {
            NODES.numberNode(Double.NaN),
            NODES.numberNode(Double.POSITIVE_INFINITY),
            NODES.numberNode(new BigDecimal("1e400")),
            NODES.pojoNode(new Object())
        }) {
            ObjectNode document = NODES.objectNode();
            document.set("x", node);
            assertThrows(IllegalArgumentException.class, () -> JsonText.plain(document), document::toString);
        }
        assertThrows(IllegalArgumentException.class, () -> JsonText.read("{} {}"));
    }

    @Test
    void shouldWriteLoneSurrogatesAsEscapes() {
        String text = "a\ud83d\ude00b\ud83dc\ude00";
        String json = JsonText.write(TextNode.valueOf(text));
        assertEquals("\"a\ud83d\ude00b\\ud83dc\\ude00\"", json);
        assertEquals(text, JsonText.read(json).textValue());
    }

    @Test
    void shouldCountBytes() {
        String text = "aé€\ud83d\ude00";
        assertEquals(text.getBytes(StandardCharsets.UTF_8).length, JsonText.lengthBytes(text));
    }
}
