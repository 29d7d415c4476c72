package io.canyon.engine.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rooms that are saved while they go on. */
@Timeout(300)
class RoomSavesTest {
    private final ShardHarness shard = new ShardHarness();

    @Test
    void shouldSaveALargeRoomAsItWasWhileEditsGoOn() {
        shard.join(1, "r");
        shard.run();
        for (int i = 0; i < 20; i++) {
            shard.edit(1, "k" + i, 20_000);
        }
        shard.run();
        int segments = shard.segments.segmentsInUse();
        shard.holdsTasks = true;
        shard.shard.roll(new ScriptedJournal(), 2);
        shard.run();
        for (int i = 0; i < 20; i++) {
            shard.edit(1, "k" + i, 10_000);
        }
        shard.run();
        int mostSegments = shard.segments.segmentsInUse();
        shard.holdsTasks = false;
        shard.tasks.forEach(Runnable::run);
        shard.run();
        assertEquals("JOINED s1 v20 n1 r0", joinedFromStore());
        ShardHarness copy = copyOfStore();
        copy.join(1, "r");
        copy.run();
        assertEquals(segments, copy.segments.segmentsInUse(), "nothing of the later edits is in it");
        copy.close();
        shard.edit(1, "k0", 10);
        shard.run();
        assertTrue(shard.segments.segmentsInUse() < mostSegments, "what the save kept is back");
        shard.close();
        assertEquals(0, shard.segments.segmentsInUse());
    }

    @Test
    void shouldBeginOnlyAFewSavesInADutyCycleOfACheckpoint() {
        int rooms = 10;
        for (int i = 0; i < rooms; i++) {
            shard.join(i, "r" + i);
        }
        shard.run();
        for (int i = 0; i < rooms; i++) {
            shard.edit(i, "k", 10);
        }
        shard.run();
        shard.shard.roll(new ScriptedJournal(), 2);
        int before = 0;
        for (int cycle = 0; cycle < 20; cycle++) {
            shard.shard.doWork();
            assertTrue(shard.store.saves - before <= 2, "cycle=" + cycle);
            before = shard.store.saves;
        }
        assertEquals(RoomSaves.MAX_RUNNING, before, "no more are under way at a time");
        assertFalse(shard.steps.contains(CheckpointStep.SHARD_SAVED));
        shard.run();
        assertEquals(rooms, shard.store.saves);
        assertEquals(1, Collections.frequency(shard.steps, CheckpointStep.SHARD_SAVED));
        assertEquals(rooms, Collections.frequency(shard.steps, CheckpointStep.ROOM_SAVED));
        shard.close();
    }

    @Test
    void shouldSaveTheRestOfACheckpointThoughARoomFails() {
        for (int i = 0; i < 3; i++) {
            shard.join(i, "r" + i);
        }
        shard.run();
        for (int i = 0; i < 3; i++) {
            shard.edit(i, "k", 10);
        }
        shard.run();
        shard.store.brokenRoom = "r1";
        shard.shard.roll(new ScriptedJournal(), 2);
        shard.run();
        for (int i = 0; i < 5; i++) {
            shard.nowNs += 1_000_000_000;
            shard.run();
        }
        assertEquals(Set.of("r0", "r2"), shard.store.snapshots.keySet());
        assertFalse(shard.steps.contains(CheckpointStep.SHARD_SAVED));
        shard.store.brokenRoom = null;
        shard.nowNs += 1_000_000_000;
        shard.run();
        assertEquals(Set.of("r0", "r1", "r2"), shard.store.snapshots.keySet());
        assertEquals(1, Collections.frequency(shard.steps, CheckpointStep.SHARD_SAVED));
        shard.close();
    }

    @Test
    void shouldForgetTheOldestOfTheVersionsThatTheStoreMustHave() {
        SavedVersions versions = new SavedVersions(3);
        for (int i = 1; i <= 3; i++) {
            versions.put("r" + i, i);
        }
        versions.put("r1", 9);
        versions.put("r4", 4);
        assertEquals(3, versions.size());
        assertEquals(9, versions.get("r1"));
        assertEquals(0, versions.get("r2"));
        assertEquals(4, versions.get("r4"));
    }

    @Test
    void shouldGoOnWithARoomThatIsJoinedWhileItIsSaved() {
        shard.visit(1, "r");
        shard.outputs();
        shard.nowNs += 10 * ShardHarness.IDLE_TIMEOUT_NS;
        shard.shard.doWork();
        assertEquals(1, shard.store.saves);
        shard.join(2, "r");
        shard.edit(2, "l", 10);
        shard.shard.doWork();
        assertEquals(
                List.of("JOINED s2 v1 n1 r0", "ACK s2 v2 n0 r0", "COUNT room v-1 n1 r0").stream()
                        .sorted()
                        .toList(),
                shard.outputs().stream()
                        .filter(output -> !output.startsWith("BROADCAST"))
                        .sorted()
                        .toList());
        shard.run();
        assertEquals(1, shard.roomCount.get());
        assertEquals(1, shard.store.loads, "the room never left memory");
        assertEquals("JOINED s1 v1 n1 r0", joinedFromStore(), "what is saved is of its version");
        shard.leave(2);
        shard.run();
        letTimePass();
        assertEquals(0, shard.roomCount.get());
        assertEquals("JOINED s1 v2 n1 r0", joinedFromStore());
        shard.close();
    }

    private String joinedFromStore() {
        ShardHarness copy = copyOfStore();
        copy.join(1, "r");
        copy.run();
        String joined = copy.outputs().get(0);
        copy.close();
        return joined;
    }

    private ShardHarness copyOfStore() {
        ShardHarness copy = new ShardHarness();
        copy.store.snapshots.putAll(shard.store.snapshots);
        return copy;
    }

    private void letTimePass() {
        shard.nowNs += 10 * ShardHarness.IDLE_TIMEOUT_NS;
        shard.run();
    }
}
