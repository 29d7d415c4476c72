package io.canyon.engine.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.spi.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class ShardRoomsTest {
    private static final List<String> ENTERED_ALONE = List.of("JOINED s1 v0 n0 r0", "COUNT room v-1 n1 r0");

    private final ShardHarness shard = new ShardHarness();

    @Test
    void shouldLoadOnceForJoinsAtTheSameMoment() {
        shard.join(1, "r");
        shard.join(2, "r");
        shard.shard.doWork();
        shard.join(3, "r");
        shard.run();
        assertEquals(1, shard.store.loads);
        assertEquals(1, shard.roomCount.get());
        assertEquals(
                List.of("JOINED s1 v0 n0 r0", "JOINED s2 v0 n0 r0", "JOINED s3 v0 n0 r0", "COUNT room v-1 n3 r0"),
                shard.outputs());
        shard.close();
    }

    @Test
    void shouldSaveAnIdleRoomAndBringItBack() {
        shard.visit(1, "r");
        shard.outputs();
        letTimePass();
        assertEquals(0, shard.roomCount.get());
        assertEquals(0, shard.segments.segmentsInUse());
        assertEquals(1, shard.store.saves);

        shard.join(2, "r");
        shard.run();
        assertEquals(List.of("JOINED s2 v1 n1 r0", "COUNT room v-1 n1 r0"), shard.outputs());
        shard.close();
    }

    @Test
    void shouldNotSaveARoomThatNobodyChanged() {
        shard.join(1, "r");
        shard.run();
        shard.leave(1);
        shard.run();
        letTimePass();
        assertEquals(0, shard.roomCount.get());
        assertEquals(0, shard.store.saves);
        shard.close();
    }

    @Test
    void shouldKeepARoomThatCannotBeSaved() {
        shard.visit(1, "r");
        shard.outputs();
        shard.store.isBroken = true;
        letTimePass();
        assertEquals(1, shard.roomCount.get());
        assertEquals(1, shard.shard.counters().get(EngineCounter.SNAPSHOTS_FAILED));
        shard.store.isBroken = false;
        letTimePass();
        assertEquals(0, shard.roomCount.get());
        assertEquals(1, shard.store.snapshots.size());
        shard.close();
    }

    @Test
    void shouldRefuseJoinsOfARoomThatCannotBeLoaded() {
        shard.store.isBroken = true;
        shard.join(1, "r");
        shard.run();
        assertEquals(List.of("CLOSE s1 v-1 n" + CloseReason.UNAVAILABLE.code() + " r0"), shard.outputs());
        assertEquals(0, shard.roomCount.get());
        shard.store.isBroken = false;
        shard.join(1, "r");
        shard.run();
        assertEquals(ENTERED_ALONE, shard.outputs());
        shard.close();
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void shouldSurviveAStoreThat(ScriptedStore.Misbehaviour misbehaviour) {
        shard.store.misbehaviour = misbehaviour;
        shard.join(1, "r");
        shard.run();
        assertEquals(List.of("CLOSE s1 v-1 n" + CloseReason.UNAVAILABLE.code() + " r0"), shard.outputs());
        assertEquals(0, shard.roomCount.get());

        shard.store.misbehaviour = ScriptedStore.Misbehaviour.NONE;
        shard.visit(1, "r");
        shard.store.misbehaviour = misbehaviour;
        letTimePass();
        assertEquals(1, shard.roomCount.get());
        assertEquals(1, shard.shard.counters().get(EngineCounter.SNAPSHOTS_FAILED));
        shard.shard.roll(new ScriptedJournal(), 2);
        shard.run();
        assertEquals(2, shard.shard.counters().get(EngineCounter.SNAPSHOTS_FAILED));
        assertEquals(List.of(), shard.failures);

        shard.store.misbehaviour = ScriptedStore.Misbehaviour.NONE;
        letTimePass();
        assertEquals(1, shard.store.snapshots.size());
        shard.close();
        assertTrue(shard.shard.isClosedCleanly());
    }

    @Test
    void shouldRefuseARoomWhoseStoreHasForgottenIt() {
        shard.visit(1, "r");
        letTimePass();
        shard.outputs();
        shard.store.snapshots.clear();
        shard.join(2, "r");
        shard.run();
        assertEquals(List.of("CLOSE s2 v-1 n" + CloseReason.UNAVAILABLE.code() + " r0"), shard.outputs());
        shard.close();
    }

    @Test
    void shouldRefuseARoomThatTheJournalKnowsMoreOf() {
        shard.visit(1, "r");
        shard.close();
        List<String> refused = List.of("CLOSE s1 v-1 n" + CloseReason.UNAVAILABLE.code() + " r0");

        ShardHarness next = new ShardHarness(Map.of("r", 2L, "s", 1L), ShardHarness.IDLE_TIMEOUT_NS);
        next.store.snapshots.putAll(shard.store.snapshots);
        for (String room : List.of("r", "s")) {
            next.join(1, room);
            next.run();
            assertEquals(refused, next.outputs(), room);
        }
        assertEquals(0, next.roomCount.get());
        assertEquals(0, next.segments.segmentsInUse());
        next.close();

        ShardHarness complete = new ShardHarness(Map.of("r", 1L), ShardHarness.IDLE_TIMEOUT_NS);
        complete.store.snapshots.putAll(shard.store.snapshots);
        complete.join(1, "r");
        complete.run();
        assertEquals(List.of("JOINED s1 v1 n1 r0", "COUNT room v-1 n1 r0"), complete.outputs());
        complete.close();
    }

    @Test
    void shouldForgetASessionThatLeavesBeforeItsRoomIsThere() {
        shard.join(1, "r");
        shard.join(2, "r");
        shard.shard.doWork();
        shard.leave(1);
        shard.shard.doWork();
        shard.run();
        assertEquals(List.of("LEFT s1 v-1 n0 r0", "JOINED s2 v0 n0 r0", "COUNT room v-1 n1 r0"), shard.outputs());
        shard.close();
    }

    @Test
    void shouldRefuseMoreRoomsThanTheLimit() {
        for (int i = 0; i < 11; i++) {
            shard.join(i, "r" + i);
        }
        shard.run();
        List<String> outputs = shard.outputs();
        assertTrue(outputs.contains("CLOSE s10 v-1 n" + CloseReason.LIMIT.code() + " r0"), outputs.toString());
        assertEquals(10, shard.roomCount.get());
        shard.close();
    }

    @Test
    void shouldRefuseRoomsAndGrowthWhenMemoryEnds() {
        try (ShardHarness small = new ShardHarness(new SegmentPool(0, 20 * SegmentPool.SEGMENT_BYTES))) {
            for (int i = 1; i <= 5; i++) {
                small.join(i, "r" + i);
                small.run();
            }
            small.outputs();
            small.edit(1, "small", 10);
            small.edit(1, "large", 300_000);
            small.run();
            assertEquals(
                    List.of("ACK s1 v1 n0 r0", "ACK s1 v1 n4 r1"),
                    small.outputs().stream()
                            .filter(output -> output.startsWith("ACK"))
                            .toList());
            small.join(6, "r6");
            small.run();
            assertEquals(List.of("CLOSE s6 v-1 n" + CloseReason.LIMIT.code() + " r0"), small.outputs());
        }
    }

    @Test
    void shouldSaveEveryRoomWhenItCloses() {
        for (int i = 0; i < 5; i++) {
            shard.join(i, "r" + i);
        }
        shard.run();
        for (int i = 0; i < 5; i++) {
            shard.edit(i, "k", 10);
            shard.leave(i);
        }
        shard.run();
        shard.close();
        assertEquals(5, shard.store.snapshots.size());
        assertTrue(shard.shard.isClosedCleanly());
        assertEquals(0, shard.segments.segmentsInUse());
    }

    @Test
    void shouldSaveARoomOnlyBehindTheJournalOfItsLastEdit() {
        ShardHarness eager = new ShardHarness(Map.of(), 0);
        eager.stepNs = 1_000_000;
        eager.join(1, "r");
        eager.run();
        List<Integer> savesBefore = new ArrayList<>();
        eager.journal.beforeAppend = () -> savesBefore.add(eager.store.saves);
        eager.edit(1, "k", 10);
        eager.leave(1);
        eager.run();
        assertEquals(List.of(0), savesBefore);
        assertEquals(1, eager.store.saves);
        assertEquals(0, eager.roomCount.get());
        eager.close();
    }

    @Test
    void shouldSaveForACheckpointOnlyBehindTheJournal() {
        shard.join(1, "r");
        shard.run();
        shard.edit(1, "k", 10);
        shard.run();
        ScriptedJournal next = new ScriptedJournal();
        shard.shard.roll(next, 2);
        shard.edit(1, "l", 10);
        shard.shard.doWork();
        assertEquals(1, next.batches.size());
        shard.run();
        ShardHarness copy = new ShardHarness();
        copy.store.snapshots.putAll(shard.store.snapshots);
        copy.join(1, "r");
        copy.run();
        assertEquals("JOINED s1 v1 n1 r0", copy.outputs().get(0), "the edit of the next journal is not in it");
        copy.close();
        shard.close();
    }

    @Test
    void shouldLookForIdleRoomsOnceInAMillisecond() {
        ShardHarness eager = new ShardHarness(Map.of(), 0);
        eager.join(1, "r");
        eager.run();
        eager.leave(1);
        eager.run();
        eager.nowNs += 999_999;
        eager.run();
        assertEquals(1, eager.roomCount.get());
        eager.nowNs += 1;
        eager.run();
        assertEquals(0, eager.roomCount.get());
        eager.close();
    }

    @Test
    void shouldHaveAFewSavesUnderWayWhenItCloses() {
        int rooms = 8;
        for (int i = 0; i < rooms; i++) {
            shard.join(i, "r" + i);
        }
        shard.run();
        for (int i = 0; i < rooms; i++) {
            shard.edit(i, "k", 10);
            shard.leave(i);
        }
        shard.run();
        shard.store.answersFrom = rooms;
        shard.shard.onClose();
        assertEquals(rooms, shard.store.snapshots.size());
        assertTrue(shard.shard.isClosedCleanly());
    }

    @Test
    void shouldNotCallItACleanEndWhileARoomIsBeingSaved() {
        shard.visit(1, "r");
        shard.nowNs += 10 * ShardHarness.IDLE_TIMEOUT_NS;
        shard.shard.doWork();
        assertEquals(1, shard.store.saves);
        closeWithoutAnswers();
    }

    @Test
    void shouldNotCallItACleanEndWithinACheckpoint() {
        shard.join(1, "r");
        shard.run();
        shard.edit(1, "k", 10);
        shard.run();
        shard.shard.roll(new ScriptedJournal(), 2);
        shard.leave(1);
        shard.shard.doWork();
        assertEquals(1, shard.store.saves);
        closeWithoutAnswers();
    }

    @Test
    void shouldEndCleanlyThoughARoomIsBeingLoaded() {
        shard.join(1, "r");
        shard.shard.doWork();
        shard.leave(1);
        shard.stepNs = 1_000_000_000;
        shard.shard.onClose();
        assertTrue(shard.shard.isClosedCleanly());
    }

    /** The store never answers, and its shard waits only so long. */
    private void closeWithoutAnswers() {
        shard.stepNs = 1_000_000_000;
        shard.shard.onClose();
        assertEquals(List.of(), shard.failures);
        assertFalse(shard.shard.isClosedCleanly());
        assertTrue(shard.store.snapshots.isEmpty());
    }

    private void letTimePass() {
        shard.nowNs += 10 * ShardHarness.IDLE_TIMEOUT_NS;
        shard.run();
    }
}
