package io.canyon.aeron.client;

import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.RefusedReason;
import io.canyon.aeron.codec.RejectReason;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** Writes down what a room tells. */
final class RecordedRoom implements RoomHandler {
    final List<String> events = new ArrayList<>();
    byte[] contents = new byte[0];
    boolean isFailing;
    Runnable onEdit = () -> {};

    private static String text(DirectBuffer buffer) {
        return buffer.getStringWithoutLengthUtf8(0, buffer.capacity());
    }

    private void failIfToldTo(String what) {
        if (isFailing) {
            throw new IllegalStateException(what);
        }
    }

    @Override
    public void onJoined(JoinedState joined) {
        contents = new byte[joined.contents().capacity()];
        joined.contents().getBytes(0, contents);
        events.add("joined " + joined.version() + " " + joined.form());
    }

    @Override
    public void onAck(long sequence, long version, Durability durability, AppliedAs appliedAs, DirectBuffer delta) {
        failIfToldTo("ack");
        events.add("ack " + sequence + " " + version + " " + durability + " " + appliedAs);
    }

    @Override
    public void onConfirmed(long sequence, long version) {
        events.add("confirmed " + sequence + " " + version);
    }

    @Override
    public void onEdit(long version, DirectBuffer clientId, DirectBuffer userId, DirectBuffer delta) {
        failIfToldTo("edit");
        events.add("edit " + version + " " + text(clientId) + " " + text(userId));
        onEdit.run();
    }

    @Override
    public void onReject(long sequence, RejectReason reason, long version, DirectBuffer message) {
        events.add("reject " + sequence + " " + reason + " " + text(message));
    }

    @Override
    public void onRefused(RefusedReason reason, boolean isOver, String message) {
        events.add("refused " + reason + " " + isOver);
    }

    @Override
    public void onState(LinkState state) {
        events.add("state " + state);
    }

    @Override
    public void onForgotten() {
        events.add("forgotten");
    }
}
