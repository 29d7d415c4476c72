package io.canyon.aeron.server;

import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import io.aeron.protocol.DataHeaderFlyweight;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A publication of requests that hands over what a test has put into it. */
final class FakeClient implements RequestImage {
    private record Frame(byte[] bytes, byte flags) {}

    private final ArrayDeque<Frame> frames = new ArrayDeque<>();

    void send(DirectBuffer message) {
        send(message, 0, message.capacity(), FrameDescriptor.UNFRAGMENTED);
    }

    /** Sends a message as Aeron does when it is longer than a frame. */
    void sendInFrames(DirectBuffer message, int frameBytes) {
        for (int offset = 0; offset < message.capacity(); offset += frameBytes) {
            int length = Math.min(frameBytes, message.capacity() - offset);
            int flags = offset == 0 ? FrameDescriptor.BEGIN_FRAG_FLAG : 0;
            flags |= offset + length == message.capacity() ? FrameDescriptor.END_FRAG_FLAG : 0;
            send(message, offset, length, (byte) flags);
        }
    }

    void send(DirectBuffer message, int offset, int length, byte flags) {
        byte[] bytes = new byte[length];
        message.getBytes(offset, bytes);
        frames.add(new Frame(bytes, flags));
    }

    int waiting() {
        return frames.size();
    }

    @Override
    public int poll(ControlledFragmentHandler handler, int frameLimit) {
        int count = 0;
        while (count < frameLimit && !frames.isEmpty()) {
            Frame frame = frames.poll();
            UnsafeBuffer term = new UnsafeBuffer(new byte[DataHeaderFlyweight.HEADER_LENGTH + frame.bytes.length]);
            term.putByte(FrameDescriptor.flagsOffset(0), frame.flags);
            term.putBytes(DataHeaderFlyweight.HEADER_LENGTH, frame.bytes);
            Header header = new Header(0, 0);
            header.buffer(term);
            header.offset(0);
            count++;
            if (handler.onFragment(term, DataHeaderFlyweight.HEADER_LENGTH, frame.bytes.length, header)
                    == Action.BREAK) {
                break;
            }
        }
        return count;
    }
}
