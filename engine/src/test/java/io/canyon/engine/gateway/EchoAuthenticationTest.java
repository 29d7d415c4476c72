package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.SessionInfo;
import io.canyon.engine.SessionLimits;
import io.canyon.engine.gateway.EchoHarness.Client;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.TestOutput;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.Permission;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may enter a room by the echo wire, and when that is asked; the test is shard and authenticator. */
class EchoAuthenticationTest {
    private static final String FORBIDDEN = "{'event':'error','code':'forbidden','message':'Unauthorized','room':'r'}";
    private static final String NOT_JOINED =
            "{'event':'error','code':'not-joined','message':'not in that room','room':'r'}";

    private final EchoHarness harness = EchoHarness.asking();
    private final Client client = harness.open("c");

    @Test
    void shouldAskWhoMayEnter() {
        client.sends("{'event':'join','room':'r','userId':'ann','credentials':{'token':[1]}}");
        client.sends("{'event':'edit','room':'r','seq':1,'delta':[1]}");
        assertEquals(List.of(), harness.commands());
        Authenticator.Request request = harness.questions.get(0).request();
        assertEquals("echo", request.dialect());
        assertEquals("r", request.room());
        assertEquals("c", request.clientId());
        assertEquals("ann", request.userId());
        assertEquals(Credentials.ofJson("{\"token\":[1]}"), request.credentials());
        assertFalse(request.refresh());
        assertEquals("b", request.headers().get("a"));
        harness.answer(0, Admission.READ_ONLY.withMetadata("seat 7"));
        assertEquals(List.of("JOIN 1 id=c room=r user=ann permission=0 version=-1 connection=1"), harness.commands());
        SessionRegistry registry = harness.gateway.context().registry();
        assertEquals(List.of(), registry.list("r"));
        harness.joined(1, 10);
        harness.welcome(1, 0, Output.ASKED);
        client.takes();
        assertEquals(List.of("EDIT_DOCUMENT 1 seq=1 base=-1"), harness.commands());
        assertEquals(List.of(new SessionInfo(1, "c", Permission.READ_ONLY, "seat 7")), registry.list("r"));
        client.sends("{'event':'leave','room':'r'}");
        assertEquals(List.of(), registry.list("r"));
    }

    @Test
    void shouldRefuseOneRoomAndKeepTheConnection() {
        client.sends("{'event':'join','room':'r','userId':'ann'}");
        client.sends("{'event':'join','room':'s','userId':'ann'}");
        client.sends("{'event':'edit','room':'r','seq':1,'delta':[1]}");
        harness.answer(1, Admission.READ_WRITE);
        harness.answer(0, null);
        assertEquals(List.of(FORBIDDEN, NOT_JOINED), client.takes());
        assertEquals(List.of("JOIN 2 id=c room=s user=ann permission=1 version=-1 connection=1"), harness.commands());
        assertEquals(1, harness.gateway.counters().get(EngineCounter.SESSIONS_REFUSED));
        assertEquals(1, harness.gateway.sessionCount());
        client.sends("{'event':'join','room':'r','userId':'ann','credentials':'better'}");
        harness.answer(2, Admission.READ_WRITE);
        assertEquals(List.of("JOIN 3 id=c room=r user=ann permission=1 version=-1 connection=1"), harness.commands());
    }

    @Test
    void shouldCountTheLastQuestionOnly() {
        client.sends("{'event':'join','room':'r','userId':'ann','credentials':'a','version':1}");
        client.sends("{'event':'join','room':'r','userId':'bob','credentials':'b','version':2}");
        client.sends("{'event':'auth','room':'r','credentials':'c'}");
        client.sends("{'event':'auth','room':'r','credentials':'d'}");
        assertEquals(1, harness.questions.size());
        harness.answer(0, null);
        assertEquals(List.of(), client.takes());
        assertEquals(2, harness.questions.size());
        assertEquals("d", harness.questions.get(1).request().credentials().string());
        assertEquals("bob", harness.questions.get(1).request().userId());
        harness.answer(1, Admission.READ_WRITE);
        assertEquals(List.of("JOIN 1 id=c room=r user=bob permission=1 version=2 connection=1"), harness.commands());
    }

    @Test
    void shouldNotAskMoreAtOnceThanThereMayBeRooms() {
        int max = SessionLimits.DEFAULTS.maxRoomsPerConnection();
        for (int i = 0; i < max + 5; i++) {
            client.sends("{'event':'join','room':'r','userId':'ann'}");
            client.sends("{'event':'leave','room':'r'}");
        }
        assertEquals(max, harness.questions.size());
        String refusal = "{'event':'error','code':'limit','message':'in too many rooms: max=" + max + "','room':'r'}";
        assertEquals(5, client.takes().stream().filter(refusal::equals).count());
        assertEquals(5, harness.gateway.counters().get(EngineCounter.LIMIT_REFUSALS));
        harness.answer(7, Admission.READ_WRITE);
        assertEquals(List.of(), harness.commands());
        client.sends("{'event':'join','room':'r','userId':'ann'}");
        assertEquals(max + 1, harness.questions.size());
        harness.answer(max, Admission.READ_WRITE);
        assertEquals(1, harness.commands().size());
    }

    @Test
    void shouldRefreshALiveSession() {
        enter("a");
        client.sends("{'event':'auth','room':'r','credentials':'b'}");
        client.sends("{'event':'edit','room':'r','seq':1,'delta':[1]}");
        assertTrue(harness.questions.get(1).request().refresh());
        assertEquals(List.of(), harness.commands());
        harness.edit(10, 9, 1);
        assertEquals(1, client.takes().size());
        harness.answer(1, Admission.READ_ONLY.withMetadata("new"));
        assertEquals(List.of("PERMISSION 1 permission=0", "EDIT_DOCUMENT 1 seq=1 base=-1"), harness.commands());
        permission(0, 1);
        assertEquals(List.of("{'event':'permission','room':'r','permission':'readonly'}"), client.takes());
        permission(0, 2);
        assertEquals(List.of(), client.takes());
        permission(1, 3);
        assertEquals(List.of("{'event':'permission','room':'r','permission':'readwrite'}"), client.takes());
        assertEquals(
                List.of(new SessionInfo(1, "c", Permission.READ_WRITE, "new")),
                harness.gateway.context().registry().list("r"));
    }

    @Test
    void shouldEndTheSessionThatIsRefusedLater() {
        enter("a");
        client.sends("{'event':'auth','room':'r','credentials':'b'}");
        client.sends("{'event':'edit','room':'r','seq':1,'delta':[1]}");
        harness.answer(1, null);
        assertEquals(List.of(FORBIDDEN, NOT_JOINED), client.takes());
        assertEquals(List.of("LEAVE 1"), harness.commands());
        client.sends("{'event':'join','room':'r','userId':'ann','credentials':'c'}");
        assertEquals(2, harness.questions.size());
        harness.left(1);
        client.takes();
        assertFalse(harness.questions.get(2).request().refresh());
        assertEquals("c", harness.questions.get(2).request().credentials().string());
    }

    @Test
    void shouldAskAgainOnlyForWhatIsNew() {
        enter("a");
        client.sends("{'event':'join','room':'r','userId':'ann','credentials':'a','version':3}");
        assertEquals(List.of("REJOIN 1 user=ann permission=1 version=3 connection=1"), harness.commands());
        harness.welcome(1, 3, Output.ASKED);
        client.takes();
        client.sends("{'event':'join','room':'r','userId':'ann','version':4}");
        assertEquals(List.of("REJOIN 1 user=ann permission=1 version=4 connection=1"), harness.commands());
        harness.welcome(1, 4, Output.ASKED);
        client.takes();
        assertEquals(1, harness.questions.size());
        client.sends("{'event':'join','room':'r','userId':'ann','credentials':'b','version':5}");
        assertEquals(List.of(), harness.commands());
        harness.answer(1, Admission.READ_ONLY);
        assertEquals(
                List.of("PERMISSION 1 permission=0", "REJOIN 1 user=ann permission=0 version=5 connection=1"),
                harness.commands());
        harness.welcome(1, 5, Output.ASKED);
        client.takes();
        client.sends("{'event':'join','room':'r','userId':'bob','version':6}");
        assertEquals("bob", harness.questions.get(2).request().userId());
        assertTrue(harness.questions.get(2).request().credentials().isNone());
        harness.answer(2, null);
        assertEquals(List.of(FORBIDDEN), client.takes());
        assertEquals(List.of("LEAVE 1"), harness.commands());
    }

    @Test
    void shouldEnterAgainBehindARefresh() {
        enter("a");
        client.sends("{'event':'auth','room':'r','credentials':'b'}");
        client.sends("{'event':'join','room':'r','userId':'ann','version':3}");
        assertEquals(2, harness.questions.size());
        harness.answer(1, Admission.READ_WRITE);
        assertEquals(
                List.of("PERMISSION 1 permission=1", "REJOIN 1 user=ann permission=1 version=3 connection=1"),
                harness.commands());
    }

    @Test
    void shouldIgnoreAnswersAfterTheEnd() {
        client.sends("{'event':'join','room':'r','userId':'ann'}");
        client.sends("{'event':'leave','room':'r'}");
        harness.answer(0, Admission.READ_WRITE);
        client.sends("{'event':'join','room':'r','userId':'ann'}");
        client.session.onClosed();
        harness.answer(1, null);
        assertEquals(List.of(), client.takes());
        assertEquals(List.of(), harness.commands());
        assertEquals(0, harness.gateway.sessionCount());
        assertEquals(0, harness.gateway.counters().get(EngineCounter.SESSIONS_REFUSED));
    }

    @Test
    void shouldStopAtOnceWhoIsNotInAnyRoomYet() {
        client.sends("{'event':'join','room':'r','userId':'ann'}");
        harness.gateway.shutDown();
        assertEquals(List.of("closed SHUTDOWN"), client.takes());
        harness.answer(0, Admission.READ_WRITE);
        assertEquals(List.of(), harness.commands());
        assertEquals(0, harness.gateway.sessionCount());
    }

    private void enter(String credentials) {
        client.sends("{'event':'join','room':'r','userId':'ann','credentials':'" + credentials + "'}");
        harness.answer(0, Admission.READ_WRITE);
        harness.commands();
        harness.joined(1, 10);
        harness.welcome(1, 0, Output.ASKED);
        client.takes();
    }

    private void permission(int code, long count) {
        harness.tell(new TestOutput(OutputType.PERMISSION, 1, count, -1).value(code));
    }
}
