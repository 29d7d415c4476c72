package io.canyon.bench.load;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CountDownLatch;

/** One session of the load: it may write, and it measures what it receives. Belongs to its event loop. */
final class LoadEditor implements WsClient.Listener {
    private final LoadPlan plan;
    private final LoadStats stats;
    private final CountDownLatch ready;
    private final boolean isWriter;
    private final WireText text;
    private final WsClient client;

    private boolean isReady;
    private boolean isStarted;
    private String lostReason;

    /** @param ready counted down once, when the editor can start, or never will */
    LoadEditor(LoadPlan plan, LoadStats stats, CountDownLatch ready, int room, int index) {
        this.plan = plan;
        this.stats = stats;
        this.ready = ready;
        this.isWriter = index < plan.writers();
        String name = "load-" + index;
        this.text = new WireText(name);
        this.client = new WsClient(plan, "roomId=load-" + room + "&clientId=" + name, this);
    }

    WsClient client() {
        return client;
    }

    boolean isWriter() {
        return isWriter;
    }

    /** Why the connection ended by itself, null if it did not. */
    String lostReason() {
        return lostReason;
    }

    /** Closed loop: fills the window of edits on the way. */
    void start() {
        isStarted = true;
        for (int i = 0; i < plan.inFlight(); i++) {
            send(LoadClock.nowNs());
        }
        client.flush();
    }

    /** Sends one edit that was due at {@code dueNs}; the caller flushes. */
    void send(long dueNs) {
        stats.sent++;
        client.send(frame -> text.writeEdit(frame, dueNs));
    }

    @Override
    public void onText(ByteBuf bytes, int start, int length) {
        long nowNs = LoadClock.nowNs();
        switch (WireText.kind(bytes, start, length)) {
            case DELIVERY -> onDelivery(WireText.dueOfDelivery(bytes, start, length), nowNs);
            case ACK -> onAck(WireText.dueOfAck(bytes, start), nowNs);
            case ACK_WITH_REJECTIONS -> {
                stats.rejected++;
                onAck(WireText.dueOfAck(bytes, start), nowNs);
            }
            case CATCH_UP -> stats.catchUps++;
            case COUNT -> onCount();
            case OTHER -> {}
        }
    }

    @Override
    public void onLost(String reason) {
        lostReason = reason;
        stats.closed++;
        becomeReady();
    }

    /** The number of sessions is told to a session as soon as it is in its room. */
    private void onCount() {
        if (isReady) {
            return;
        }
        if (isWriter) {
            isReady = true;
            client.send(text::writeCreation);
        } else {
            becomeReady();
        }
    }

    private void onAck(long dueNs, long nowNs) {
        if (dueNs == 0) {
            ready.countDown();
            return;
        }
        stats.onAck(dueNs, nowNs);
        if (isStarted && !stats.isOver(nowNs)) {
            send(nowNs);
        }
    }

    private void onDelivery(long dueNs, long nowNs) {
        if (dueNs > 0) {
            stats.onDelivery(dueNs, nowNs);
        }
    }

    private void becomeReady() {
        isReady = true;
        ready.countDown();
    }
}
