package io.canyon.aeron.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.logbuffer.FrameDescriptor;
import io.canyon.aeron.AeronCounter;
import io.canyon.aeron.SmileJson;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RoomKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Messages with random damage are taken or end their session; nothing is thrown, and nobody else notices. */
class RequestFuzzTest {
    private static final int RUNS = 20_000;

    @Test
    void shouldTakeOrRefuseWhateverComes() {
        long seed = Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
        System.out.println("RequestFuzzTest seed=" + seed);
        Random random = new Random(seed);
        AgentHarness harness = new AgentHarness();
        FakeClient otherClient = harness.connected("other");
        long otherId = harness.sessionId();
        FakeEngine.Session other = harness.engine.last();
        long refused = 0;
        FakeClient client = harness.client();
        for (int run = 0; run < RUNS; run++) {
            otherClient.send(harness.writer.keepAlive(otherId));
            FakeEngine.Session session = session(harness, client, run);
            List<UnsafeBuffer> messages = messages(harness, harness.sessionId());
            UnsafeBuffer message = messages.get(random.nextInt(messages.size()));
            damage(message, random);
            int length = random.nextInt(4) == 0 ? random.nextInt(message.capacity() + 1) : message.capacity();
            byte flags = random.nextInt(8) == 0 ? (byte) random.nextInt(256) : FrameDescriptor.UNFRAGMENTED;
            client.send(message, 0, length, flags);
            harness.agent.doWork();
            refused += session.asked.stream().anyMatch(what -> what.startsWith("malformed")) ? 1 : 0;
        }
        assertEquals(List.of(), other.asked);
        assertEquals(0, harness.count(AeronCounter.EXCEPTIONS));
        assertTrue(refused > RUNS / 10, "refused " + refused);
        assertTrue(refused < RUNS, "some are still good");
    }

    /** An open session of the client's. */
    private static FakeEngine.Session session(AgentHarness harness, FakeClient client, int run) {
        while (harness.link.last().isClosed || harness.engine.sessions.size() < 2) {
            client.send(harness.writer.connect(run + 1000L, AgentHarness.CHANNEL, 8, "a"));
            // New sessions begin at a bounded pace.
            harness.pass(100);
        }
        if (harness.link.streams.size() > 100) {
            harness.link
                    .last()
                    .messages
                    .subList(1, harness.link.last().messages.size())
                    .clear();
        }
        // Payloads are the engine's to read.
        harness.engine.last().readsPayloads = false;
        return harness.engine.last();
    }

    private static void damage(UnsafeBuffer message, Random random) {
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(3) == 0 ? random.nextInt(8) : random.nextInt(message.capacity());
            switch (random.nextInt(3)) {
                case 0 -> message.putByte(at, (byte) random.nextInt());
                case 1 -> message.putByte(at, (byte) (message.getByte(at) ^ 1 << random.nextInt(8)));
                default -> message.putByte(at, (byte) (random.nextBoolean() ? 0xFF : 0));
            }
        }
    }

    private static List<UnsafeBuffer> messages(AgentHarness harness, long id) {
        List<UnsafeBuffer> messages = new ArrayList<>();
        messages.add(harness.writer.join(id, 1, "room", "user", -1, RoomKind.DOCUMENT, "{\"a\":[1]}"));
        messages.add(harness.writer.edit(id, 1, 1, -1, PayloadForm.DELTA, new byte[20]));
        messages.add(harness.writer.presence(id, 1, "{\"a\":1}"));
        messages.add(harness.writer.authenticate(id, 1, "\"a\""));
        messages.add(harness.writer.leave(id, 1));
        messages.add(harness.writer.keepAlive(id));
        byte[] leave = harness.writer.leave(id, 2).byteArray();
        messages.add(harness.writer.fragment(id, leave.length, 0, leave));
        messages.add(harness.writer.fragment(id, 100, 0, SmileJson.smile("\"part\"")));
        return messages;
    }
}
