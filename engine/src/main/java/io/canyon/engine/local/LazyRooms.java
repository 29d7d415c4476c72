package io.canyon.engine.local;

import io.canyon.engine.EngineCounter;
import java.util.function.Supplier;

/** The rooms of an engine, from when somebody first asks for them: until then they take no thread. Thread-safe. */
public final class LazyRooms implements AutoCloseable {
    private final Supplier<LocalRooms> start;
    private volatile LocalRooms rooms;
    private boolean isShutDown;
    private boolean hasFailed;

    public LazyRooms(Supplier<LocalRooms> start) {
        this.start = start;
    }

    public LocalRooms get() {
        LocalRooms started = rooms;
        return started == null ? start() : started;
    }

    private synchronized LocalRooms start() {
        if (rooms == null) {
            if (isShutDown) {
                throw new IllegalStateException("engine is closed");
            }
            rooms = start.get();
            if (hasFailed) {
                rooms.abort();
            }
        }
        return rooms;
    }

    /** Whether the caller is the rooms' own thread. */
    public boolean isCurrent() {
        LocalRooms started = rooms;
        return started != null && started.isCurrent();
    }

    /** Does what there is to do, if there is no thread of its own. */
    public int doWork() {
        LocalRooms started = rooms;
        return started == null ? 0 : started.doWork();
    }

    public long count(EngineCounter counter) {
        LocalRooms started = rooms;
        return started == null ? 0 : started.count(counter);
    }

    /** Sessions that the shards have not forgotten yet. */
    public int sessionCount() {
        LocalRooms started = rooms;
        return started == null ? 0 : started.sessionCount();
    }

    /** Every session leaves, and nothing is taken in any more. */
    public synchronized void shutDown() {
        isShutDown = true;
        if (rooms != null) {
            rooms.shutDown();
        }
    }

    /** No shard answers any more. */
    public synchronized void abort() {
        hasFailed = true;
        if (rooms != null) {
            rooms.abort();
        }
    }

    /** Once no shard runs any more. */
    @Override
    public synchronized void close() {
        isShutDown = true;
        if (rooms != null) {
            rooms.close();
        }
    }
}
