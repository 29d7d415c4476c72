package io.canyon.engine.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked of rooms by name, against what is in the journal and in the store. */
@Timeout(300)
class RoomRequestsTest {
    private final ShardHarness shard = new ShardHarness();

    @Test
    void shouldShowNothingBeforeItIsInTheJournal() {
        shard.join(1, "r");
        shard.run();
        ask(CommandType.WATCH, 7, "r", 1);
        shard.run();
        shard.outputs();
        List<List<String>> seenBefore = new ArrayList<>();
        shard.journal.beforeAppend = () -> seenBefore.add(shard.outputs());
        shard.edit(1, "k", 10);
        ask(CommandType.READ, 8, "r", 0);
        ask(CommandType.VIEW, 9, "r", 0);
        ask(CommandType.FLUSH, 10, "r", 0);
        shard.run();
        assertEquals(List.of(List.of()), seenBefore);
        List<String> outputs = shard.outputs();
        assertTrue(outputs.contains("BROADCAST room v1 n0 r0"), outputs.toString());
        assertTrue(outputs.contains("VALUE s8 v1 n0 r0"), outputs.toString());
        assertTrue(outputs.stream().anyMatch(output -> output.startsWith("VIEW ")), outputs.toString());
        assertTrue(outputs.contains("DONE s10 v1 n1 r0"), outputs.toString());
        shard.close();
    }

    @Test
    void shouldShowNothingOfABatchThatTheJournalRefuses() {
        shard.join(1, "r");
        shard.run();
        ask(CommandType.WATCH, 7, "r", 1);
        shard.run();
        shard.outputs();
        shard.journal.isBroken = true;
        shard.edit(1, "k", 10);
        ask(CommandType.READ, 8, "r", 0);
        ask(CommandType.VIEW, 9, "r", 0);
        ask(CommandType.FLUSH, 10, "r", 0);
        assertTrue(shard.ends());
        assertEquals(List.of(), shard.outputs());
        assertEquals(0, shard.store.saves);
    }

    @Test
    void shouldNotBroadcastToAnIoThreadThatDoesNotWatch() {
        shard.join(1, "r");
        shard.run();
        shard.outputs();
        shard.edit(1, "k", 10);
        shard.run();
        assertEquals(List.of("ACK s1 v1 n0 r0"), shard.outputs(), "the only session, and nobody watches");
        ask(CommandType.WATCH, 7, "r", 1);
        shard.edit(1, "l", 10);
        ask(CommandType.WATCH, 8, "r", 0);
        shard.edit(1, "m", 10);
        shard.run();
        assertEquals(
                List.of("ROOM_OPENED", "BROADCAST", "ACK", "ACK"),
                shard.outputs().stream().map(output -> output.split(" ")[0]).toList());
        shard.close();
    }

    @Test
    void shouldAnswerWhatIsAskedOfRoomsThatAreNotInMemory() {
        ask(CommandType.FLUSH, 1, "r", 0);
        ask(CommandType.CLOSE_ROOM, 2, "r", 0);
        shard.run();
        assertEquals(List.of("DONE s1 v-1 n1 r0", "DONE s2 v-1 n1 r0"), shard.outputs());
        assertEquals(0, shard.store.loads);
        shard.store.isBroken = true;
        ask(CommandType.OPEN, 3, "r", 0);
        ask(CommandType.READ, 4, "r", 0);
        shard.run();
        assertEquals(
                2,
                shard.outputs().stream()
                        .filter(output -> output.startsWith("CLOSE s"))
                        .count());
        shard.close();
    }

    @Test
    void shouldLetARoomGoOnlyWhenItIsSaved() {
        shard.join(1, "r");
        shard.run();
        shard.edit(1, "k", 10);
        ask(CommandType.CLOSE_ROOM, 7, "r", 0);
        shard.shard.doWork();
        shard.shard.doWork();
        assertEquals(1, shard.store.saves);
        List<String> outputs = shard.outputs();
        assertTrue(outputs.contains("ACK s1 v1 n0 r0"), outputs.toString());
        assertTrue(outputs.contains("LEFT s1 v-1 n0 r0"), outputs.toString());
        assertFalse(outputs.stream().anyMatch(output -> output.startsWith("DONE")), outputs.toString());
        shard.join(2, "r");
        shard.shard.doWork();
        assertEquals(List.of(), shard.outputs(), "who comes meanwhile waits");
        shard.run();
        assertEquals(List.of("DONE s7 v1 n1 r0", "JOINED s2 v1 n1 r0", "COUNT room v-1 n1 r0"), shard.outputs());
        shard.close();
    }

    @Test
    void shouldAnswerAFlushThoughEditsAndFlushesGoOn() {
        shard.join(1, "r");
        shard.run();
        shard.outputs();
        for (int i = 0; i < 20; i++) {
            shard.edit(1, "k" + i, 10);
            ask(CommandType.FLUSH, 10 + i, "r", 0);
            shard.shard.doWork();
            // What was asked to be saved before is saved now, but not what has just been asked for.
            shard.store.answer();
            shard.shard.doWork();
            shard.shard.doWork();
            List<String> answers = i == 0 ? List.of() : List.of("DONE s" + (9 + i) + " v" + i + " n1 r0");
            assertEquals(answers, doneOf(shard.outputs()), "i=" + i);
        }
        assertEquals(20, shard.store.saves);
        shard.run();
        assertEquals(List.of("DONE s29 v20 n1 r0"), doneOf(shard.outputs()));
        shard.close();
    }

    @Test
    void shouldNotAnswerAFlushOfWhatIsOnlyInTheEnginesStore() {
        ScriptedStore rooms = new ScriptedStore();
        rooms.answersAtOnce = true;
        shard.directory.agree("r", new RoomTerms(rooms, RoomTerms.NEVER, ShardHarness.IDLE_TIMEOUT_NS, null, null));
        shard.join(1, "r");
        shard.run();
        shard.edit(1, "k", 10);
        rooms.isBroken = true;
        ask(CommandType.FLUSH, 10, "r", 0);
        shard.run();
        assertEquals(1, shard.store.saves);
        assertEquals(List.of(), doneOf(shard.outputs()));
        rooms.isBroken = false;
        ask(CommandType.FLUSH, 11, "r", 0);
        shard.run();
        assertEquals(List.of("DONE s11 v1 n1 r0"), doneOf(shard.outputs()));
        shard.close();
    }

    private static List<String> doneOf(List<String> outputs) {
        return outputs.stream().filter(output -> output.startsWith("DONE ")).toList();
    }

    private void ask(CommandType type, int number, String room, int value) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        byte[] name = room.getBytes(StandardCharsets.UTF_8);
        Command.putHeader(buffer, 0, type, ShardHarness.session(number), value, 0);
        Command.putLengths(buffer, 0, 0, name.length, 0, 0);
        buffer.putBytes(Command.HEADER_BYTES, name);
        assertTrue(shard.inbox.offer(buffer, 0, Command.HEADER_BYTES + name.length));
    }
}
