package io.canyon.engine.gateway;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;

/** One connection, with what all wires have in common: its flush, its budget, the pace at which it may send. */
final class Link {
    private static final int MAX_MALFORMED = 100;

    /** Who uses the connection. */
    interface User {
        /** What it was sent has been flushed: it may have passed its budget, or have drained. */
        void onFlushed();

        /** After it was throttled: it may send again. */
        void onPace();

        /** The time has gone on; true if it wants to be told again. */
        boolean onTime(long nowNs);

        LagWait lagWait();

        /** The peer has taken next to nothing for too long. */
        void onStuck();
    }

    private final IoGateway gateway;
    private final Connection connection;
    private final User user;
    private final LagWatch lagWatch = new LagWatch();
    /** Null: it may send as fast as it can. */
    private final TokenBucket frameTokens;

    private boolean isReading = true;
    private boolean isTouched;
    private boolean isTimed;
    private boolean isThrottled;
    private boolean isClosed;
    private int malformedCount;
    private long grantedBytes;
    private long grantsEnded;

    Link(IoGateway gateway, Connection connection, User user) {
        this.gateway = gateway;
        this.connection = connection;
        this.user = user;
        int framesPerSecond = limits().session().maxFramesPerSecond();
        this.frameTokens = framesPerSecond == 0 ? null : new TokenBucket(framesPerSecond, gateway.nowNs());
    }

    /** Sends a frame that others may get, too. */
    void send(Frame frame) {
        connection.send(frame);
        gateway.counters().increment(EngineCounter.FRAMES_SENT);
        if (!isTouched) {
            isTouched = true;
            gateway.touched(this);
        }
    }

    /** Sends the text of that length that stands in the gateway's frame builder; nothing if it is empty. */
    void sendText(int length) {
        if (length > 0) {
            Frame frame = gateway.frames().frame(length);
            send(frame);
            frame.release();
        }
    }

    /** End of a batch. */
    void flush() {
        isTouched = false;
        if (!isClosed) {
            connection.flush();
            user.onFlushed();
        }
    }

    long unsentBytes() {
        return connection.unsentBytes();
    }

    boolean isOverBudget() {
        return connection.unsentBytes() > limits().sessionBudgetBytes();
    }

    /** Whether more is unsent than the budget and what was granted on top of it. */
    boolean isOverGrants() {
        forgetGrants();
        return connection.unsentBytes() - grantedBytes > limits().sessionBudgetBytes();
    }

    boolean isDrained() {
        return connection.unsentBytes() <= limits().sessionBudgetBytes() / 4;
    }

    /** So many more bytes, or fewer, may be unsent until it has drained. */
    void grant(long lengthBytes) {
        grantedBytes += lengthBytes;
    }

    /** How often grants have ended. */
    long grantsEnded() {
        forgetGrants();
        return grantsEnded;
    }

    private void forgetGrants() {
        if (grantedBytes > 0 && isDrained()) {
            grantedBytes = 0;
            grantsEnded++;
        }
    }

    /** From here on the peer is to take something. */
    void startLagWatch() {
        lagWatch.start(connection.unsentBytes(), gateway.nowNs());
        awaitTime();
    }

    /** Whether a frame may be worked off now; if not, {@link User#onPace} tells when. */
    boolean takesToken() {
        if (frameTokens == null || !isThrottled && frameTokens.take(gateway.nowNs())) {
            return true;
        }
        if (!isThrottled) {
            isThrottled = true;
            gateway.counters().increment(EngineCounter.SESSIONS_THROTTLED);
            awaitTime();
        }
        return false;
    }

    /** The time has gone on. */
    void onTime(long nowNs) {
        isTimed = false;
        if (isThrottled) {
            isThrottled = false;
            user.onPace();
            gateway.flushUnlessDelivering();
        }
        if (user.onTime(nowNs)) {
            awaitTime();
        }
        switch (user.lagWait()) {
            case NOBODY -> {}
            case SHARD -> startLagWatch();
            case PEER -> {
                if (lagWatch.isStuck(
                        connection.unsentBytes(),
                        nowNs,
                        limits().session().maxLag().toNanos())) {
                    user.onStuck();
                } else {
                    awaitTime();
                }
            }
        }
    }

    void reading(boolean isWanted) {
        if (isWanted != isReading) {
            isReading = isWanted;
            connection.setReading(isWanted);
        }
    }

    /** Counts a frame that is no message of its wire; true when there have been too many. */
    boolean isMalformedTooOften() {
        gateway.counters().increment(EngineCounter.FRAMES_MALFORMED);
        return ++malformedCount > MAX_MALFORMED;
    }

    /** Closes the connection behind what it has been sent. */
    void close(CloseReason reason, String text) {
        connection.close(reason, text);
    }

    /** The connection is closed, or gone. */
    void onClosed() {
        isClosed = true;
    }

    /** The user is told the time soon. */
    void awaitTime() {
        if (!isTimed) {
            isTimed = true;
            gateway.awaitTime(this);
        }
    }

    private EngineLimits limits() {
        return gateway.context().limits();
    }
}
