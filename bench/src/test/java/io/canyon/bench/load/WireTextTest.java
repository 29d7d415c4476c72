package io.canyon.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTextTest {
    @Test
    void shouldWriteEditsOfThreeFields() {
        WireText text = new WireText("load-3");
        ByteBuf frame = Unpooled.buffer();
        text.writeEdit(frame, 1234567890123L);
        assertEquals(
                "{\"type\":\"patch\",\"messageId\":\"1234567890123\",\"documentPatches\":"
                        + "[{\"load-3:0\":{\"x\":0.25,\"y\":-0,\"due\":1234567890123}}]}",
                frame.toString(StandardCharsets.UTF_8));
        frame.clear();
        text.writeEdit(frame, 7);
        assertEquals(
                "{\"type\":\"patch\",\"messageId\":\"7\",\"documentPatches\":"
                        + "[{\"load-3:1\":{\"x\":1.25,\"y\":-1,\"due\":7}}]}",
                frame.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"type\":\"ack\",\"messageId\":\"12\",\"timestamp\":5}|ACK",
                "{\"type\":\"ack\",\"messageId\":\"12\",\"timestamp\":5,\"rejected\":[\"k\"]}|ACK_WITH_REJECTIONS",
                "{\"type\":\"patch\",\"clientId\":\"a\",\"documentPatches\":[{\"k\":{\"due\":12}}]}|DELIVERY",
                "{\"type\":\"patch\",\"clientId\":\"\",\"documentPatches\":[{\"k\":{\"due\":12}}]}|CATCH_UP",
                "{\"type\":\"clientCount\",\"count\":3}|COUNT",
                "{\"type\":\"synced\",\"timestamp\":5}|OTHER",
                "{}|OTHER"
            })
    void shouldTellTheServersFramesApart(String frame, WireText.Kind expected) {
        ByteBuf bytes = bytes(frame);
        assertEquals(expected, WireText.kind(bytes, 1, frame.length()));
        switch (expected) {
            case ACK, ACK_WITH_REJECTIONS -> assertEquals(12, WireText.dueOfAck(bytes, 1));
            case DELIVERY -> assertEquals(12, WireText.dueOfDelivery(bytes, 1, frame.length()));
            default -> assertEquals(0, WireText.dueOfDelivery(bytes("{\"type\":\"patch\"}"), 1, 16));
        }
    }

    private static ByteBuf bytes(String frame) {
        return Unpooled.copiedBuffer("#" + frame + "9", StandardCharsets.US_ASCII);
    }
}
