package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;

/** What a client shows of itself: sent at most once per interval, the latest; and again to a room that it enters. */
final class PresenceSender {
    private final Frames frames;
    private final long intervalMs;
    private final ProtocolOutput output;
    private JsonNode latest;
    private boolean isUnsent;
    private boolean hasSent;
    private long sentAtMs;

    PresenceSender(Frames frames, long intervalMs, ProtocolOutput output) {
        this.frames = frames;
        this.intervalMs = intervalMs;
        this.output = output;
    }

    /** Null when nothing has been shown. */
    JsonNode latest() {
        return latest;
    }

    void show(JsonNode presence) {
        isUnsent |= !presence.equals(latest);
        latest = presence;
    }

    /** The room knows nothing of this client. */
    void again() {
        isUnsent = latest != null;
        hasSent = false;
    }

    void tick(boolean isLive, long nowMs) {
        if (nowMs >= nextMs(isLive)) {
            isUnsent = false;
            hasSent = true;
            sentAtMs = nowMs;
            output.send(frames.presence(latest));
        }
    }

    /** When there is something to be sent; {@link SyncProtocol#NEVER} when there is nothing. */
    long nextMs(boolean isLive) {
        if (!isLive || !isUnsent) {
            return SyncProtocol.NEVER;
        }
        return hasSent ? sentAtMs + intervalMs : 0;
    }
}
