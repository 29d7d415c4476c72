package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.gateway.EchoHarness.Client;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.EditForm;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.RoomKind;
import io.canyon.engine.spi.ServiceHello;
import io.canyon.engine.spi.ServiceJoin;
import io.canyon.engine.spi.ServiceSession;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What services have apart from echo clients; the test is the shard. */
class ServiceGatewayTest {
    private static final UnsafeBuffer ONE = new UnsafeBuffer(new byte[] {(byte) 0xF8, (byte) 0xC2, (byte) 0xF9});
    private static final Handshake HANDSHAKE = new Handshake("aeron", "", Map.of(), "somewhere");

    @Test
    void shouldAskWhoConnectsBeforeAnythingIsHeard() {
        EchoHarness harness = EchoHarness.ofServices(EngineLimits.DEFAULTS, null, 1 << 16);
        Client client = harness.open("c");
        assertEquals("service", harness.questions.get(0).request().dialect());
        assertEquals("", harness.questions.get(0).request().room());
        assertEquals("c", harness.questions.get(0).request().clientId());
        client.sends("{'event':'join','room':'r','userId':'u'}");
        assertEquals(1, harness.questions.size());
        assertFalse(client.connection.isAdmitted);
        assertFalse(client.connection.isReading);
        harness.answer(0, Admission.READ_WRITE);
        assertTrue(client.connection.isAdmitted);
        assertTrue(client.connection.isReading);
        assertEquals("r", harness.questions.get(1).request().room());
        assertEquals("u", harness.questions.get(1).request().userId());
        assertEquals(List.of(), harness.commands());
        harness.answer(1, Admission.READ_ONLY);
        assertEquals(List.of("JOIN 1 id=c room=r user=u permission=0 version=-1 connection=1"), harness.commands());
    }

    @Test
    void shouldCloseWhoIsRefused() {
        EchoHarness harness = EchoHarness.ofServices(EngineLimits.DEFAULTS, null, 1 << 16);
        Client client = harness.open("c");
        client.sends("{'event':'join','room':'r','userId':'u'}");
        harness.answer(0, null);
        client.sends("{'event':'join','room':'s','userId':'u'}");
        assertEquals(List.of("closed " + CloseReason.UNAUTHORIZED), client.takes());
        assertEquals(List.of(), harness.commands());
        assertEquals(1, harness.questions.size());
        assertEquals(1, harness.gateway.counters().get(EngineCounter.SESSIONS_REFUSED));
    }

    @Test
    void shouldNotAdmitWhoHasGone() {
        EchoHarness harness = EchoHarness.ofServices(EngineLimits.DEFAULTS, null, 1 << 16);
        Client client = harness.open("c");
        client.session.onClosed();
        harness.answer(0, Admission.READ_WRITE);
        assertFalse(client.connection.isAdmitted);
    }

    @Test
    void shouldShowInARoomWhatItShowedWhenItConnected() {
        EchoHarness harness = EchoHarness.ofServices(EngineLimits.DEFAULTS, null, 1 << 16);
        RecordingConnection connection = new RecordingConnection();
        ServiceSession service =
                harness.services.open(new ServiceHello("c", Credentials.ofString("first"), HANDSHAKE), connection);
        harness.answer(0, Admission.READ_WRITE);
        service.join(join(7, "r", null));
        service.join(join(8, "s", Credentials.ofString("other")));
        assertEquals("first", harness.questions.get(1).request().credentials().string());
        assertEquals("other", harness.questions.get(2).request().credentials().string());
        assertEquals(HANDSHAKE, harness.questions.get(2).request().handshake());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "\u00e9", "a/b", "0123456789012345678901234567890123456789012345678901234567890abcd"})
    void shouldCloseWhoHasNoProperName(String id) {
        EchoHarness harness = EchoHarness.ofServices();
        RecordingConnection connection = new RecordingConnection();
        ServiceSession service = harness.services.open(new ServiceHello(id, Credentials.NONE, HANDSHAKE), connection);
        service.join(join(7, "r", null));
        assertEquals(List.of("closed " + CloseReason.MALFORMED), connection.received);
        assertFalse(connection.isAdmitted);
        assertEquals(List.of(), harness.commands());
    }

    @Test
    void shouldCallRoomsByHandle() {
        EchoHarness harness = EchoHarness.ofServices();
        RecordingConnection connection = new RecordingConnection();
        ServiceSession service = enter(harness, connection);
        service.join(join(8, "r", null));
        service.join(join(7, "s", null));
        service.edit(9, 1, -1, EditForm.DELTA, ONE, 0, ONE.capacity());
        assertEquals(List.of(), harness.commands());
        assertEquals(
                List.of(
                        "{'event':'error','code':'bad-frame','message':'the room has another handle','room':'null'}",
                        "{'event':'error','code':'bad-frame','message':'the handle is another room's','room':'r'}"
                                + " still in it",
                        "{'event':'error','code':'not-joined','message':'not in that room','room':'null'}"),
                takes(harness, connection));
        service.leave(7);
        service.join(join(8, "r", null));
        service.join(join(7, "s", null));
        assertEquals(
                List.of("LEAVE 1", "JOIN 2 id=c room=r user=u permission=1 version=-1 connection=1"),
                harness.commands());
        harness.left(1);
        harness.gateway.deliver();
        assertEquals(List.of("JOIN 3 id=c room=s user=u permission=1 version=-1 connection=1"), harness.commands());
    }

    @Test
    void shouldStayInOtherRoomsWhenReplacedInOne() {
        EchoHarness harness = EchoHarness.ofServices();
        Client client = harness.open("c");
        client.enters("r", 1, 10);
        client.enters("s", 2, 20);
        harness.close(1, CloseReason.REPLACED);
        assertEquals(
                List.of("{'event':'error','code':'replaced','message':'Replaced by a newer connection','room':'r'}"),
                client.takes());
        client.sends("{'event':'edit','room':'s','seq':1,'delta':[1]}");
        assertEquals(List.of("LEAVE 1", "EDIT_DOCUMENT 2 seq=1 base=-1"), harness.commands());
    }

    @Test
    void shouldCloseWhoseMessagesMakeNoSense() {
        EchoHarness harness = EchoHarness.ofServices();
        RecordingConnection connection = new RecordingConnection();
        ServiceSession service = enter(harness, connection);
        service.onMalformed("schema 7");
        service.onMalformed("schema 7");
        service.edit(7, 1, -1, EditForm.DELTA, ONE, 0, ONE.capacity());
        assertEquals(List.of("closed " + CloseReason.MALFORMED), takes(harness, connection));
        assertEquals(List.of("LEAVE 1"), harness.commands());
        assertEquals(1, harness.gateway.counters().get(EngineCounter.FRAMES_MALFORMED));
    }

    @Test
    void shouldRejectEditsThatAreNone() {
        EchoHarness harness = EchoHarness.ofServices();
        RecordingConnection connection = new RecordingConnection();
        ServiceSession service = enter(harness, connection);
        UnsafeBuffer noSmile = new UnsafeBuffer(new byte[] {(byte) 0xF8, 1, 2, 3});
        service.edit(7, 1, -1, EditForm.DELTA, noSmile, 0, noSmile.capacity());
        int tooLong = EngineLimits.DEFAULTS.maxFrameBytes() + 1;
        service.edit(7, 2, -1, EditForm.DELTA, new UnsafeBuffer(new byte[tooLong]), 0, tooLong);
        service.edit(7, 0, -1, EditForm.DELTA, ONE, 0, ONE.capacity());
        service.edit(7, 3, -2, EditForm.DELTA, ONE, 0, ONE.capacity());
        service.presence(7, ONE, 0, ONE.capacity());
        service.presence(7, noSmile, 0, noSmile.capacity());
        List<String> told = takes(harness, connection);
        assertTrue(told.get(0).startsWith("{'event':'reject','room':'r','seq':1,'code':'invalid','message':'no Smile"));
        assertTrue(told.get(1).startsWith("{'event':'reject','room':'r','seq':2,'code':'too-large'"));
        assertEquals(6, told.size());
        for (String error : told.subList(2, 6)) {
            assertTrue(error.startsWith("{'event':'error','code':'bad-frame'"), error);
            assertTrue(error.endsWith("still in it"), error);
        }
        assertEquals(List.of(), harness.commands());
    }

    @Test
    void shouldTakePatchesButNoComponentsInARoomThatIsOneDocument() {
        EchoHarness harness = EchoHarness.ofServices();
        RecordingConnection connection = new RecordingConnection();
        ServiceSession service = enter(harness, connection);
        UnsafeBuffer patch = smile("[{\"op\":\"add\",\"path\":\"/a\",\"value\":1}]");
        service.edit(7, 1, 4, EditForm.JSON_PATCH, patch, 0, patch.capacity());
        service.edit(7, 2, 4, EditForm.JSON_PATCH, ONE, 0, ONE.capacity());
        UnsafeBuffer components = smile("{\"k\":{\"f\":1}}");
        service.edit(7, 3, 4, EditForm.COMPONENTS, components, 0, components.capacity());
        List<Command> commands = harness.shard.take();
        assertEquals(1, commands.size());
        assertTrue(commands.get(0).has(Command.JSON_PATCH));
        assertEquals(1, commands.get(0).sequence());
        assertEquals(4, commands.get(0).version());
        List<String> told = takes(harness, connection);
        assertTrue(told.get(0).startsWith("{'event':'reject','room':'r','seq':2,'code':'invalid'"), told.get(0));
        assertTrue(told.get(1).startsWith("{'event':'reject','room':'r','seq':3,'code':'invalid'"), told.get(1));
    }

    @Test
    void shouldTakeValuesFromWithinABuffer() {
        EchoHarness harness = EchoHarness.ofServices();
        ServiceSession service = enter(harness, new RecordingConnection());
        UnsafeBuffer message = new UnsafeBuffer(new byte[16]);
        message.putBytes(5, ONE, 0, ONE.capacity());
        service.edit(7, 1, 3, EditForm.DELTA, message, 5, ONE.capacity());
        assertEquals(List.of("EDIT_DOCUMENT 1 seq=1 base=3"), harness.commands());
    }

    @Test
    void shouldCloseBehindTheLastWordOfItsRooms() {
        EchoHarness harness = EchoHarness.ofServices();
        RecordingConnection connection = new RecordingConnection();
        enter(harness, connection);
        harness.gateway.shutDown();
        assertEquals(List.of(), takes(harness, connection));
        assertEquals(List.of("LEAVE 1"), harness.commands());
        harness.ack(1, 1, 5);
        harness.left(1);
        assertEquals(
                List.of("{'event':'ack','room':'r','seq':1,'version':5}", "closed " + CloseReason.SHUTDOWN),
                takes(harness, connection));
    }

    private static ServiceSession enter(EchoHarness harness, RecordingConnection connection) {
        ServiceSession service = harness.services.open(new ServiceHello("c", Credentials.NONE, HANDSHAKE), connection);
        harness.wire.handles.put(7, "r");
        service.join(join(7, "r", null));
        harness.commands();
        harness.joined(1, 10);
        harness.welcome(1, 0, Output.ASKED);
        takes(harness, connection);
        return service;
    }

    private static ServiceJoin join(int handle, String room, Credentials credentials) {
        return new ServiceJoin(handle, room, "u", credentials, -1, RoomKind.DOCUMENT);
    }

    private static UnsafeBuffer smile(String json) {
        try {
            return new UnsafeBuffer(new SmileMapper().writeValueAsBytes(new ObjectMapper().readTree(json)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static List<String> takes(EchoHarness harness, RecordingConnection connection) {
        harness.gateway.deliver();
        List<String> frames = connection.received.stream()
                .map(frame -> frame.replace('"', '\''))
                .toList();
        connection.received.clear();
        return frames;
    }
}
