package io.canyon.aeron.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.aeron.Publication;
import io.aeron.logbuffer.FrameDescriptor;
import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.AeronCounter;
import io.canyon.aeron.SmileJson;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.ServiceConnection;
import java.lang.management.ManagementFactory;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** An edit goes in, and acks and broadcasts go out, without garbage once all is warm. */
class ServerGarbageTest {
    private static final int WARM_UP = 20_000;
    private static final int EDITS = 20_000;
    /** What the JVM itself may take meanwhile; a single object per edit would be ten times as much. */
    private static final long MAX_BYTES = 32 << 10;

    private final AgentHarness harness = new AgentHarness(AeronConfig.DEFAULTS);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ExpandableArrayBuffer target = new ExpandableArrayBuffer();
    private final DirectBuffer delta = new UnsafeBuffer(SmileJson.smile("{\"x\":[1]}"));
    private final DirectBuffer name = new UnsafeBuffer(new byte[10]);

    @Test
    void shouldMakeNoGarbage() {
        FakeClient image = new FakeClient();
        RequestSource source = harness.agent.add(image, "peer");
        image.send(harness.writer.connect(1, AgentHarness.CHANNEL, 8, "a"));
        harness.turn();
        FakeLink.Stream stream = harness.link.last();
        ServiceConnection connection = harness.engine.last().connection;
        harness.engine.last().isRecording = false;
        UnsafeBuffer edit =
                harness.writer.edit(harness.sessionId(), 1, 1, -1, PayloadForm.DELTA, SmileJson.smile("{\"x\":[1]}"));
        stream.isRecording = false;
        run(WARM_UP, source, edit, connection, stream);
        long before = threads.getCurrentThreadAllocatedBytes();
        run(EDITS, source, edit, connection, stream);
        long allocatedBytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocatedBytes < MAX_BYTES, "allocated " + allocatedBytes);
        assertEquals(WARM_UP + EDITS, harness.engine.last().edits);
        assertEquals(1 + 2L * (WARM_UP + EDITS), harness.count(AeronCounter.MESSAGES_SENT));
    }

    private void run(
            int count, RequestSource source, UnsafeBuffer edit, ServiceConnection connection, FakeLink.Stream stream) {
        for (int i = 0; i < count; i++) {
            source.onFrame(edit, 0, edit.capacity(), FrameDescriptor.UNFRAGMENTED);
            // Every other time the service is slow, and what it is sent waits.
            stream.result = i % 2 == 0 ? 0 : Publication.BACK_PRESSURED;
            send(connection, harness.engine.wire.ack(9, i + 1, i + 1, null, target));
            send(connection, harness.engine.wire.edit(9, i + 1, name, name, delta, target));
            stream.result = 0;
            harness.agent.doWork();
        }
    }

    private void send(ServiceConnection connection, int lengthBytes) {
        Frame frame = harness.engine.frames.sharedFrame(target, 0, lengthBytes);
        connection.send(frame);
        frame.release();
    }
}
