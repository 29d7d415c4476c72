package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.RoomEncoding;
import io.canyon.engine.spi.CloseReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** States that are too large for the shard's thread, as the room core sees them. */
@Timeout(300)
class LargeStateTest {
    private static final int KEYS = 4_000;

    private final CoreRoom room = new CoreRoom(true);
    private final CoreRoom direct = new CoreRoom(false);

    @BeforeEach
    void fill() {
        for (CoreRoom each : List.of(room, direct)) {
            each.join(1);
            for (int i = 0; i < KEYS; i++) {
                edit(each, 1, i, "\"a text that is long enough to be kept outside of its entry\"");
            }
            each.take();
        }
    }

    @AfterEach
    void shouldHaveAllSegmentsBack() {
        for (CoreRoom each : List.of(room, direct)) {
            each.close();
            assertEquals(0, each.segments.segmentsInUse());
            each.segments.close();
        }
    }

    @Test
    void shouldTakeEditsWhileTheEncoderIsStoppedHalfWay() throws Exception {
        for (CoreRoom each : List.of(room, direct)) {
            each.join(2);
            each.take();
            each.reconnects(2, 0);
        }
        assertEquals(List.of("WAITING #1 s2", "SYNCED s2 v4000"), room.takeNames());
        String expected = direct.text(direct.take().get(0));

        StoppingBuffer buffer = new StoppingBuffer(expected.length() / 4);
        RoomEncoding asked = room.encodings.remove(0);
        CompletableFuture<DirectBuffer> encoding = CompletableFuture.supplyAsync(() -> asked.encode(buffer));
        buffer.awaitStop();
        for (int i = 0; i < KEYS; i += 2) {
            edit(room, 1, i, "\"another text, that is long enough as well, I should think\"");
            assertEquals(List.of("ACK s1 v" + (KEYS + 1 + i / 2)), room.takeNames(), "nobody else listens");
        }
        assertTrue(room.segments.segmentsInUse() > room.room.document().segments() / 2);
        buffer.goOn();
        room.core.encoded(room.room, encoding.get(60, TimeUnit.SECONDS));

        Output state = room.take().get(0);
        assertEquals(OutputType.STATE, state.type());
        assertEquals(1, state.secondary());
        assertEquals(expected, room.text(state));
        assertEquals(room.room.document().segments(), room.segments.segmentsInUse());

        // So much has changed meanwhile that it cannot be encoded at once either.
        room.issue(CommandType.DRAINED, 2);
        assertEquals(List.of("WAITING #2 s2"), room.takeNames());
        room.encode();
        String changes = room.text(room.take().get(0));
        assertEquals(KEYS / 2, changes.split("another text", -1).length - 1);
        assertEquals(0, changes.split("a text", -1).length - 1);
        edit(room, 1, 0, "0");
        assertEquals(List.of("ACK s1 v6001"), room.takeNames());
        room.issue(CommandType.DRAINED, 2);
        Output catchUp = room.take().get(0);
        assertEquals(OutputType.CATCH_UP, catchUp.type());
        assertEquals(
                "{\"type\":\"patch\",\"clientId\":\"\",\"documentPatches\":[{\"key0\":{\"_exists\":true,\"x\":0}}],"
                        + "\"timestamp\":6001}",
                room.text(catchUp));
        room.issue(CommandType.DRAINED, 2);
        assertEquals(List.of(), room.takeNames());
    }

    @Test
    void shouldEncodeApartWhatASessionAsksForThatLagsSinceItAsked() {
        room.join(2);
        room.issue(CommandType.LAGGING, 2);
        edit(room, 1, 0, "0");
        room.take();
        room.reconnects(2, 1);
        assertEquals(List.of("LAGGING s2 v1", "SYNCED s2 v4001"), room.takeNames());
        room.reconnects(2, 2);
        assertEquals(List.of("SYNCED s2 v4001"), room.takeNames(), "what is to come has that, too");
        assertEquals(0, room.encodings.size());
        room.issue(CommandType.DRAINED, 2);
        assertEquals(List.of("WAITING #1 s2"), room.takeNames());
        room.encode();
        String state = room.text(room.take().get(0));
        assertEquals(KEYS, state.split("_exists", -1).length - 1, "all but key0 of version 1, and that again");
        room.issue(CommandType.DRAINED, 2);
        assertEquals(List.of("CATCH_UP s2 v4001"), room.takeNames());
    }

    @Test
    void shouldEncodeApartTrueValuesThatAreTooMuch() {
        String large = "\"" + "x".repeat(700_000) + "\"";
        edit(room, 1, KEYS, large);
        edit(room, 1, KEYS + 1, large);
        room.join(2);
        room.take();
        refused(2, "\"key4000\":1");
        assertEquals(List.of("ACK s2 v4002", "CHANGES s2 v4002"), room.takeNames(), "one of them is not too much");
        refused(2, "\"key4000\":1,\"key4001\":1,\"never\":1");
        List<Output> outputs = room.take();
        assertEquals(3, outputs.size());
        assertEquals(OutputType.ACK, outputs.get(0).type());
        assertEquals(OutputType.WAITING, outputs.get(1).type());
        assertTrue(room.text(outputs.get(2)).contains("[{\"never\":{\"_exists\":false}}]"), "what no state has");

        refused(2, "\"key4000\":1,\"key4001\":2");
        assertEquals(List.of("ACK s2 v4002"), room.takeNames(), "while the state is encoded");
        room.encode();
        String state = room.text(room.take().get(0));
        assertEquals(KEYS + 2, state.split("_exists", -1).length - 1, "all that there is");
        room.issue(CommandType.DRAINED, 2);
        assertEquals(List.of("WAITING #2 s2"), room.takeNames(), "once more, because it was refused once more");
        room.encode();
        assertEquals(state, room.text(room.take().get(0)));
        room.issue(CommandType.DRAINED, 2);
        assertEquals(List.of("CATCH_UP s2 v4002"), room.takeNames());
    }

    @Test
    void shouldShareTheNextEncodingAmongThoseWhoAskMeanwhile() {
        for (int session = 2; session <= 5; session++) {
            room.join(session);
        }
        room.take();
        room.reconnects(2, 0);
        edit(room, 1, 3, "1");
        room.reconnects(3, 0);
        room.reconnects(4, KEYS / 2);
        edit(room, 1, 5, "2");
        assertEquals(1, room.encodings.size());
        assertEquals(
                List.of(
                        "WAITING #1 s2",
                        "SYNCED s2 v4000",
                        "BROADCAST s1 v4001",
                        "ACK s1 v4001",
                        "WAITING #2 s3",
                        "SYNCED s3 v4001",
                        "WAITING #2 s4",
                        "SYNCED s4 v4001",
                        "BROADCAST s1 v4002",
                        "ACK s1 v4002"),
                room.takeNames());
        room.encode();
        assertEquals(List.of("STATE #1 v4000"), room.takeNames());
        assertEquals(1, room.encodings.size());
        room.reconnects(5, 0);
        assertEquals(List.of("WAITING #3 s5", "SYNCED s5 v4002"), room.takeNames());
        room.encode();
        Output state = room.take().get(0);
        assertEquals(4002, state.version());
        assertEquals(KEYS, room.text(state).split("_exists", -1).length - 1);
        room.encode();
        assertEquals(List.of("STATE #3 v4002"), room.takeNames());
        assertEquals(0, room.encodings.size());
        // Asked for again by nobody: each catches up from its own state.
        edit(room, 1, 9, "3");
        room.take();
        for (int session = 2; session <= 5; session++) {
            room.issue(CommandType.DRAINED, session);
            String changes = room.text(room.take().get(0));
            assertEquals(session == 2, changes.contains("key5"), changes);
            assertTrue(changes.contains("key9"), changes);
        }
    }

    @Test
    void shouldEncodeOnlyWhatChangedAndSmallChangesAtOnce() {
        room.join(2);
        room.join(3);
        room.take();
        room.reconnects(2, KEYS - 10);
        Output changes = room.take().get(0);
        assertEquals(OutputType.CHANGES, changes.type());
        assertEquals(10, room.text(changes).split("_exists", -1).length - 1);
        room.reconnects(3, KEYS / 4);
        room.take();
        room.encode();
        assertEquals(KEYS - KEYS / 4, room.text(room.take().get(0)).split("_exists", -1).length - 1);
    }

    @Test
    void shouldNotLetATruthThatIsOlderThanTheStateFollowIt() {
        room.join(2);
        room.join(3);
        room.take();
        room.reconnects(2, 0);
        room.reconnects(3, 0);
        room.take();
        room.sends(3, "{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{\"new\":{\"x\":1},\"key7\":1}]}");
        assertEquals(List.of("ACK s3 v4000"), room.takeNames());
        edit(room, 1, 7, "\"newer\"");
        room.sends(
                1,
                "{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{\"new\":{\"_exists\":true,\"x\":2}}]}");
        room.take();
        room.encode();
        List<Output> outputs = room.take();
        assertEquals(OutputType.CHANGES, outputs.get(1).type());
        assertEquals(
                "{\"type\":\"patch\",\"clientId\":\"\",\"documentPatches\":[{\"new\":{\"_exists\":true,\"x\":2},"
                        + "\"key7\":{\"_exists\":true,\"x\":\"newer\"}}],\"timestamp\":4002}",
                room.text(outputs.get(1)));
        room.encode();
        assertEquals(List.of("STATE #2 v4002"), room.takeNames());
    }

    @Test
    void shouldWaitForNobodyWhoLeft() {
        room.join(2);
        room.join(3);
        room.take();
        room.reconnects(2, 0);
        room.reconnects(3, 0);
        room.issue(CommandType.LEAVE, 2);
        room.issue(CommandType.LEAVE, 3);
        edit(room, 1, 1, "1");
        room.take();
        room.encode();
        assertEquals(List.of(), room.takeNames());
        assertEquals(0, room.encodings.size());
        assertEquals(room.room.document().segments(), room.segments.segmentsInUse());
    }

    @Test
    void shouldSurviveItsRoom() {
        room.join(2);
        room.reconnects(2, 0);
        edit(room, 1, 1, "1");
        room.issue(CommandType.LEAVE, 2);
        room.issue(CommandType.LEAVE, 1);
        room.take();
        room.close();
        assertTrue(room.segments.segmentsInUse() > 0);
        room.encode();
        assertEquals(List.of(), room.takeNames());
        assertEquals(0, room.segments.segmentsInUse());
    }

    @Test
    void shouldCloseThoseWhoseStateCannotBeEncoded() {
        room.join(2);
        room.join(3);
        room.take();
        room.reconnects(2, 0);
        room.reconnects(3, 0);
        room.take();
        room.encodings.remove(0).encode(new ExpandableArrayBuffer());
        room.core.encoded(room.room, null);
        List<Output> outputs = room.take();
        assertEquals(OutputType.CLOSE, outputs.get(0).type());
        assertEquals(CoreRoom.session(2), outputs.get(0).target());
        assertEquals(CloseReason.UNAVAILABLE.code(), outputs.get(0).value());
        assertEquals(1, outputs.size());
        room.encode();
        assertEquals(List.of("STATE #2 v4000"), room.takeNames());
    }

    private void refused(int session, String keys) {
        room.sends(session, "{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{" + keys + "}]}");
    }

    private static void edit(CoreRoom room, int session, int key, String value) {
        room.sends(
                session,
                "{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{\"key" + key
                        + "\":{\"_exists\":true,\"x\":" + value + "}}]}");
    }
}
