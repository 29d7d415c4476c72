package io.canyon.bench.aeron;

import io.canyon.aeron.client.JoinOptions;
import io.canyon.aeron.client.JoinedState;
import io.canyon.aeron.client.LinkState;
import io.canyon.aeron.client.RoomHandler;
import io.canyon.aeron.client.RoomLink;
import io.canyon.aeron.client.RoomsConfig;
import io.canyon.aeron.client.RoomsSession;
import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RejectReason;
import io.canyon.engine.edit.SmileWriter;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Edits of one number by one service, told to another, and acked. */
final class CanyonRoute implements Route {
    private static final UnsafeBuffer FIELD = new UnsafeBuffer("position".getBytes(StandardCharsets.US_ASCII));
    /** Canonical integers of that size all have one length. */
    private static final int FIRST_NUMBER = 1 << 24;

    private final RoomsSession sender;
    private final RoomsSession receiver;
    private final RoomLink link;
    private final ExpandableArrayBuffer delta = new ExpandableArrayBuffer();
    private final SmileWriter smile = new SmileWriter();
    private int number = FIRST_NUMBER;
    private long acked;
    private int received;

    /** What a service is told. */
    private final class Counter implements RoomHandler {
        @Override
        public void onJoined(JoinedState joined) {}

        @Override
        public void onAck(long sequence, long version, Durability durability, AppliedAs appliedAs, DirectBuffer told) {
            acked = sequence;
        }

        @Override
        public void onEdit(long version, DirectBuffer clientId, DirectBuffer userId, DirectBuffer told) {
            received++;
        }

        @Override
        public void onReject(long sequence, RejectReason reason, long version, DirectBuffer message) {
            throw new IllegalStateException("rejected: reason=" + reason);
        }
    }

    CanyonRoute(String folder, String requestChannel, String responseChannel) {
        sender = session(folder, requestChannel, responseChannel, "sender");
        receiver = session(folder, requestChannel, responseChannel, "receiver");
        link = sender.join("bench", "sender", JoinOptions.DEFAULTS, new Counter());
        RoomLink watched = receiver.join("bench", "receiver", JoinOptions.DEFAULTS, new Counter());
        long deadlineNs = System.nanoTime() + CONNECT_NS;
        while (link.state() != LinkState.LIVE || watched.state() != LinkState.LIVE) {
            poll();
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException("not joined: state=" + link.state());
            }
        }
    }

    private static RoomsSession session(String folder, String requestChannel, String responseChannel, String name) {
        RoomsConfig config = RoomsConfig.builder()
                .aeronDirectory(folder)
                .request(requestChannel, 7401)
                .response(responseChannel, 7402)
                .clientId(name)
                .build();
        return RoomsSession.create(config, (state, reason) -> {});
    }

    @Override
    public boolean send() {
        smile.wrap(delta, 0);
        smile.startObject();
        smile.writeName(FIELD, 0, FIELD.capacity());
        smile.startArray();
        smile.writeInteger(0);
        smile.writeInteger(number);
        smile.endArray();
        smile.endObject();
        long sequence = link.lastSequence() + 1;
        if (link.offerEdit(sequence, -1, PayloadForm.DELTA, delta, 0, smile.position()) <= 0) {
            return false;
        }
        number++;
        return true;
    }

    @Override
    public int poll() {
        received = 0;
        sender.doWork();
        receiver.doWork();
        return received;
    }

    /** Number of the last edit that was acked. */
    long acked() {
        return acked;
    }

    /** Number of the last edit that was sent. */
    long sent() {
        return link.lastSequence();
    }

    @Override
    public void close() {
        sender.close();
        receiver.close();
    }
}
