package io.canyon.engine.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineCounter;
import java.util.Collections;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rooms with a store of their own that does not answer in time. */
@Timeout(300)
class RoomStoreCallsTest {
    private static final long RETRY_NS = 1_000_000_000L;

    private final ShardHarness shard = new ShardHarness();
    private final ScriptedStore rooms = new ScriptedStore();

    @Test
    void shouldEndACheckpointThoughMoreRoomsThanAreSavedAtATimeGetNoAnswer() {
        int count = RoomSaves.MAX_RUNNING + 1;
        for (int i = 0; i < count; i++) {
            open(i, "r" + i);
        }
        join(count, "other");
        for (int i = 0; i <= count; i++) {
            shard.edit(i, "k", 10);
        }
        shard.run();
        shard.shard.roll(new ScriptedJournal(), 2);
        runUntil(() -> shard.steps.contains(CheckpointStep.SHARD_SAVED));
        assertEquals(count, rooms.saves);
        assertEquals(count + 1, shard.store.snapshots.size());
        assertEquals(count + 1, Collections.frequency(shard.steps, CheckpointStep.ROOM_SAVED));
        shard.close();
        assertTrue(shard.shard.isClosedCleanly());
    }

    @Test
    void shouldNotCallAStoreForARoomAgainBeforeItHasAnswered() {
        open(1, "r");
        shard.edit(1, "k", 10);
        shard.run();
        for (int i = 1; i <= 3; i++) {
            int failures = i;
            runUntil(() -> {
                shard.nowNs += RETRY_NS / 2;
                return shard.shard.counters().get(EngineCounter.SNAPSHOTS_FAILED) >= failures;
            });
            assertEquals(1, rooms.saves, "the first is still out");
        }
        rooms.answer();
        assertEquals(1, rooms.snapshots.size(), "what comes late is in the store");
        rooms.answersAtOnce = true;
        runUntil(() -> {
            shard.nowNs += RETRY_NS / 2;
            return rooms.saves == 2;
        });
        shard.close();
        assertTrue(shard.shard.isClosedCleanly());
    }

    @Test
    void shouldRefuseARoomThatIsNotReadInTime() {
        RoomTerms terms = new RoomTerms(rooms, RoomTerms.NEVER, ShardHarness.IDLE_TIMEOUT_NS, null, null);
        shard.directory.agree("r", terms);
        shard.join(1, "r");
        runUntil(() -> shard.roomCount.get() == 0 && rooms.loads == 1);
        assertEquals("CLOSE s1 v-1", shard.outputs().get(0).substring(0, 12));
        shard.join(2, "r");
        runUntil(() -> shard.shard.counters().get(EngineCounter.ROOMS_FAILED) == 2);
        assertEquals(1, rooms.loads, "the first is still out");
        rooms.answer();
        rooms.answersAtOnce = true;
        shard.outputs();
        join(3, "r");
        assertEquals("JOINED s3 v0 n0 r0", shard.outputs().get(0));
        assertEquals(2, rooms.loads);
        shard.close();
    }

    /** A room whose store knows nothing of it. */
    private void open(int session, String room) {
        shard.directory.agree(room, new RoomTerms(rooms, RETRY_NS, ShardHarness.IDLE_TIMEOUT_NS, null, null));
        boolean answersAtOnce = rooms.answersAtOnce;
        rooms.answersAtOnce = true;
        join(session, room);
        rooms.answersAtOnce = answersAtOnce;
    }

    private void join(int session, String room) {
        shard.join(session, room);
        shard.run();
    }

    private void runUntil(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not within 20 s");
            shard.run();
            Thread.onSpinWait();
        }
    }
}
