package io.canyon.engine.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.journal.JournalException;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.spi.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ShardTest {
    private final ShardHarness shard = new ShardHarness();

    @Test
    void shouldReleaseOutputsOnlyBehindTheJournal() {
        enter(1, 2);
        List<List<String>> seenBefore = new ArrayList<>();
        shard.journal.beforeAppend = () -> seenBefore.add(shard.outputs());
        shard.edit(1, "k", 10);
        shard.run();
        assertEquals(List.of(List.of()), seenBefore);
        assertEquals(List.of("BROADCAST room v1 n0 r0", "ACK s1 v1 n0 r0"), shard.outputs());
        shard.close();
    }

    @Test
    void shouldJournalABatchAsOneEntryAndWakeOnce() {
        enter(1, 2);
        int wakeUps = shard.wakeUps.get();
        for (int i = 0; i < 50; i++) {
            assertTrue(shard.edit(1, "k" + i, 10));
        }
        shard.run();
        assertEquals(1, shard.journal.batches.size());
        assertEquals(1, shard.wakeUps.get() - wakeUps);
        assertEquals(100, shard.outputs().size());
        shard.close();
    }

    @Test
    void shouldRefuseEditsWhileTheJournalHasNoRoomAndTakeThemAgainWhenItHas() {
        enter(1, 2);
        shard.edit(1, "before", 10);
        shard.run();
        shard.outputs();

        shard.journal.hasRoom = false;
        shard.edit(1, "refused", 10);
        shard.edit(1, "refused too", 10);
        shard.run();
        assertEquals(
                List.of("ACK s1 v1 n2 r1", "CHANGES s1 v1 n0 r0", "ACK s1 v1 n2 r1", "CHANGES s1 v1 n0 r0"),
                shard.outputs());
        assertEquals(1, shard.journal.batches.size());
        assertEquals(1, shard.shard.counters().get(EngineCounter.JOURNAL_FULL));

        shard.journal.hasRoom = true;
        shard.edit(1, "after", 10);
        shard.run();
        assertEquals(List.of("BROADCAST room v2 n0 r0", "ACK s1 v2 n0 r0"), shard.outputs());
        shard.close();
    }

    @Test
    void shouldShowNothingOfABatchThatCannotBeJournaled() {
        enter(1, 2);
        shard.journal.isBroken = true;
        shard.edit(1, "k", 10);
        assertTrue(shard.ends());
        assertEquals(List.of(), shard.outputs());
        assertEquals(1, shard.failures.size());
        assertEquals(JournalException.class, shard.failures.get(0).getClass());
        shard.journal.isBroken = false;

        shard.close();
        assertEquals(1, shard.journal.appendCalls, "a failed append is never tried again");
        assertEquals(0, shard.store.saves);
        assertTrue(shard.journal.isClosed);
        assertFalse(shard.shard.isClosedCleanly());
    }

    @Test
    void shouldTakeMessagesThatAreLargerThanARingAllows() {
        enter(1, 2);
        assertTrue(shard.edit(1, "large", 3 << 20));
        shard.run();
        assertEquals(List.of("BROADCAST room v1 n0 r0", "ACK s1 v1 n0 r0"), shard.outputs());
        shard.resume(2);
        shard.run();
        assertEquals(List.of("WAITING s2 v-1 n0 r0", "SYNCED s2 v1 n0 r0", "STATE room v1 n0 r0"), shard.outputs());
        shard.close();
    }

    @Test
    void shouldSayThatItsInboxIsFullAndGoOnWhenItIsNot() {
        enter(1);
        int taken = 0;
        while (shard.edit(1, "k" + taken, 1000)) {
            taken++;
        }
        assertTrue(taken > 100, "taken=" + taken);
        shard.ioThread.waker().onInboxFull();
        shard.run();
        assertTrue(shard.wakeUps.get() > 0);
        assertEquals(taken, shard.outputs().size());
        assertTrue(shard.edit(1, "again", 10));
        shard.run();
        assertEquals(List.of("ACK s1 v" + (taken + 1) + " n0 r0"), shard.outputs());
        shard.close();
    }

    @Test
    void shouldKeepOutputsInOrderWhenAnOutboxIsFull() {
        enter(1, 2);
        int count = 3000;
        for (int i = 0; i < count; i++) {
            assertTrue(shard.edit(1, "k" + i, 600));
            shard.shard.doWork();
        }
        assertTrue(shard.shard.counters().get(EngineCounter.OUTBOX_FULL) > 0);
        List<String> outputs = new ArrayList<>();
        while (outputs.size() < 2 * count) {
            outputs.addAll(shard.outputs());
            shard.shard.doWork();
        }
        for (int i = 0; i < count; i++) {
            assertEquals("BROADCAST room v" + (i + 1) + " n0 r0", outputs.get(2 * i));
            assertEquals("ACK s1 v" + (i + 1) + " n0 r0", outputs.get(2 * i + 1));
        }
        shard.close();
    }

    @Test
    void shouldHaveTheSessionsOfAnIoThreadLagThatDoesNotKeepUp() {
        IoThread second = shard.ioThreads.add(() -> {});
        enter(1, 2, ShardHarness.OF_SECOND);
        Outbox stuck = shard.ioThread.outbox(0);
        int edits = 0;
        while (shard.shard.counters().get(EngineCounter.OUTBOX_SHED) == 0) {
            shard.outputs(second);
            assertTrue(shard.edit(ShardHarness.OF_SECOND, "k" + edits % 10, 1000));
            shard.shard.doWork();
            edits++;
        }
        long backlogBytes = stuck.backlogBytes();
        assertTrue(backlogBytes > Outbox.FULL_BYTES && backlogBytes < Outbox.FULL_BYTES + 4096, "" + backlogBytes);
        for (int i = 0; i < 1000; i++) {
            shard.outputs(second);
            assertTrue(shard.edit(ShardHarness.OF_SECOND, "k" + i % 10, 1000));
            shard.shard.doWork();
        }
        assertEquals(backlogBytes, stuck.backlogBytes(), "what is for all is not kept for those who lag");
        assertEquals(2, shard.shard.roomCounters().sessionsLagged());
        List<String> acks = shard.outputs(second);
        assertEquals("ACK s100 v" + (edits + 1000) + " n0 r0", acks.get(acks.size() - 1));

        assertTrue(shard.join(3, "room"));
        shard.run();
        assertEquals(2, shard.shard.counters().get(EngineCounter.OUTBOX_SHED), "who enters lags, too");
        assertEquals(3, shard.shard.roomCounters().sessionsLagged());
        List<String> outputs = new ArrayList<>();
        while (stuck.backlogBytes() > 0) {
            outputs.addAll(shard.outputs());
            shard.run();
        }
        outputs.addAll(shard.outputs());
        int last = outputs.indexOf("LAGGING s1 v" + edits + " n0 r0");
        assertEquals("BROADCAST room v" + edits + " n0 r0", outputs.get(last - 1), "all up to there comes before");
        assertEquals("LAGGING s2 v" + edits + " n0 r0", outputs.get(last + 1));
        shard.close();
    }

    @Test
    void shouldKeepNothingForAnIoThreadThatWatchesAndDoesNotKeepUp() {
        IoThread second = shard.ioThreads.add(() -> {});
        enter(1);
        watch("room", true);
        assertEquals(List.of("ROOM_OPENED s0 v0 n1 r0"), shard.outputs(second));
        Outbox stuck = second.outbox(0);
        int edits = 0;
        while (shard.shard.counters().get(EngineCounter.OUTBOX_SHED) == 0) {
            assertTrue(shard.edit(1, "k", 30_000));
            shard.shard.doWork();
            shard.outputs();
            edits++;
        }
        long backlogBytes = stuck.backlogBytes();
        assertTrue(backlogBytes > Outbox.FULL_BYTES && backlogBytes < Outbox.FULL_BYTES + 100_000, "" + backlogBytes);
        int missed = 1000;
        for (int i = 0; i < missed; i++) {
            assertTrue(shard.edit(1, "k", 30_000));
            shard.shard.doWork();
            shard.outputs();
        }
        assertTrue(shard.join(2, "room"));
        shard.run();
        assertEquals(backlogBytes, stuck.backlogBytes());
        assertEquals(1, shard.shard.counters().get(EngineCounter.OUTBOX_SHED));
        List<String> outputs = new ArrayList<>();
        while (stuck.backlogBytes() > 0) {
            outputs.addAll(shard.outputs(second));
            shard.run();
        }
        outputs.addAll(shard.outputs(second));
        assertEquals(edits + 1, outputs.size());
        assertEquals("BROADCAST room v" + edits + " n0 r0", outputs.get(edits - 1));
        assertEquals("MISSED s0 v" + (edits + missed) + " n" + (missed + 1) + " r0", outputs.get(edits));
        assertTrue(shard.edit(1, "k", 10));
        shard.run();
        assertEquals(List.of("BROADCAST room v" + (edits + missed + 1) + " n0 r0"), shard.outputs(second));
        shard.close();
    }

    @Test
    void shouldTellWhoWatchesARoomThatTheyMissedSomethingBeforeItLeaves() {
        IoThread second = shard.ioThreads.add(() -> {});
        enter(1);
        watch("room", true);
        while (shard.shard.counters().get(EngineCounter.OUTBOX_SHED) == 0) {
            assertTrue(shard.edit(1, "k", 30_000));
            shard.shard.doWork();
            shard.outputs();
        }
        assertTrue(shard.leave(1));
        shard.run();
        shard.nowNs += 2 * ShardHarness.IDLE_TIMEOUT_NS;
        while (shard.shard.counters().get(EngineCounter.ROOMS_CLOSED) == 0) {
            shard.nowNs += ShardHarness.IDLE_TIMEOUT_NS;
            shard.run();
        }
        List<String> outputs = new ArrayList<>();
        while (second.outbox(0).backlogBytes() > 0) {
            outputs.addAll(shard.outputs(second));
            shard.run();
        }
        outputs.addAll(shard.outputs(second));
        List<String> last = outputs.subList(outputs.size() - 2, outputs.size());
        assertTrue(last.get(0).startsWith("MISSED s0 ") && last.get(0).endsWith(" n1 r0"), last.toString());
        assertTrue(last.get(1).startsWith("ROOM_LEFT s0 "), last.toString());
        shard.close();
    }

    private void watch(String room, boolean isWatched) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        byte[] name = room.getBytes(StandardCharsets.UTF_8);
        Command.putHeader(
                buffer, 0, CommandType.WATCH, ShardHarness.session(ShardHarness.OF_SECOND + 7), isWatched ? 1 : 0, 0);
        Command.putLengths(buffer, 0, 0, name.length, 0, 0);
        buffer.putBytes(Command.HEADER_BYTES, name);
        assertTrue(shard.inbox.offer(buffer, 0, Command.HEADER_BYTES + name.length));
        shard.run();
    }

    @Test
    void shouldCloseSessionsThatGoOnSendingWhenNothingCanBeToldToThem() {
        IoThread second = shard.ioThreads.add(() -> {});
        enter(1, 2, ShardHarness.OF_SECOND);
        shard.outputs(second);
        Outbox stuck = shard.ioThread.outbox(0);
        shard.journal.hasRoom = false;
        String longName = "n".repeat(16_000);
        while (!stuck.isCongested()) {
            assertTrue(shard.edit(1, longName, 1));
            shard.shard.doWork();
        }
        shard.journal.hasRoom = true;
        long bytes = stuck.backlogBytes();
        for (int i = 0; i < 100; i++) {
            assertTrue(shard.edit(1, longName, 1000));
            assertTrue(shard.edit(ShardHarness.OF_SECOND, "k", 10));
            shard.run();
        }
        assertTrue(stuck.backlogBytes() - bytes < 1000, "grew by " + (stuck.backlogBytes() - bytes));
        assertTrue(shard.join(3, "room"));
        shard.run();
        assertEquals(1, shard.shard.counters().get(EngineCounter.LIMIT_REFUSALS), "the join");
        assertEquals(1, shard.shard.roomCounters().limitRefusals());
        List<String> others = shard.outputs(second);
        assertEquals("ACK s100 v100 n0 r0", others.get(others.size() - 1), "others are not disturbed");

        List<String> outputs = new ArrayList<>();
        while (stuck.backlogBytes() > 0) {
            outputs.addAll(shard.outputs());
            shard.run();
        }
        outputs.addAll(shard.outputs());
        assertEquals("CLOSE s1 v-1 n" + CloseReason.LIMIT.code() + " r0", outputs.get(outputs.size() - 2));
        assertEquals("CLOSE s3 v-1 n" + CloseReason.LIMIT.code() + " r0", outputs.get(outputs.size() - 1));
        shard.edit(1, "later", 10);
        shard.run();
        assertEquals(List.of(), shard.outputs(), "what came before its reconnect is not taken out of order");
        shard.close();
    }

    @Test
    void shouldDropWhatIsForAnIoThreadThatIsGone() {
        enter(1);
        shard.ioThread.close();
        for (int i = 0; i < 3000; i++) {
            assertTrue(shard.edit(1, "k" + i, 600));
            shard.shard.doWork();
        }
        assertEquals(0, shard.shard.counters().get(EngineCounter.OUTBOX_FULL));
        shard.close();
    }

    private void enter(int... sessions) {
        for (int session : sessions) {
            shard.join(session, "room");
        }
        shard.run();
        shard.outputs();
    }
}
