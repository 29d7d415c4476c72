package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;

/** What a client shows of itself: sent at most once per interval, the latest; and again to a room that it enters. */
final class PresenceSender {
    /** So often may the server refuse something while one presence is shown, before that is suspected. */
    private static final int MAX_REFUSALS = 2;

    private final Frames frames;
    private final long intervalMs;
    private final ProtocolOutput output;
    private JsonNode latest;
    private boolean isUnsent;
    private boolean hasSent;
    private long sentAtMs;
    private int refusals;

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
        if (!presence.equals(latest)) {
            latest = presence;
            isUnsent = true;
            refusals = 0;
        }
    }

    /** The room knows nothing of this client. */
    void again() {
        isUnsent = latest != null && refusals < MAX_REFUSALS;
        hasSent = false;
    }

    /** The server has refused something, perhaps this. */
    void suspect() {
        refusals++;
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
