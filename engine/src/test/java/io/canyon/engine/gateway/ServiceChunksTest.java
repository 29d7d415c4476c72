package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.gateway.EchoHarness.Client;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.TestOutput;
import io.canyon.engine.spi.CloseReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Documents that are longer than a message; the test is the shard, and the network. */
class ServiceChunksTest {
    private static final int CHUNK = ChunkedStates.MAX_CHUNK_BYTES;

    private final EchoHarness harness = EchoHarness.ofServices();
    private final Client client = harness.open("c");

    @Test
    void shouldSendALargeDocumentInChunksAndThenCatchUp() {
        harness.wire.chunkMark = "chunk of ";
        client.enters("r", 1, 10);
        String document = large(10 * CHUNK);
        lag(1, 10, 5, document);
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 20 && !contains(told, "joined"); i++) {
            List<String> turn = client.takes();
            assertTrue(turn.size() <= 5, () -> "messages in one turn: " + turn.size());
            assertEquals(List.of(), contains(turn, "joined") ? List.of() : harness.commands());
            told.addAll(turn);
        }
        assertEquals(12, told.size());
        assertTrue(told.get(0).startsWith("announced " + 10 * CHUNK / 1000));
        assertEquals("chunk of r " + CHUNK, told.get(1));
        assertEquals("chunk of r " + CHUNK, told.get(10));
        assertEquals(
                "{'event':'joined','room':'r','version':5,'seq':3,'permission':'readwrite','doc':['" + document
                        + "'],'members':[],'asked':true}",
                told.get(11));
        assertEquals(List.of("DRAINED 1"), harness.commands());
        harness.welcome(1, 6, 0);
        harness.edit(10, 9, 7);
        assertEquals(2, client.takes().size());
    }

    @Test
    void shouldHoldUpOtherRoomsForAFewChunksOnly() {
        harness.wire.chunkMark = "chunk of ";
        client.enters("r", 1, 10);
        client.enters("s", 2, 20);
        client.enters("t", 3, 30);
        lag(1, 10, 5, large(40 * CHUNK));
        lag(3, 30, 5, large(40 * CHUNK));
        int chunks = 0;
        for (int version = 1; version <= 10; version++) {
            harness.edit(20, 9, version);
            List<String> turn = client.takes();
            int before = 0;
            while (!turn.get(before).contains("'event':'edit'")) {
                before++;
            }
            assertTrue(before <= 6, "messages before the edit: " + before);
            client.sends("{'event':'edit','room':'s','seq':" + version + ",'delta':[1]}");
            assertEquals(List.of("EDIT_DOCUMENT 2 seq=" + version + " base=-1"), harness.commands());
            assertTrue(client.connection.isReading);
            long ofOne =
                    turn.stream().filter(one -> one.startsWith("chunk of r")).count();
            long ofOther =
                    turn.stream().filter(one -> one.startsWith("chunk of t")).count();
            assertTrue(Math.abs(ofOne - ofOther) <= 1, () -> "in turn: " + turn);
            chunks += ofOne + ofOther;
        }
        assertTrue(chunks >= 36, "chunks=" + chunks);
    }

    @Test
    void shouldSendNoMoreThanThePeerTakes() {
        harness.wire.chunkMark = "chunk of ";
        client.enters("r", 1, 10);
        client.connection.unsentBytes = 2 * CHUNK + 1;
        lag(1, 10, 5, large(10 * CHUNK));
        assertEquals(1, client.takes().size());
        assertEquals(List.of(), client.takes());
        client.connection.unsentBytes = 2 * CHUNK;
        client.session.onDrained();
        assertEquals(4, client.takes().size());
        client.connection.unsentBytes = 2 * CHUNK + 1;
        client.takes();
        assertEquals(List.of(), client.takes());
    }

    @Test
    void shouldShareTheBytesOfADocument() {
        Client other = harness.open("d");
        client.enters("r", 1, 10);
        other.enters("r", 2, 10);
        harness.lagging(1, 5);
        harness.lagging(2, 5);
        harness.gateway.deliver();
        harness.commands();
        pending(1, 77);
        pending(2, 77);
        String document = large(3 * CHUNK);
        state(10, 77, 5, document);
        for (int i = 0; i < 6; i++) {
            harness.gateway.deliver();
        }
        assertEquals(List.of("DRAINED 1", "DRAINED 2"), harness.commands());
        assertEquals(1, harness.wire.chunkMemory.size());
        for (Client one : List.of(client, other)) {
            assertTrue(one.takes().get(0).contains("'doc':['" + document + "']"));
        }
    }

    @Test
    void shouldStopWhenTheSessionEnds() {
        harness.wire.chunkMark = "chunk of ";
        client.enters("r", 1, 10);
        lag(1, 10, 5, large(20 * CHUNK));
        assertTrue(client.takes().size() > 1);
        harness.close(1, CloseReason.ROOM_CLOSED);
        List<String> rest = client.takes();
        assertEquals("{'event':'error','code':'room-closed','message':'the room is closed','room':'r'}", rest.get(0));
        assertEquals(1, rest.size());
        assertEquals(List.of(), client.takes());
    }

    @Test
    void shouldCloseWhoTakesNoChunks() {
        client.enters("r", 1, 10);
        lag(1, 10, 5, large(20 * CHUNK));
        client.connection.unsentBytes = 3 * CHUNK;
        client.takes();
        long maxLagNs = EngineLimits.DEFAULTS.session().maxLag().toNanos();
        harness.nowNs = maxLagNs;
        client.takes();
        harness.nowNs = 2 * maxLagNs + 1;
        assertEquals(List.of("closed " + CloseReason.LIMIT), client.takes());
        assertEquals(1, harness.gateway.counters().get(EngineCounter.SESSIONS_TOO_SLOW));
    }

    @Test
    void shouldSendASmallDocumentInOneMessage() {
        harness.wire.chunkMark = "chunk of ";
        client.enters("r", 1, 10);
        lag(1, 10, 5, "small");
        List<String> told = client.takes();
        assertEquals(1, told.size());
        assertTrue(told.get(0).contains("'doc':['small']"));
        assertFalse(told.get(0).contains("chunk"));
    }

    private void lag(long session, long room, long version, String document) {
        harness.lagging(session, version);
        client.takes();
        harness.commands();
        pending(session, 70 + session);
        state(room, 70 + session, version, document);
    }

    private void pending(long session, long number) {
        harness.tell(new TestOutput(OutputType.WELCOME, session, number, 5)
                .flags(Output.ASKED | Output.PENDING | Output.HAS_DOCUMENT)
                .value(1)
                .numbers(3, 0));
    }

    private void state(long room, long number, long version, String document) {
        harness.tell(new TestOutput(OutputType.STATE, room, number, version)
                .flags(Output.HAS_DOCUMENT)
                .document(List.of(document)));
    }

    private static String large(int bytes) {
        return "0123456789abcdef".repeat(bytes / 16);
    }

    private static boolean contains(List<String> frames, String event) {
        return frames.stream().anyMatch(frame -> frame.contains("'event':'" + event + "'"));
    }
}
