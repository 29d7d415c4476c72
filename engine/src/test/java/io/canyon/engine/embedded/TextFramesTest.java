package io.canyon.engine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.SharedText;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class TextFramesTest {
    private final TextFrames frames = new TextFrames();
    /** One that does not know of shared text. */
    private final FrameFactory plain = (text, offset, length) -> frames.frame(text, offset, length);

    @Test
    void shouldComposeTheSameWithAndWithoutSharing() {
        String body = "\u00e9 body \ud83d\ude00";
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        for (FrameFactory factory : new FrameFactory[] {frames, plain}) {
            UnsafeBuffer message = bytes("x" + body);
            SharedText shared = factory.share(message, 1, length);
            assertEquals(length, shared.lengthBytes());
            shows("h\u00e9ad" + body + "tail", factory.compose(bytes("h\u00e9adtail"), 5, 4, shared, 0, 0));
            shows(
                    "h\u00e9ad" + "body \ud83d\ude00" + "tail",
                    factory.compose(bytes("h\u00e9adtail"), 5, 4, shared, 0, 3));
            shows("\u00e9 b \ud83d\ude00", factory.compose(bytes(""), 0, 0, shared, 4, 3));
            shows("tail", factory.compose(bytes("tail"), 0, 4, shared, 0, length));
            shared.release();
        }
    }

    private static void shows(String text, Frame frame) {
        assertEquals(text, ((TextFrame) frame).text());
        assertEquals(text.getBytes(StandardCharsets.UTF_8).length, frame.lengthBytes());
    }

    private static UnsafeBuffer bytes(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
