package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.SessionLimits;
import io.canyon.engine.gateway.EchoHarness.Client;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.TestOutput;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An echo connection and its sessions, with a test as the shard. */
class EchoGatewayTest {
    private static final String JOINED = "{'event':'joined','room':'%s','version':%d,'seq':0,"
            + "'permission':'readwrite','doc':{},'members':[],'asked':%b}";
    private static final String NOT_JOINED =
            "{'event':'error','code':'not-joined','message':'not in that room','room':'r'}";

    private final EchoHarness harness = new EchoHarness();

    @ParameterizedTest
    @CsvSource({
        "/, id=a&clientId=b, MALFORMED",
        "/, x=y, MALFORMED",
        "/echo, clientId=b, MALFORMED",
        "/canvas, id=b, MALFORMED",
        "/echo, id=a.b, MALFORMED"
    })
    void shouldRefuseWhoIsNobodyOrTwo(String path, String query, CloseReason reason) {
        Client client = harness.new Client(path, query);
        assertEquals(List.of("closed " + reason), client.takes());
        assertEquals(1, harness.gateway.counters().get(EngineCounter.SESSIONS_REFUSED));
        client.sends("{'event':'join','room':'r','userId':'u'}");
        assertEquals(List.of(), client.takes());
        assertEquals(List.of(), harness.commands());
        assertEquals(0, harness.gateway.sessionCount());
    }

    @Test
    void shouldTakeARoomsFramesToItsSession() {
        Client client = harness.new Client("/echo", "id=c-1");
        client.sends("{'event':'join','room':'r','userId':'ann','version':7}");
        client.sends("{'event':'join','room':'s','userId':''}");
        assertEquals(
                List.of(
                        "JOIN 1 id=c-1 room=r user=ann permission=1 version=7 connection=1",
                        "JOIN 2 id=c-1 room=s user= permission=1 version=-1 connection=1"),
                harness.commands());
        harness.joined(1, 10);
        harness.joined(2, 20);
        harness.welcome(1, 7, Output.ASKED);
        harness.welcome(2, 0, Output.ASKED);
        assertEquals(List.of(JOINED.formatted("r", 7, true), JOINED.formatted("s", 0, true)), client.takes());
        client.sends("{'event':'edit','room':'s','seq':1,'base':0,'delta':{'a':[1]}}");
        client.sends("{'event':'edit','room':'r','seq':4,'delta':{'a':[1]}}");
        client.sends("{'event':'presence','room':'r','presence':{}}");
        assertEquals(
                List.of("EDIT_DOCUMENT 2 seq=1 base=0", "EDIT_DOCUMENT 1 seq=4 base=-1", "SHOW 1"), harness.commands());
        harness.ack(2, 1, 1);
        harness.ack(1, 4, 8);
        assertEquals(
                List.of(
                        "{'event':'ack','room':'s','seq':1,'version':1}",
                        "{'event':'ack','room':'r','seq':4,'version':8}"),
                client.takes());
    }

    @Test
    void shouldNumberConnectionsAsTheyAreAccepted() {
        harness.new Client("/", "clientId=canvas");
        Client first = harness.open("a");
        Client second = harness.open("a");
        harness.commands();
        second.sends("{'event':'join','room':'r','userId':'u'}");
        first.sends("{'event':'join','room':'r','userId':'u'}");
        assertEquals(
                List.of(
                        "JOIN 2 id=a room=r user=u permission=1 version=-1 connection=2",
                        "JOIN 3 id=a room=r user=u permission=1 version=-1 connection=1"),
                harness.commands());
    }

    @Test
    void shouldHaveFramesWaitInOrderWhileTheRoomLoads() {
        Client client = harness.open("c");
        client.sends("{'event':'join','room':'r','userId':'u'}");
        client.sends("{'event':'edit','room':'r','seq':1,'delta':{'a':[1]}}");
        client.sends("{'event':'edit','room':'r','seq':2,'delta':5}");
        client.sends("{'event':'presence','room':'r','presence':{}}");
        client.sends("{'event':'join','room':'r','userId':'u','version':3}");
        client.sends("{'event':'edit','room':'r','seq':3,'delta':{'a':[1]}}");
        assertEquals(1, harness.commands().size());
        harness.joined(1, 10);
        assertEquals(List.of(), client.takes());
        assertEquals(List.of(), harness.commands());
        harness.welcome(1, 9, Output.ASKED);
        assertEquals(
                List.of(
                        JOINED.formatted("r", 9, true),
                        "{'event':'reject','room':'r','seq':2,'code':'invalid',"
                                + "'message':'not a delta: neither object nor array: type=NUMBER','version':9}"),
                client.takes());
        assertEquals(
                List.of(
                        "EDIT_DOCUMENT 1 seq=1 base=-1",
                        "SHOW 1",
                        "REJOIN 1 user=u permission=1 version=3 connection=1"),
                harness.commands());
        harness.welcome(1, 10, Output.ASKED);
        client.takes();
        assertEquals(List.of("EDIT_DOCUMENT 1 seq=3 base=-1"), harness.commands());
        assertEquals(1, harness.gateway.counters().get(EngineCounter.EDITS_REFUSED));
    }

    @Test
    void shouldBoundWhatWaits() {
        EngineLimits limits = EngineLimits.DEFAULTS.withMaxFrameBytes(1024).withMaxPendingFrameBytes(1024);
        EchoHarness small = new EchoHarness(limits, Authenticator.EVERYBODY, 1 << 16);
        Client client = small.open("c");
        client.sends("{'event':'join','room':'r','userId':'u'}");
        client.sends("{'event':'join','room':'s','userId':'u'}");
        String edit = "{'event':'edit','room':'%s','seq':1,'delta':['" + "x".repeat(470) + "']}";
        client.sends(edit.formatted("r"));
        assertTrue(client.connection.isReading);
        client.sends(edit.formatted("s"));
        assertFalse(client.connection.isReading);
        small.joined(1, 10);
        small.welcome(1, 0, Output.ASKED);
        client.takes();
        assertTrue(client.connection.isReading);
        for (int i = 0; i < 4; i++) {
            client.sends(edit.formatted("s"));
        }
        assertEquals(List.of(), client.takes());
        client.sends(edit.formatted("s"));
        assertEquals(List.of("closed LIMIT"), client.takes());
    }

    @Test
    void shouldReadNoMoreWhileTooManyEditsAreUnderWay() {
        Client client = harness.open("c");
        client.enters("r", 1, 10);
        for (int seq = 1; seq <= 255; seq++) {
            client.sends("{'event':'edit','room':'r','seq':" + seq + ",'delta':[1]}");
        }
        assertTrue(client.connection.isReading);
        client.sends("{'event':'edit','room':'r','seq':256,'delta':[1]}");
        assertFalse(client.connection.isReading);
        client.sends("{'event':'edit','room':'r','seq':257,'delta':[1]}");
        assertEquals(256, harness.commands().size());
        harness.ack(1, 1, 1);
        client.takes();
        assertEquals(List.of("EDIT_DOCUMENT 1 seq=257 base=-1"), harness.commands());
        assertFalse(client.connection.isReading);
        harness.tell(
                new TestOutput(OutputType.REJECT, 1, 0, 1).value(1).numbers(2).message("no"));
        client.takes();
        assertTrue(client.connection.isReading);
    }

    @Test
    void shouldReadNoMoreWhileTheInboxIsFull() {
        EchoHarness small = new EchoHarness(EngineLimits.DEFAULTS, Authenticator.EVERYBODY, 1 << 10);
        Client client = small.open("c");
        client.enters("r", 1, 10);
        int seq = 0;
        while (client.connection.isReading) {
            client.sends("{'event':'edit','room':'r','seq':" + ++seq + ",'delta':[1]}");
        }
        assertEquals(1, small.gateway.counters().get(EngineCounter.INBOX_FULL));
        assertEquals(seq - 1, small.commands().size());
        client.takes();
        assertEquals(List.of("EDIT_DOCUMENT 1 seq=" + seq + " base=-1"), small.commands());
        assertTrue(client.connection.isReading);
    }

    @Test
    void shouldTellOthersFramesOnceBuilt() {
        Client a = harness.open("a");
        Client b = harness.open("b");
        Client c = harness.open("c");
        a.enters("r", 1, 10);
        b.enters("r", 2, 10);
        c.enters("s", 3, 20);
        long built = harness.gateway.counters().get(EngineCounter.FRAMES_BUILT);
        harness.edit(10, 1, 5);
        harness.tell(new TestOutput(OutputType.SHOWN, 10, 2, -1).names("b", "u").presence(Map.of("x", 1)));
        harness.tell(new TestOutput(OutputType.ENTERED, 10, 7, -1).names("d", "u"));
        harness.tell(new TestOutput(OutputType.DEPARTED, 10, 7, -1).names("d", "u"));
        String entered = "{'event':'entered','room':'r','id':'d','userId':'u'}";
        String left = "{'event':'left','room':'r','id':'d','userId':'u'}";
        assertEquals(
                List.of("{'event':'presence','room':'r','id':'b','userId':'u','presence':{'x':1}}", entered, left),
                a.takes());
        assertEquals(
                List.of("{'event':'edit','room':'r','version':5,'id':'other','userId':'o'}", entered, left), b.takes());
        assertEquals(List.of(), c.takes());
        assertEquals(4, harness.gateway.counters().get(EngineCounter.FRAMES_BUILT) - built);
    }

    @Test
    void shouldAnswerWhatIsNoMessageAndCloseWhenThatDoesNotEnd() {
        Client client = harness.open("c");
        client.sends("nonsense");
        client.sends("{'event':'what','room':'r'}");
        client.sends("{'event':'join','room':'r'}");
        client.sends("{'event':'leave','room':'r'}");
        assertEquals(
                List.of(
                        "{'event':'error','code':'bad-frame','message':'not a JSON object, or too deep'}",
                        "{'event':'error','code':'unknown-event','message':'no such event','room':'r'}",
                        "{'event':'error','code':'bad-frame',"
                                + "'message':'userId must be a string of at most 1024 bytes','room':'r'}",
                        NOT_JOINED),
                client.takes());
        for (int i = 0; i < 97; i++) {
            client.sends("{}");
            client.sends("{'event':'leave','room':'r'}");
        }
        assertEquals(2 * 97, client.takes().size());
        client.sends("[]");
        assertEquals("closed MALFORMED", client.takes().get(1));
        assertEquals(101, harness.gateway.counters().get(EngineCounter.FRAMES_MALFORMED));
    }

    @Test
    void shouldBoundRooms() {
        SessionLimits session = new SessionLimits(Duration.ofMinutes(1), 4096, 0, 2, Duration.ZERO);
        EchoHarness small =
                new EchoHarness(EngineLimits.DEFAULTS.withSession(session), Authenticator.EVERYBODY, 1 << 16);
        Client client = small.open("c");
        client.enters("r", 1, 10);
        client.enters("s", 2, 20);
        client.sends("{'event':'join','room':'t','userId':'u'}");
        client.sends("{'event':'join','room':'" + "t".repeat(257) + "','userId':'u'}");
        assertEquals(
                List.of(
                        "{'event':'error','code':'limit','message':'in too many rooms: max=2','room':'t'}",
                        "{'event':'error','code':'limit','message':'the name of the room is too long'}"),
                client.takes());
        client.sends("{'event':'leave','room':'r'}");
        small.left(1);
        client.takes();
        client.sends("{'event':'join','room':'t','userId':'u'}");
        assertEquals(
                List.of("LEAVE 1", "JOIN 3 id=c room=t user=u permission=1 version=-1 connection=1"), small.commands());
    }

    @Test
    void shouldBoundPresence() {
        Client client = harness.open("c");
        client.enters("r", 1, 10);
        client.sends("{'event':'presence','room':'r','presence':{'x':'" + "x".repeat(65_520) + "'}}");
        assertEquals(List.of("SHOW 1"), harness.commands());
        client.sends("{'event':'presence','room':'r','presence':{'x':'" + "x".repeat(65_540) + "'}}");
        assertEquals(List.of(), harness.commands());
        assertEquals(
                List.of("{'event':'error','code':'limit','message':'presence is too large: maxBytes=65536',"
                        + "'room':'r'}"),
                client.takes());
    }

    @Test
    void shouldHaveAJoinWaitForTheEndOfTheSessionBefore() {
        Client client = harness.open("c");
        client.enters("r", 1, 10);
        client.sends("{'event':'edit','room':'r','seq':1,'delta':[1]}");
        client.sends("{'event':'leave','room':'r'}");
        client.sends("{'event':'edit','room':'r','seq':2,'delta':[1]}");
        client.sends("{'event':'join','room':'r','userId':'v'}");
        client.sends("{'event':'edit','room':'r','seq':3,'delta':[1]}");
        assertEquals(List.of("EDIT_DOCUMENT 1 seq=1 base=-1", "LEAVE 1"), harness.commands());
        harness.ack(1, 1, 1);
        harness.edit(10, 9, 2);
        assertEquals(List.of(NOT_JOINED), client.takes());
        harness.left(1);
        assertEquals(List.of(), client.takes());
        assertEquals(List.of("JOIN 2 id=c room=r user=v permission=1 version=-1 connection=1"), harness.commands());
        assertEquals(1, harness.gateway.sessionCount());
        harness.joined(2, 10);
        harness.welcome(2, 2, Output.ASKED);
        assertEquals(List.of(JOINED.formatted("r", 2, true)), client.takes());
        assertEquals(List.of("EDIT_DOCUMENT 2 seq=3 base=-1"), harness.commands());
    }

    @ParameterizedTest
    @CsvSource({
        "LIMIT, limit, a limit is reached",
        "UNAVAILABLE, unavailable, the room cannot be loaded",
        "REMOVED, forbidden, removed",
        "ROOM_CLOSED, room-closed, the room is closed",
        "OTHER_KIND, forbidden, the room is not one document"
    })
    void shouldEndASessionAndNotTheConnection(CloseReason reason, String code, String message) {
        Client client = harness.open("c");
        client.enters("s", 1, 20);
        client.sends("{'event':'join','room':'r','userId':'u'}");
        client.sends("{'event':'edit','room':'r','seq':1,'delta':[1]}");
        harness.commands();
        harness.close(2, reason);
        assertEquals(
                List.of("{'event':'error','code':'" + code + "','message':'" + message + "','room':'r'}", NOT_JOINED),
                client.takes());
        assertEquals(List.of("LEAVE 2"), harness.commands());
        harness.left(2);
        harness.edit(20, 9, 1);
        assertEquals(List.of("{'event':'edit','room':'s','version':1,'id':'other','userId':'o'}"), client.takes());
        assertEquals(1, harness.gateway.sessionCount());
    }

    @Test
    void shouldCloseTheConnectionThatIsReplaced() {
        Client client = harness.open("c");
        client.enters("r", 1, 10);
        client.enters("s", 2, 20);
        harness.close(2, CloseReason.REPLACED);
        harness.left(2);
        assertEquals(List.of("closed REPLACED"), client.takes());
        assertEquals(List.of("LEAVE 1", "LEAVE 2"), harness.commands());
        harness.left(1);
        harness.gateway.deliver();
        assertEquals(0, harness.gateway.sessionCount());
    }

    @Test
    void shouldCloseBehindTheLastAckWhenTheEngineStops() {
        Client client = harness.open("c");
        Client idle = harness.open("d");
        client.enters("r", 1, 10);
        client.enters("s", 2, 20);
        client.sends("{'event':'join','room':'t','userId':'u'}");
        client.sends("{'event':'edit','room':'r','seq':1,'delta':[1]}");
        harness.gateway.shutDown();
        assertEquals(List.of("closed SHUTDOWN"), idle.takes());
        assertFalse(client.connection.isReading);
        client.sends("{'event':'edit','room':'r','seq':2,'delta':[1]}");
        assertEquals(
                List.of(
                        "JOIN 3 id=c room=t user=u permission=1 version=-1 connection=1",
                        "EDIT_DOCUMENT 1 seq=1 base=-1",
                        "LEAVE 1",
                        "LEAVE 2",
                        "LEAVE 3"),
                harness.commands());
        harness.ack(1, 1, 1);
        harness.left(1);
        harness.left(3);
        assertEquals(List.of("{'event':'ack','room':'r','seq':1,'version':1}"), client.takes());
        harness.left(2);
        assertEquals(List.of("closed SHUTDOWN"), client.takes());
        assertEquals(0, harness.gateway.sessionCount());
        assertEquals(List.of("closed SHUTDOWN"), harness.open("e").takes());
        assertEquals(List.of(), harness.commands());
    }

    @Test
    void shouldLeaveAllRoomsWhenTheConnectionIsGone() {
        Client client = harness.open("c");
        client.enters("r", 1, 10);
        client.sends("{'event':'join','room':'s','userId':'u'}");
        harness.commands();
        client.session.onClosed();
        assertEquals(List.of("LEAVE 1", "LEAVE 2"), harness.commands());
        harness.joined(2, 20);
        harness.welcome(2, 0, Output.ASKED);
        harness.edit(10, 9, 1);
        assertEquals(List.of(), client.takes());
        harness.left(1);
        harness.left(2);
        harness.gateway.deliver();
        assertEquals(0, harness.gateway.sessionCount());
    }

    @Test
    void shouldNotBeReadFasterThanItsPace() {
        SessionLimits session = new SessionLimits(Duration.ofMinutes(1), 4096, 2);
        EchoHarness paced =
                new EchoHarness(EngineLimits.DEFAULTS.withSession(session), Authenticator.EVERYBODY, 1 << 16);
        Client client = paced.open("c");
        client.enters("r", 1, 10);
        for (int seq = 1; seq <= 3; seq++) {
            client.sends("{'event':'edit','room':'r','seq':" + seq + ",'delta':[1]}");
        }
        assertEquals(List.of("EDIT_DOCUMENT 1 seq=1 base=-1"), paced.commands());
        assertFalse(client.connection.isReading);
        paced.nowNs = Duration.ofMillis(500).toNanos();
        paced.gateway.deliver();
        assertEquals(List.of("EDIT_DOCUMENT 1 seq=2 base=-1"), paced.commands());
        paced.nowNs = Duration.ofMillis(1000).toNanos();
        paced.gateway.deliver();
        assertEquals(List.of("EDIT_DOCUMENT 1 seq=3 base=-1"), paced.commands());
        assertTrue(client.connection.isReading);
    }
}
