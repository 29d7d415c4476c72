package io.canyon.aeron.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.aeron.codec.ConnectRequestDecoder;
import io.canyon.aeron.codec.FragmentDecoder;
import io.canyon.aeron.codec.MessageHeaderDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.DirectBuffer;
import org.agrona.SemanticVersion;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What both ends share. */
class WireTest {
    /** Takes messages until the results say otherwise. */
    private static final class Sink implements MessageSink {
        final List<byte[]> taken = new ArrayList<>();
        private final int maxMessageBytes;
        private final Random random;

        Sink(int maxMessageBytes, Random random) {
            this.maxMessageBytes = maxMessageBytes;
            this.random = random;
        }

        @Override
        public int maxMessageBytes() {
            return maxMessageBytes;
        }

        @Override
        public long offer(DirectBuffer buffer, int offset, int length) {
            return offer(buffer, 0, buffer, offset, length);
        }

        @Override
        public long offer(DirectBuffer head, int headLength, DirectBuffer body, int bodyOffset, int bodyLength) {
            if (random.nextInt(3) == 0) {
                return -1 - random.nextInt(5);
            }
            byte[] message = new byte[headLength + bodyLength];
            assertTrue(message.length <= maxMessageBytes);
            head.getBytes(0, message, 0, headLength);
            body.getBytes(bodyOffset, message, headLength, bodyLength);
            taken.add(message);
            return taken.size();
        }
    }

    @Test
    void shouldSpeakTheVersionThatTheSchemaTells() {
        assertEquals(ConnectRequestDecoder.SEMANTIC_VERSION, SemanticVersion.toString(ProtocolVersion.CURRENT));
        assertEquals(MessageHeaderDecoder.SCHEMA_VERSION, ProtocolVersion.headerVersion(ProtocolVersion.CURRENT));
        assertTrue(ProtocolVersion.isCompatible(SemanticVersion.compose(1, 9, 9)));
        assertFalse(ProtocolVersion.isCompatible(SemanticVersion.compose(2, 0, 0)));
        assertFalse(ProtocolVersion.isCompatible(SemanticVersion.compose(0, 9, 0)));
        assertFalse(ProtocolVersion.isCompatible(-1));
    }

    @Test
    void shouldPutTogetherWhatWasTakenApart() {
        long seed = Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
        System.out.println("WireTest seed=" + seed);
        Random random = new Random(seed);
        MessageShape shape = new MessageShape();
        MessageOffer offer = new MessageOffer();
        MessageAssembler assembler = new MessageAssembler(300_000);
        FragmentDecoder fragment = new FragmentDecoder();
        UnsafeBuffer part = new UnsafeBuffer(0, 0);
        for (int run = 0; run < 200; run++) {
            Sink sink = new Sink(MessageOffer.HEAD_BYTES + 1 + random.nextInt(70_000), random);
            byte[] message = new byte[sink.maxMessageBytes() + 1 + random.nextInt(200_000)];
            random.nextBytes(message);
            UnsafeBuffer padded = new UnsafeBuffer(new byte[message.length + 9]);
            padded.putBytes(5, message);
            if (message.length / (sink.maxMessageBytes() - MessageOffer.HEAD_BYTES) > 5000) {
                continue;
            }
            while (offer.offer(sink, 77, padded, 5, message.length) < 0) {
                assertTrue(offer.goneBytes() < message.length);
            }
            assertEquals(0, offer.goneBytes());
            for (int i = 0; i < sink.taken.size(); i++) {
                UnsafeBuffer one = new UnsafeBuffer(sink.taken.get(i));
                assertEquals(MessageShape.Result.OK, shape.check(one, 0, one.capacity(), 0));
                fragment.wrapAndApplyHeader(one, 0, new MessageHeaderDecoder());
                assertEquals(77, fragment.sessionId());
                fragment.wrapPart(part);
                assertEquals(
                        i + 1 < sink.taken.size() ? MessageAssembler.Result.MORE : MessageAssembler.Result.WHOLE,
                        assembler.add(fragment.totalBytes(), fragment.offsetBytes(), part, 0, part.capacity()));
            }
            byte[] whole = new byte[assembler.length()];
            assembler.buffer().getBytes(0, whole);
            assertArrayEquals(message, whole);
        }
    }

    @Test
    void shouldRefusePartsThatDoNotFit() {
        UnsafeBuffer part = new UnsafeBuffer(new byte[100]);
        MessageAssembler assembler = new MessageAssembler(250);
        assertEquals(MessageAssembler.Result.OUT_OF_ORDER, assembler.add(200, 100, part, 0, 100));
        assertEquals(MessageAssembler.Result.TOO_LARGE, assembler.add(251, 0, part, 0, 100));
        assertEquals(MessageAssembler.Result.OUT_OF_ORDER, assembler.add(200, 0, part, 0, 0));
        assertEquals(MessageAssembler.Result.OUT_OF_ORDER, assembler.add(99, 0, part, 0, 100));
        assertEquals(MessageAssembler.Result.OUT_OF_ORDER, assembler.add(-1, 0, part, 0, 100));
        assertEquals(MessageAssembler.Result.MORE, assembler.add(200, 0, part, 0, 100));
        assertEquals(MessageAssembler.Result.OUT_OF_ORDER, assembler.add(201, 100, part, 0, 100));
        assertEquals(MessageAssembler.Result.OUT_OF_ORDER, assembler.add(200, 100, part, 0, 100));
        assertEquals(MessageAssembler.Result.MORE, assembler.add(200, 0, part, 0, 100));
        assertEquals(MessageAssembler.Result.WHOLE, assembler.add(200, 100, part, 0, 100));
        assertEquals(MessageAssembler.Result.WHOLE, assembler.add(100, 0, part, 0, 100));
        assertEquals(100, assembler.length());
        assembler.reset();
        assertEquals(MessageAssembler.Result.MORE, assembler.append(part, 0, 100, false));
        assertEquals(MessageAssembler.Result.MORE, assembler.append(part, 0, 100, false));
        assertEquals(MessageAssembler.Result.TOO_LARGE, assembler.append(part, 0, 51, true));
    }

    @Test
    void shouldTakeNoMoreMemoryThanHasCome() {
        MessageAssembler assembler = new MessageAssembler(1 << 30);
        UnsafeBuffer part = new UnsafeBuffer(new byte[10]);
        assertEquals(MessageAssembler.Result.MORE, assembler.add(1 << 30, 0, part, 0, 10));
        assertTrue(
                assembler.buffer().capacity() <= 4096,
                "took " + assembler.buffer().capacity());
        UnsafeBuffer large = new UnsafeBuffer(new byte[3 << 20]);
        assertEquals(MessageAssembler.Result.MORE, assembler.add(1 << 30, 10, large, 0, 3 << 20));
        assembler.reset();
        assertEquals(0, assembler.buffer().capacity());
    }
}
