package io.canyon.aeron.server;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.aeron.logbuffer.FrameDescriptor;
import io.canyon.aeron.AeronCounter;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whatever a service sends is taken or ends its session. Jazzer changes the classes of its JVM, so this runs alone:
 * {@code JAZZER_FUZZ=1 mvn -pl transport-aeron test -Dtest=RequestFuzzer}.
 */
class RequestFuzzer {
    @FuzzTest(maxDuration = "10s")
    void shouldTakeOrRefuseWhateverComes(FuzzedDataProvider data) {
        AgentHarness harness = new AgentHarness();
        FakeClient client = harness.connected("a");
        FakeEngine.Session session = harness.engine.last();
        // Payloads are the engine's to read.
        session.readsPayloads = false;
        long id = harness.sessionId();
        while (data.remainingBytes() > 0) {
            boolean isOfSession = data.consumeBoolean();
            byte flags = data.consumeBoolean() ? FrameDescriptor.UNFRAGMENTED : data.consumeByte();
            UnsafeBuffer message = new UnsafeBuffer(data.consumeBytes(200));
            if (isOfSession && message.capacity() >= 16) {
                message.putLong(8, id);
            }
            client.send(message, 0, message.capacity(), flags);
        }
        harness.turn();
        if (harness.count(AeronCounter.EXCEPTIONS) > 0) {
            throw new AssertionError("something was thrown");
        }
    }
}
