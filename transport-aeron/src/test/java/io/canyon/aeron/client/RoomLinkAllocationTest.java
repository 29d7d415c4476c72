package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.aeron.logbuffer.FragmentHandler;
import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RejectReason;
import io.canyon.aeron.codec.StateContents;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Edits, acks and edits of others pass a session without garbage. */
class RoomLinkAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int EDITS = 50_000;

    /** Keeps nothing that is sent, and says each message again and again. */
    private static final class LoopWire implements Wire {
        final Deque<byte[]> once = new ArrayDeque<>();
        final UnsafeBuffer ack = new UnsafeBuffer(new byte[0]);
        final UnsafeBuffer edit = new UnsafeBuffer(new byte[0]);
        long version;
        boolean isLooping;

        @Override
        public int doWork() {
            return 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public boolean isLost() {
            return false;
        }

        @Override
        public String responseChannel() {
            return "aeron:ipc";
        }

        @Override
        public int responseStreamId() {
            return 1;
        }

        @Override
        public int poll(FragmentHandler handler, int limit) {
            while (!once.isEmpty()) {
                UnsafeBuffer message = new UnsafeBuffer(once.remove());
                handler.onFragment(message, 0, message.capacity(), null);
            }
            if (isLooping) {
                version++;
                ack.putLong(8 + 8, version, ByteOrder.LITTLE_ENDIAN);
                ack.putLong(8 + 16, 2 * version - 1, ByteOrder.LITTLE_ENDIAN);
                edit.putLong(8 + 8, 2 * version, ByteOrder.LITTLE_ENDIAN);
                handler.onFragment(ack, 0, ack.capacity(), null);
                handler.onFragment(edit, 0, edit.capacity(), null);
            }
            return 2;
        }

        @Override
        public int maxMessageBytes() {
            return 1 << 16;
        }

        @Override
        public long offer(DirectBuffer buffer, int offset, int length) {
            return 1;
        }

        @Override
        public long offer(DirectBuffer head, int headLength, DirectBuffer body, int bodyOffset, int bodyLength) {
            return 1;
        }

        @Override
        public void close() {}
    }

    /** Counts. */
    private static final class CountingRoom implements RoomHandler {
        long acks;
        long edits;

        @Override
        public void onJoined(JoinedState joined) {}

        @Override
        public void onAck(long sequence, long version, Durability durability, AppliedAs as, DirectBuffer delta) {
            acks++;
        }

        @Override
        public void onEdit(long version, DirectBuffer clientId, DirectBuffer userId, DirectBuffer delta) {
            edits += delta.capacity() > 0 ? 1 : 0;
        }

        @Override
        public void onReject(long sequence, RejectReason reason, long version, DirectBuffer message) {}
    }

    private final LoopWire wire = new LoopWire();
    private final CountingRoom room = new CountingRoom();
    private long nowNs;
    private long sequence;

    @Test
    void shouldMakeNoGarbage() {
        ServerMessages messages = new ServerMessages();
        Random random = new Random(1);
        long correlationId = new Random(1).nextLong() & Long.MAX_VALUE;
        RoomsSession session = new RoomsSession(
                RoomsConfig.builder().build(), () -> wire, () -> nowNs, random, () -> "x", (state, reason) -> {});
        RoomLink link = session.join("lobby", "ann", JoinOptions.DEFAULTS, room);
        session.doWork();
        session.doWork();
        wire.once.add(messages.connected(correlationId, 7, ConnectResult.OK));
        session.doWork();
        session.doWork();
        byte[] document = {1};
        wire.once.add(messages.joined(
                40,
                link.handle(),
                new ServerMessages.State(0, -1, 0, true, StateContents.DOCUMENT, document),
                document));
        session.doWork();
        assertEquals(LinkState.LIVE, link.state());
        wire.ack.wrap(messages.ack(40, 1, 1, AppliedAs.SENT, new byte[0]));
        wire.edit.wrap(messages.edited(40, 2, "somebody", "else", new byte[] {1, 2, 3}));
        wire.isLooping = true;
        UnsafeBuffer payload = new UnsafeBuffer(new byte[100]);
        run(session, link, payload, WARM_UP);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long leastBytes = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getThreadAllocatedBytes(thread);
            run(session, link, payload, EDITS);
            leastBytes = Math.min(leastBytes, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertEquals(WARM_UP + 5 * EDITS, room.acks);
        assertEquals(WARM_UP + 5 * EDITS, room.edits);
        // less than a byte per edit: what the measurement itself takes
        assertTrue(leastBytes < EDITS / 10, "allocated " + leastBytes + " bytes");
    }

    private void run(RoomsSession session, RoomLink link, UnsafeBuffer payload, int count) {
        for (int i = 0; i < count; i++) {
            nowNs += 1_000;
            sequence++;
            if (link.offerEdit(sequence, -1, PayloadForm.DELTA, payload, 0, 100) < 0) {
                throw new AssertionError("sequence=" + sequence);
            }
            session.doWork();
        }
    }
}
