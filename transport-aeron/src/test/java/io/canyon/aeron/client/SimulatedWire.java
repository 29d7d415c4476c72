package io.canyon.aeron.client;

import io.aeron.Publication;
import io.aeron.logbuffer.FragmentHandler;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Two streams in memory, which take their time, are full at times, and break. */
final class SimulatedWire implements Wire {
    static final int MAX_MESSAGE_BYTES = 300;

    final int number;
    final Deque<byte[]> toServer = new ArrayDeque<>();
    final Deque<byte[]> toClient = new ArrayDeque<>();
    /** So many messages may be read. */
    int readable = Integer.MAX_VALUE;
    /** So many messages may wait for the server. */
    int limit = Integer.MAX_VALUE;
    /** So many offers find the stream full. */
    int fullOffers;

    boolean isOpen;
    boolean isBroken;
    boolean isClosed;
    int maxMessageBytes = MAX_MESSAGE_BYTES;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[0]);

    SimulatedWire(int number) {
        this.number = number;
    }

    @Override
    public int doWork() {
        return 0;
    }

    @Override
    public boolean isReady() {
        return isOpen;
    }

    @Override
    public boolean isLost() {
        return isBroken;
    }

    @Override
    public String responseChannel() {
        return "aeron:ipc?session-id=" + number;
    }

    @Override
    public int responseStreamId() {
        return 7402;
    }

    @Override
    public int poll(FragmentHandler handler, int limit) {
        int count = 0;
        while (count < limit && readable > 0 && !toClient.isEmpty() && !isBroken) {
            readable--;
            count++;
            // behind some bytes, as in a log
            byte[] bytes = toClient.remove();
            byte[] log = new byte[bytes.length + 24];
            System.arraycopy(bytes, 0, log, 16, bytes.length);
            message.wrap(log);
            handler.onFragment(message, 16, bytes.length, null);
        }
        return count;
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
        if (isBroken) {
            return Publication.NOT_CONNECTED;
        }
        if (toServer.size() >= limit) {
            return Publication.BACK_PRESSURED;
        }
        if (fullOffers > 0) {
            fullOffers--;
            return fullOffers % 2 == 0 ? Publication.BACK_PRESSURED : Publication.ADMIN_ACTION;
        }
        byte[] bytes = new byte[headLength + bodyLength];
        if (bytes.length > maxMessageBytes) {
            throw new IllegalArgumentException("a message of " + bytes.length);
        }
        head.getBytes(0, bytes, 0, headLength);
        body.getBytes(bodyOffset, bytes, headLength, bodyLength);
        toServer.add(bytes);
        return toServer.size();
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
