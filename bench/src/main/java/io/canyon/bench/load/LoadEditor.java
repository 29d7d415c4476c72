package io.canyon.bench.load;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CountDownLatch;

/** One session of the load: it may write, and it measures what it receives. Belongs to its event loop. */
final class LoadEditor implements WsClient.Listener {
    private static final int MEASURED_ONE_OF = 8;

    private final LoadPlan plan;
    private final LoadStats stats;
    private final CountDownLatch ready;
    private final boolean isWriter;
    private final boolean isStalling;
    private final WireText text;
    private final WsClient client;

    private int sinceMeasured;
    private long latestDueNs;
    private boolean isReady;
    private boolean isStarted;
    private boolean isMeasuring;
    private String lostReason;

    /** @param ready counted down once, when the editor can start, or never will */
    LoadEditor(LoadPlan plan, LoadStats stats, CountDownLatch ready, int room, int index) {
        this.plan = plan;
        this.stats = stats;
        this.ready = ready;
        this.isWriter = index < plan.writers();
        this.isStalling = index >= plan.sessions() - plan.stalled();
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

    boolean isStalling() {
        return isStalling;
    }

    /** Of a session that stalls: the latest time that it has seen in an edit. */
    long latestDueNs() {
        return latestDueNs;
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
    public void onText(ByteBuf bytes, int start, int length, long nowNs) {
        if (isStalling) {
            onTextOfStalled(bytes, start, length);
            return;
        }
        switch (WireText.kind(bytes, start, length)) {
            case DELIVERY -> onDelivery(bytes, start, length, nowNs);
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

    /** Counts all and measures some: the load is to take little of the machine. A creation is no delivery. */
    private void onDelivery(ByteBuf bytes, int start, int length, long nowNs) {
        if (isMeasuring && ++sinceMeasured < MEASURED_ONE_OF) {
            stats.onDelivery(nowNs);
            return;
        }
        long dueNs = WireText.dueOfDelivery(bytes, start, length);
        if (dueNs > 0) {
            isMeasuring = true;
            sinceMeasured = 0;
            stats.onDelivery(dueNs, nowNs);
        }
    }

    private void onTextOfStalled(ByteBuf bytes, int start, int length) {
        latestDueNs = Math.max(latestDueNs, WireText.latestDue(bytes, start, length));
        switch (WireText.kind(bytes, start, length)) {
            case CATCH_UP -> stats.stalledCatchUps++;
            case COUNT -> onCount();
            default -> {}
        }
    }

    private void becomeReady() {
        isReady = true;
        ready.countDown();
    }
}
