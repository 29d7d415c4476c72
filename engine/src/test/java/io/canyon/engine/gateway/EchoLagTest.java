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
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Echo clients that are slow, and documents that come late; the test is the shard. */
class EchoLagTest {
    private static final long BUDGET = EngineLimits.DEFAULTS.sessionBudgetBytes();
    private static final String JOINED = "{'event':'joined','room':'%s','version':%d,'seq':0,"
            + "'permission':'readwrite','doc':{},'members':[],'asked':%b}";

    private final EchoHarness harness = new EchoHarness();
    private final Client client = harness.open("c");

    @Test
    void shouldLagInAllRoomsAndCatchUpWhenDrained() {
        client.enters("r", 1, 10);
        client.enters("s", 2, 20);
        client.connection.unsentBytes = BUDGET + 1;
        harness.edit(10, 9, 1);
        client.takes();
        assertEquals(List.of("LAGGING 1", "LAGGING 2"), harness.commands());
        assertFalse(client.connection.isReading);
        harness.lagging(1, 1);
        harness.lagging(2, 0);
        harness.edit(10, 9, 2);
        harness.edit(20, 9, 1);
        harness.ack(1, 1, 3);
        harness.tell(new TestOutput(OutputType.SHOWN, 10, 9, -1).names("a", "u").presence(Map.of()));
        harness.tell(new TestOutput(OutputType.ENTERED, 10, 9, -1).names("a", "u"));
        harness.tell(
                new TestOutput(OutputType.REJECT, 1, 0, 3).value(2).numbers(2).message("no"));
        harness.tell(new TestOutput(OutputType.PERMISSION, 2, 1, -1).value(0));
        assertEquals(
                List.of(
                        "{'event':'reject','room':'r','seq':2,'code':'invalid','message':'no','version':3}",
                        "{'event':'permission','room':'s','permission':'readonly'}"),
                client.takes());
        assertEquals(List.of(), harness.commands());
        client.connection.unsentBytes = BUDGET / 4 + 1;
        client.session.onDrained();
        assertEquals(List.of(), harness.commands());
        client.connection.unsentBytes = BUDGET / 4;
        client.session.onDrained();
        client.session.onDrained();
        assertEquals(List.of("DRAINED 1", "DRAINED 2"), harness.commands());
        assertFalse(client.connection.isReading);
        harness.welcome(1, 3, 0);
        assertEquals(List.of(JOINED.formatted("r", 3, false)), client.takes());
        assertFalse(client.connection.isReading);
        harness.welcome(2, 1, 0);
        harness.edit(10, 9, 4);
        assertEquals(
                List.of(
                        JOINED.formatted("s", 1, false),
                        "{'event':'edit','room':'r','version':4,'id':'other','userId':'o'}"),
                client.takes());
        assertTrue(client.connection.isReading);
    }

    @Test
    void shouldLagWhenTheShardSaysSo() {
        client.enters("r", 1, 10);
        client.enters("s", 2, 20);
        harness.lagging(1, 0);
        harness.edit(10, 9, 1);
        harness.edit(20, 9, 1);
        assertEquals(List.of("{'event':'edit','room':'s','version':1,'id':'other','userId':'o'}"), client.takes());
        assertEquals(List.of("DRAINED 1"), harness.commands());
        harness.welcome(1, 1, 0);
        client.takes();
        assertTrue(client.connection.isReading);
    }

    @Test
    void shouldTakeTheAnswerToAJoinForTheEndOfTheLag() {
        client.enters("r", 1, 10);
        client.sends("{'event':'join','room':'r','userId':'u','version':0}");
        harness.lagging(1, 0);
        client.sends("{'event':'edit','room':'r','seq':1,'delta':[1]}");
        client.takes();
        assertEquals(List.of("REJOIN 1 user=u permission=1 version=0 connection=1", "DRAINED 1"), harness.commands());
        harness.welcome(1, 5, Output.ASKED);
        assertEquals(List.of(JOINED.formatted("r", 5, true)), client.takes());
        assertEquals(List.of("EDIT_DOCUMENT 1 seq=1 base=-1"), harness.commands());
    }

    @Test
    void shouldForgetEditsUnderWayWhoseAcksTheLagHasTaken() {
        client.enters("r", 1, 10);
        for (int seq = 1; seq <= 256; seq++) {
            client.sends("{'event':'edit','room':'r','seq':" + seq + ",'delta':[1]}");
        }
        assertFalse(client.connection.isReading);
        harness.lagging(1, 0);
        client.takes();
        harness.welcome(1, 256, 0);
        client.takes();
        assertTrue(client.connection.isReading);
    }

    @Test
    void shouldJoinWhenTheDocumentComes() {
        client.sends("{'event':'join','room':'r','userId':'u'}");
        harness.commands();
        harness.joined(1, 10);
        harness.tell(new TestOutput(OutputType.WAITING, 1, 77, -1));
        harness.edit(10, 9, 4);
        pending(1, 77, 5, Output.ASKED, 3);
        client.sends("{'event':'edit','room':'r','seq':4,'delta':[1]}");
        harness.edit(10, 9, 6);
        harness.tell(new TestOutput(OutputType.PERMISSION, 1, 1, -1).value(0));
        state(10, 76, 4, "no");
        assertEquals(List.of(), client.takes());
        assertTrue(client.connection.isReading);
        state(10, 77, 5, "large");
        assertEquals(
                List.of("{'event':'joined','room':'r','version':5,'seq':3,'permission':'readonly',"
                        + "'doc':['large'],'members':[{'id':'m','userId':'n'},{'id':'d','userId':'u'},"
                        + "{'id':'e','userId':'u'}],'asked':true}"),
                client.takes());
        assertEquals(List.of("DRAINED 1"), harness.commands());
        harness.welcome(1, 6, 0);
        client.takes();
        assertEquals(List.of("EDIT_DOCUMENT 1 seq=4 base=-1"), harness.commands());
    }

    @Test
    void shouldMakeTheDocumentOfManyOnce() {
        Client other = harness.open("d");
        Client third = harness.open("e");
        client.enters("r", 1, 10);
        other.enters("r", 2, 10);
        third.enters("r", 3, 10);
        pending(1, 77, 5, 0, 1);
        pending(2, 77, 5, Output.ASKED, 2);
        pending(3, 78, 6, Output.ASKED, 3);
        state(10, 77, 5, "large");
        String start = "{'event':'joined','room':'r','version':5,'seq':";
        assertTrue(client.takes().get(0).startsWith(start + 1 + ",'permission':'readwrite','doc':['large'],"));
        assertTrue(other.takes().get(0).startsWith(start + 2 + ",'permission':'readwrite','doc':['large'],"));
        assertEquals(List.of(), third.takes());
        state(10, 78, 6, "larger");
        assertTrue(third.takes().get(0).contains("'seq':3,'permission':'readwrite','doc':['larger'],"));
    }

    @Test
    void shouldCatchUpByADocument() {
        client.enters("r", 1, 10);
        harness.lagging(1, 0);
        client.takes();
        pending(1, 77, 5, 0, 3);
        client.connection.unsentBytes = BUDGET + 1;
        state(10, 77, 5, "large");
        assertEquals(1, client.takes().size());
        assertEquals(List.of("DRAINED 1"), harness.commands());
        client.connection.unsentBytes = 0;
        client.session.onDrained();
        assertEquals(List.of("DRAINED 1"), harness.commands());
        harness.welcome(1, 6, 0);
        assertEquals(List.of(JOINED.formatted("r", 6, false)), client.takes());
        assertTrue(client.connection.isReading);
    }

    /** A list of members that is longer than the budget: who is sent it must not be sent it again for that. */
    @Test
    void shouldNotLagForTheFrameThatEndsTheLag() {
        client.enters("r", 1, 10);
        harness.lagging(1, 0);
        client.takes();
        assertEquals(List.of("DRAINED 1"), harness.commands());
        crowded(1);
        client.connection.unsentBytes = BUDGET + 1;
        long length = client.takes().get(0).length();
        assertTrue(length > BUDGET);
        client.connection.unsentBytes = BUDGET + length;
        harness.edit(10, 9, 2);
        assertEquals(1, client.takes().size());
        assertEquals(List.of(), harness.commands());
        client.connection.unsentBytes = BUDGET + length + 1;
        harness.edit(10, 9, 3);
        client.takes();
        assertEquals(List.of("LAGGING 1"), harness.commands());
    }

    @Test
    void shouldGrantOneFrameAtATimeUntilItHasDrained() {
        client.enters("r", 1, 10);
        crowded(1);
        client.connection.unsentBytes = BUDGET + 1;
        long length = client.takes().get(0).length();
        assertFalse(client.connection.isReading);
        crowded(1);
        client.connection.unsentBytes = 2 * length;
        client.takes();
        assertEquals(List.of("LAGGING 1"), harness.commands());
        harness.lagging(1, 1);
        client.takes();
        client.connection.unsentBytes = 0;
        client.session.onDrained();
        assertEquals(List.of("DRAINED 1"), harness.commands());
        harness.welcome(1, 2, 0);
        client.takes();
        client.connection.unsentBytes = BUDGET + 1000;
        harness.edit(10, 9, 3);
        client.takes();
        assertEquals(List.of("LAGGING 1"), harness.commands());
    }

    /** The state of a room of so many that their list is longer than the budget. */
    private void crowded(long session) {
        List<List<String>> members = new ArrayList<>();
        for (int i = 0; i < BUDGET / 40; i++) {
            members.add(List.of("a member whose name is long enough", "u" + i));
        }
        harness.tell(new TestOutput(OutputType.WELCOME, session, 0, 1)
                .flags(Output.HAS_FROM)
                .value(1)
                .numbers(0, 1)
                .presence(members));
    }

    @Test
    void shouldStopReadingWhoTakesNoErrors() {
        client.connection.unsentBytes = BUDGET + 1;
        client.sends("{'event':'leave','room':'r'}");
        assertFalse(client.connection.isReading);
        client.connection.unsentBytes = 0;
        client.session.onDrained();
        assertTrue(client.connection.isReading);
    }

    @Test
    void shouldCloseWhoTakesNothing() {
        client.enters("r", 1, 10);
        client.connection.unsentBytes = BUDGET + 1;
        harness.edit(10, 9, 1);
        client.takes();
        harness.lagging(1, 1);
        client.takes();
        long maxLagNs = EngineLimits.DEFAULTS.session().maxLag().toNanos();
        harness.nowNs = maxLagNs;
        assertEquals(List.of(), client.takes());
        harness.nowNs = 2 * maxLagNs + 1;
        assertEquals(List.of("closed " + CloseReason.LIMIT), client.takes());
        assertEquals(1, harness.gateway.counters().get(EngineCounter.SESSIONS_TOO_SLOW));
        assertEquals(List.of("LAGGING 1", "LEAVE 1"), harness.commands());
    }

    @Test
    void shouldNotBlameWhoWaitsForTheShard() {
        client.enters("r", 1, 10);
        harness.lagging(1, 0);
        client.takes();
        assertEquals(List.of("DRAINED 1"), harness.commands());
        long maxLagNs = EngineLimits.DEFAULTS.session().maxLag().toNanos();
        for (int i = 1; i <= 5; i++) {
            harness.nowNs = i * maxLagNs;
            assertEquals(List.of(), client.takes());
        }
        harness.welcome(1, 0, 0);
        assertEquals(1, client.takes().size());
    }

    private void pending(long session, long number, long version, int flags, long seq) {
        harness.tell(new TestOutput(OutputType.WELCOME, session, number, version)
                .flags(flags | Output.PENDING | Output.HAS_DOCUMENT)
                .value(1)
                .numbers(seq, session));
    }

    private void state(long room, long number, long version, String document) {
        harness.tell(new TestOutput(OutputType.STATE, room, number, version)
                .flags(Output.HAS_DOCUMENT)
                .document(List.of(document))
                .presence(List.of(List.of("m", "n"), List.of("c", "u"), List.of("d", "u"), List.of("e", "u"))));
    }
}
