package io.canyon.aeron.server;

import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import io.canyon.aeron.wire.MessageAssembler;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/**
 * One publication of requests, as the server reads it: the image, the parts of a message that is longer than a frame of
 * Aeron, and the session that came on it. Used in the agent's thread.
 */
final class RequestSource implements ControlledFragmentHandler {
    private static final long NO_CORRELATION = Long.MIN_VALUE;
    /** Who has not been let in gets no more memory than this. */
    private static final int MAX_STRANGER_BYTES = 128 << 10;
    /** So long a session is left alone by newer requests. */
    private static final long SESSION_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private final RequestAdapter adapter;
    private final RequestImage image;
    private final String peer;
    /** Of frames of Aeron. */
    private final MessageAssembler frames;
    /** Of Fragments of the protocol. */
    private final MessageAssembler fragments;

    private ClientSession session;
    private long lastCorrelationId = NO_CORRELATION;
    private long begunNs;
    /** The rest of a message that is too long comes, and is passed over. */
    private boolean isSkipping;

    private boolean isGone;

    /** @param peer where it comes from */
    RequestSource(RequestAdapter adapter, RequestImage image, String peer, int maxMessageBytes) {
        this.adapter = adapter;
        this.image = image;
        this.peer = peer;
        this.frames = new MessageAssembler(maxMessageBytes);
        this.fragments = new MessageAssembler(maxMessageBytes);
    }

    /** Takes a bounded number of frames, unless its session is not to be read. */
    int poll(int frameLimit) {
        return isGone || !isReading() ? 0 : image.poll(this, frameLimit);
    }

    @Override
    public Action onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        onFrame(buffer, offset, length, header.flags());
        return isReading() ? Action.CONTINUE : Action.BREAK;
    }

    /** Takes a frame of Aeron: a message, or a part of one. */
    void onFrame(DirectBuffer buffer, int offset, int length, byte flags) {
        if ((flags & FrameDescriptor.UNFRAGMENTED) == FrameDescriptor.UNFRAGMENTED) {
            adapter.onMessage(this, buffer, offset, length);
            return;
        }
        if ((flags & FrameDescriptor.BEGIN_FRAG_FLAG) != 0) {
            frames.reset();
            isSkipping = false;
        } else if (isSkipping || frames.length() == 0) {
            // Of a message whose beginning was before this server's time, or that is too long.
            return;
        }
        switch (frames.append(buffer, offset, length, (flags & FrameDescriptor.END_FRAG_FLAG) != 0)) {
            case WHOLE -> {
                adapter.onMessage(this, frames.buffer(), 0, frames.length());
                frames.reset();
            }
            case TOO_LARGE -> tooLarge();
            default -> {
                if (frames.length() > MAX_STRANGER_BYTES && isStranger()) {
                    tooLarge();
                }
            }
        }
    }

    RequestImage image() {
        return image;
    }

    String peer() {
        return peer;
    }

    MessageAssembler fragments() {
        return fragments;
    }

    /** The session that messages may be of; null if none is left. */
    ClientSession session() {
        if (session != null && session.state() == SessionState.CLOSED) {
            if (!session.isReached()) {
                // The request may be made again.
                lastCorrelationId = NO_CORRELATION;
            }
            session = null;
        }
        return session;
    }

    /** Whether a session may begin here, in the place of one that is there. */
    boolean mayBegin(long nowNs) {
        ClientSession of = session();
        return of == null || of.state() == SessionState.CLOSING || nowNs - begunNs >= SESSION_INTERVAL_NS;
    }

    /** A session begins here; what came before is of no use to it. */
    void begin(ClientSession newSession, long nowNs) {
        begunNs = nowNs;
        session = newSession;
        lastCorrelationId = newSession.correlationId();
        fragments.reset();
    }

    /** Whether the request is the one that was answered last, or is being answered. */
    boolean isRepeated(long correlationId) {
        return correlationId == lastCorrelationId;
    }

    /** The image is gone. */
    void onGone() {
        isGone = true;
    }

    boolean isGone() {
        return isGone;
    }

    private void tooLarge() {
        frames.reset();
        isSkipping = true;
        adapter.onTooLarge(this);
    }

    private boolean isStranger() {
        ClientSession of = session();
        return of == null || of.state() != SessionState.OPEN;
    }

    private boolean isReading() {
        ClientSession of = session();
        return of == null || of.isReading();
    }
}
