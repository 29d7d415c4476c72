package io.canyon.engine;

import io.canyon.engine.spi.DataAdapter;
import io.canyon.engine.spi.RoomKind;
import io.canyon.engine.spi.SnapshotStore;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * How a room is kept. Immutable; validated when built.
 *
 * @param store where its snapshots go besides the engine's own store; null for nowhere
 * @param saveThrottle how long after a change it is saved; null: 10 s if it has a store of its own, else only when it
 *     leaves memory, at checkpoints, and when it is flushed
 * @param idleTimeout how long it stays in memory without sessions; null for the engine's
 * @param initialRecords what a room of records that never was begins with; null for nothing
 * @param initialJson gives the JSON document of a room that is one and never was, which is asked on a storage thread;
 *     null for an empty object
 * @param adapter where the JSON document of a room that is one comes from when it never was, and goes to whenever it is
 *     saved; in place of a store, and before {@code initialJson}; null for nowhere
 * @param kind what a room holds that never was; null: its adapter or what it begins with, or else its first session,
 *     decides
 */
public record RoomOptions(
        SnapshotStore store,
        Duration saveThrottle,
        Duration idleTimeout,
        Edit initialRecords,
        Supplier<String> initialJson,
        DataAdapter adapter,
        RoomKind kind) {
    /** The engine's own store, when it must; the engine's idle timeout; nothing to begin with. */
    public static final RoomOptions DEFAULTS = new RoomOptions(null, null, null, null, null, null, null);

    /** Throttle of a room with a store of its own, if none is given. */
    public static final Duration DEFAULT_SAVE_THROTTLE = Duration.ofSeconds(10);

    private static final Duration MAX = Duration.ofDays(365);

    public RoomOptions {
        requireRange("saveThrottle", saveThrottle);
        requireRange("idleTimeout", idleTimeout);
        if (initialRecords != null && !initialRecords.onlyPuts()) {
            throw new IllegalArgumentException("initial records are made of puts only");
        }
        if (initialRecords != null && (initialJson != null || adapter != null)) {
            throw new IllegalArgumentException("a room begins with records, or is one document, not both");
        }
        boolean beginsWithOther = kind == RoomKind.DOCUMENT
                ? initialRecords != null
                : kind == RoomKind.RECORDS && (initialJson != null || adapter != null);
        if (beginsWithOther) {
            throw new IllegalArgumentException("the room begins with what it does not hold: kind=" + kind);
        }
        if (store != null && adapter != null) {
            throw new IllegalArgumentException("either a store or an adapter");
        }
    }

    public RoomOptions withStore(SnapshotStore newStore) {
        Objects.requireNonNull(newStore, "store");
        return new RoomOptions(newStore, saveThrottle, idleTimeout, initialRecords, initialJson, adapter, kind);
    }

    public RoomOptions withSaveThrottle(Duration throttle) {
        return new RoomOptions(store, throttle, idleTimeout, initialRecords, initialJson, adapter, kind);
    }

    public RoomOptions withIdleTimeout(Duration timeout) {
        return new RoomOptions(store, saveThrottle, timeout, initialRecords, initialJson, adapter, kind);
    }

    /** The edit has puts only. A room begins with all of it or, if that exceeds a limit, is unavailable. */
    public RoomOptions withInitialRecords(Edit records) {
        return new RoomOptions(store, saveThrottle, idleTimeout, records, initialJson, adapter, kind);
    }

    /** A room begins with all of it or, if it is no JSON or exceeds a limit, is unavailable. */
    public RoomOptions withInitialJson(Supplier<String> document) {
        return new RoomOptions(store, saveThrottle, idleTimeout, initialRecords, document, adapter, kind);
    }

    public RoomOptions withAdapter(DataAdapter newAdapter) {
        Objects.requireNonNull(newAdapter, "adapter");
        return new RoomOptions(store, saveThrottle, idleTimeout, initialRecords, initialJson, newAdapter, kind);
    }

    /** What a room holds that never was; one that is there stays what it is. */
    public RoomOptions withKind(RoomKind newKind) {
        return new RoomOptions(store, saveThrottle, idleTimeout, initialRecords, initialJson, adapter, newKind);
    }

    private static void requireRange(String name, Duration value) {
        if (value != null && (value.isNegative() || value.compareTo(MAX) > 0)) {
            throw new IllegalArgumentException(name + " out of range: value=" + value + " min=PT0S max=" + MAX);
        }
    }
}
