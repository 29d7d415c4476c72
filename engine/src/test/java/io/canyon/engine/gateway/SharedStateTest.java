package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineLimits;
import io.canyon.engine.TextFrame;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.TestOutput;
import io.canyon.engine.shard.FakeShard;
import io.canyon.engine.shard.Inbox;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.SharedText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A large document that many wait for takes its memory once. */
class SharedStateTest {
    private static final int SESSIONS = 100;
    private static final int DOCUMENT_BYTES = 100_000;

    private final CountingFrames frames = new CountingFrames();
    private final FakeShard shard = new FakeShard(1 << 16, () -> {});
    private final IoGateway gateway = new IoGateway(
            new GatewayContext(
                    EngineLimits.DEFAULTS, new Inbox[] {shard.inbox()}, Authenticator.EVERYBODY, Runnable::run),
            shard.thread(),
            frames);

    @Test
    void shouldMakeWhatManyWaitForOnce() {
        List<RecordingConnection> connections = new ArrayList<>();
        List<List<String>> members = new ArrayList<>();
        for (int i = 1; i <= SESSIONS; i++) {
            RecordingConnection connection = new RecordingConnection();
            connections.add(connection);
            members.add(List.of("c" + i, "user"));
            GatewaySession session = gateway.open(new Handshake("/echo", "id=c" + i, Map.of(), "test"), connection);
            byte[] join = "{\"event\":\"join\",\"room\":\"r\",\"userId\":\"user\"}".getBytes(StandardCharsets.UTF_8);
            session.onFrame(new UnsafeBuffer(join), 0, join.length);
            tell(new TestOutput(OutputType.JOINED, i, 10, 0));
            TestOutput pending = new TestOutput(OutputType.WELCOME, i, 77, 5)
                    .flags(Output.PENDING | Output.HAS_DOCUMENT | Output.ASKED)
                    .value(1)
                    .numbers(0, i - 1);
            assertTrue(pending.lengthBytes() < 100, "what is held until the document comes");
            tell(pending);
        }
        gateway.deliver();
        frames.ownBytes = 0;
        tell(new TestOutput(OutputType.STATE, 10, 77, 5)
                .flags(Output.HAS_DOCUMENT)
                .document(List.of("x".repeat(DOCUMENT_BYTES)))
                .presence(members));
        gateway.deliver();
        int membersBytes = "{\"id\":\"c100\",\"userId\":\"user\"},".length() * SESSIONS;
        assertTrue(frames.sharedBytes < DOCUMENT_BYTES + membersBytes + 100, "sharedBytes=" + frames.sharedBytes);
        assertTrue(frames.ownBytes < SESSIONS * 200, "ownBytes=" + frames.ownBytes);
        assertEquals(1, frames.shares);
        assertEquals(1, frames.releases);
        for (int i = 0; i < SESSIONS; i++) {
            String text = connections.get(i).received.get(0);
            assertTrue(text.startsWith("{\"event\":\"joined\",\"room\":\"r\",\"version\":5,\"seq\":0,"
                    + "\"permission\":\"readwrite\",\"doc\":[\"xxx"));
            assertEquals(SESSIONS - 1, text.split("\"userId\"", -1).length - 1);
            assertEquals(-1, text.indexOf("\"c" + (i + 1) + "\""));
            assertTrue(text.endsWith("],\"asked\":true}"));
        }
    }

    private void tell(TestOutput output) {
        shard.tell(output.buffer(), output.lengthBytes());
        gateway.deliver();
    }

    /** Counts the memory of frames, of which it makes text only for the test to read. */
    private static final class CountingFrames implements FrameFactory {
        long sharedBytes;
        long ownBytes;
        int shares;
        int releases;

        @Override
        public Frame frame(DirectBuffer text, int offset, int length) {
            ownBytes += length;
            return TextFrame.FACTORY.frame(text, offset, length);
        }

        @Override
        public SharedText share(DirectBuffer text, int offset, int length) {
            shares++;
            sharedBytes += length;
            SharedText shared = TextFrame.FACTORY.share(text, offset, length);
            return new SharedText() {
                @Override
                public int lengthBytes() {
                    return length;
                }

                @Override
                public void release() {
                    releases++;
                    shared.release();
                }

                @Override
                public String toString() {
                    return text(shared);
                }
            };
        }

        @Override
        public Frame compose(
                DirectBuffer text, int head, int tail, SharedText shared, int leftOutOffset, int leftOutLength) {
            ownBytes += head + tail;
            String body = shared.toString();
            byte[] whole = (text.getStringWithoutLengthUtf8(0, head)
                            + body.substring(0, leftOutOffset)
                            + body.substring(leftOutOffset + leftOutLength)
                            + text.getStringWithoutLengthUtf8(head, tail))
                    .getBytes(StandardCharsets.UTF_8);
            return TextFrame.FACTORY.frame(new UnsafeBuffer(whole), 0, whole.length);
        }

        /** All of it is ASCII. */
        private static String text(SharedText shared) {
            Frame frame = TextFrame.FACTORY.compose(new UnsafeBuffer(0, 0), 0, 0, shared, 0, 0);
            return TextFrame.textOf(frame);
        }
    }
}
