package io.canyon.aeron.server;

import io.aeron.Publication;
import io.canyon.aeron.Received;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Publications that keep what they are offered, or turn it down. */
final class FakeLink implements AeronLink {
    final List<Stream> streams = new ArrayList<>();
    boolean isReady = true;
    boolean isConnected = true;
    RuntimeException failure;
    boolean isLost;
    int reopenings;
    int cancelled;

    @Override
    public int poll() {
        return 0;
    }

    @Override
    public boolean isLost() {
        return isLost;
    }

    @Override
    public void reopen() {
        reopenings++;
    }

    @Override
    public long add(String channel, int streamId) {
        streams.add(new Stream(channel, streamId, isConnected));
        return streams.size() - 1;
    }

    @Override
    public ResponseStream find(long id) {
        if (failure != null) {
            throw failure;
        }
        return isReady ? streams.get((int) id) : null;
    }

    @Override
    public void cancel(long id) {
        cancelled++;
    }

    Stream last() {
        return streams.get(streams.size() - 1);
    }

    static final class Stream implements ResponseStream {
        final String channel;
        final int streamId;
        final List<byte[]> messages = new ArrayList<>();
        int maxMessageBytes = 128 << 10;
        /** Results of the next offers; none: they are taken. */
        final List<Long> results = new ArrayList<>();
        /** What every offer ends in, unless it is 0. */
        long result;

        boolean isConnected;
        boolean isClosed;
        /** Thrown when it is closed; null: nothing. */
        RuntimeException closing;

        boolean isRecording = true;

        Stream(String channel, int streamId, boolean isConnected) {
            this.channel = channel;
            this.streamId = streamId;
            this.isConnected = isConnected;
        }

        @Override
        public boolean isConnected() {
            return isConnected;
        }

        @Override
        public void close() {
            isClosed = true;
            if (closing != null) {
                throw closing;
            }
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
            if (headLength + bodyLength > maxMessageBytes) {
                throw new IllegalArgumentException("too long: " + (headLength + bodyLength));
            }
            long now = results.isEmpty() ? result : results.remove(0);
            if (now < 0) {
                return now;
            }
            if (isClosed) {
                return Publication.CLOSED;
            }
            if (!isRecording) {
                return 1;
            }
            byte[] message = new byte[headLength + bodyLength];
            head.getBytes(0, message, 0, headLength);
            body.getBytes(bodyOffset, message, headLength, bodyLength);
            messages.add(message);
            return messages.size();
        }

        /** What was taken, as messages. */
        List<Received> received() {
            return messages.stream()
                    .map(bytes -> Received.of(new UnsafeBuffer(bytes), 0, bytes.length))
                    .toList();
        }

        Received lastReceived() {
            return received().get(messages.size() - 1);
        }
    }
}
