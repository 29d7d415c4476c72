package io.canyon.engine;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * Bounds of an engine. Immutable; validated when built.
 *
 * @param maxFrameBytes longest text frame, 1 KiB to 5 MiB: a frame's edit, up to 11/4 as long, must fit one journal
 *     entry
 * @param maxDepth deepest nesting of a frame, 8 to 128
 * @param maxBufferLength longest array that a buffer delta may make
 * @param maxRoomNameBytes longest room name, UTF-8
 * @param maxSessionsPerRoom sessions of one room
 * @param maxRooms rooms in memory at one time
 * @param maxDocumentBytes logical bytes of one document, tombstones counted, at most 1 GiB
 * @param sessionBudgetBytes unsent bytes above which a session lags
 * @param maxPendingFrameBytes bytes of frames that wait for a session to become ready
 * @param maxDocumentMemoryBytes memory outside of the heap that all documents together may take, at least 4 MiB; 0: 80
 *     % of what the JVM may have there
 * @param session of one session that is too slow, or too fast
 * @param historyEdits applied edits that a room which is one document remembers, 1 to 1,000,000: stale edits and
 *     clients that come back are carried over them
 * @param historyBytes bytes that these fill, 1 KiB to 256 MiB
 */
public record EngineLimits(
        int maxFrameBytes,
        int maxDepth,
        int maxBufferLength,
        int maxRoomNameBytes,
        int maxSessionsPerRoom,
        int maxRooms,
        long maxDocumentBytes,
        int sessionBudgetBytes,
        int maxPendingFrameBytes,
        long maxDocumentMemoryBytes,
        SessionLimits session,
        int historyEdits,
        int historyBytes) {
    public static final EngineLimits DEFAULTS = new EngineLimits(
            4 << 20,
            128,
            1 << 20,
            256,
            10_000,
            100_000,
            256L << 20,
            1 << 20,
            4 << 20,
            0,
            SessionLimits.DEFAULTS,
            1024,
            1 << 20);

    public EngineLimits {
        requireRange("maxFrameBytes", maxFrameBytes, 1024, 5 << 20);
        requireRange("maxDepth", maxDepth, 8, 128);
        requireRange("maxBufferLength", maxBufferLength, 0, 1 << 20);
        requireRange("maxRoomNameBytes", maxRoomNameBytes, 1, 4096);
        requireRange("maxSessionsPerRoom", maxSessionsPerRoom, 1, 1_000_000);
        requireRange("maxRooms", maxRooms, 1, 10_000_000);
        requireRange("maxDocumentBytes", maxDocumentBytes, 1024, 1L << 30);
        requireRange("sessionBudgetBytes", sessionBudgetBytes, 4096, 1 << 30);
        requireRange("maxPendingFrameBytes", maxPendingFrameBytes, 1024, 64 << 20);
        if (maxDocumentMemoryBytes != 0) {
            requireRange("maxDocumentMemoryBytes", maxDocumentMemoryBytes, 4 << 20, 1L << 46);
        }
        Objects.requireNonNull(session, "session");
        requireRange("historyEdits", historyEdits, 1, 1_000_000);
        requireRange("historyBytes", historyBytes, 1024, 256 << 20);
    }

    public EngineLimits withMaxFrameBytes(int value) {
        return with(fields -> fields.maxFrameBytes = value);
    }

    public EngineLimits withMaxDepth(int value) {
        return with(fields -> fields.maxDepth = value);
    }

    public EngineLimits withMaxBufferLength(int value) {
        return with(fields -> fields.maxBufferLength = value);
    }

    public EngineLimits withMaxRoomNameBytes(int value) {
        return with(fields -> fields.maxRoomNameBytes = value);
    }

    public EngineLimits withMaxSessionsPerRoom(int value) {
        return with(fields -> fields.maxSessionsPerRoom = value);
    }

    public EngineLimits withMaxRooms(int value) {
        return with(fields -> fields.maxRooms = value);
    }

    public EngineLimits withMaxDocumentBytes(long value) {
        return with(fields -> fields.maxDocumentBytes = value);
    }

    public EngineLimits withSessionBudgetBytes(int value) {
        return with(fields -> fields.sessionBudgetBytes = value);
    }

    public EngineLimits withMaxPendingFrameBytes(int value) {
        return with(fields -> fields.maxPendingFrameBytes = value);
    }

    public EngineLimits withMaxDocumentMemoryBytes(long value) {
        return with(fields -> fields.maxDocumentMemoryBytes = value);
    }

    public EngineLimits withSession(SessionLimits value) {
        return with(fields -> fields.session = value);
    }

    public EngineLimits withHistoryEdits(int value) {
        return with(fields -> fields.historyEdits = value);
    }

    public EngineLimits withHistoryBytes(int value) {
        return with(fields -> fields.historyBytes = value);
    }

    private EngineLimits with(Consumer<Fields> change) {
        Fields fields = new Fields(this);
        change.accept(fields);
        return fields.limits();
    }

    private static void requireRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " out of range: value=" + value + " min=" + min + " max=" + max);
        }
    }

    /** Limits that are being changed. */
    private static final class Fields {
        private int maxFrameBytes;
        private int maxDepth;
        private int maxBufferLength;
        private int maxRoomNameBytes;
        private int maxSessionsPerRoom;
        private int maxRooms;
        private long maxDocumentBytes;
        private int sessionBudgetBytes;
        private int maxPendingFrameBytes;
        private long maxDocumentMemoryBytes;
        private SessionLimits session;
        private int historyEdits;
        private int historyBytes;

        Fields(EngineLimits limits) {
            maxFrameBytes = limits.maxFrameBytes;
            maxDepth = limits.maxDepth;
            maxBufferLength = limits.maxBufferLength;
            maxRoomNameBytes = limits.maxRoomNameBytes;
            maxSessionsPerRoom = limits.maxSessionsPerRoom;
            maxRooms = limits.maxRooms;
            maxDocumentBytes = limits.maxDocumentBytes;
            sessionBudgetBytes = limits.sessionBudgetBytes;
            maxPendingFrameBytes = limits.maxPendingFrameBytes;
            maxDocumentMemoryBytes = limits.maxDocumentMemoryBytes;
            session = limits.session;
            historyEdits = limits.historyEdits;
            historyBytes = limits.historyBytes;
        }

        EngineLimits limits() {
            return new EngineLimits(
                    maxFrameBytes,
                    maxDepth,
                    maxBufferLength,
                    maxRoomNameBytes,
                    maxSessionsPerRoom,
                    maxRooms,
                    maxDocumentBytes,
                    sessionBudgetBytes,
                    maxPendingFrameBytes,
                    maxDocumentMemoryBytes,
                    session,
                    historyEdits,
                    historyBytes);
        }
    }
}
