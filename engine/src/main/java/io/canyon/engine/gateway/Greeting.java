package io.canyon.engine.gateway;

import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;

/**
 * What a canvas editor is not told yet, because it has joined its room and not been told yet what it has missed.
 *
 * <p>The published client asks for that in its first frame. An edit of somebody else that reaches it before the answer
 * moves its cursor over what it has missed, and lets it forget the offline edits that it has just sent: when the
 * connection breaks in between, it never gets the one and has lost the other. So the room waits for the first frame,
 * for a while at most; when that asks, the answer has all that has happened until then.
 */
final class Greeting {
    /** Copies of what happens in the room; an editor for which there would be more is told at once. */
    private static final int MAX_KEPT_BYTES = 64 << 10;

    private enum Stage {
        /** Joined, and silent: what happens is kept. */
        SILENT,
        /** It has asked: what happens until the answer comes is in the answer. */
        ASKED,
        /** It is told what happens. */
        OVER
    }

    private final HeldOutputs kept = new HeldOutputs();
    private Stage stage = Stage.OVER;
    private long endNs;

    /** The editor has joined. */
    void begin(long nowNs, long maxNs) {
        if (maxNs > 0) {
            stage = Stage.SILENT;
            endNs = nowNs + maxNs;
        }
    }

    /** Whether the editor has said nothing yet, and is waited for. */
    boolean isSilent() {
        return stage == Stage.SILENT;
    }

    /** Whether the editor has asked what it has missed, and the answer is to come. */
    boolean isAsked() {
        return stage == Stage.ASKED;
    }

    boolean isTooLong(long nowNs) {
        return nowNs - endNs >= 0;
    }

    boolean isTooMuch() {
        return kept.lengthBytes() > MAX_KEPT_BYTES;
    }

    /** Whether the editor is not to be told this now; a copy is kept as long as it may have to be told later. */
    boolean keeps(Output output) {
        boolean isOfRoom = output.type() == OutputType.BROADCAST;
        boolean isPresenceAtJoin = output.type() == OutputType.CHANGES && output.version() == Output.NO_VERSION;
        if (stage == Stage.OVER || !isOfRoom && !isPresenceAtJoin) {
            return false;
        }
        if (stage == Stage.SILENT) {
            kept.add(output);
        }
        return true;
    }

    /** The editor asks. */
    void onAsked() {
        if (stage == Stage.SILENT) {
            stage = Stage.ASKED;
            kept.clear();
        }
    }

    /** The editor is told everything from here on; returns what it has to be told first. */
    HeldOutputs end() {
        stage = Stage.OVER;
        return kept;
    }
}
