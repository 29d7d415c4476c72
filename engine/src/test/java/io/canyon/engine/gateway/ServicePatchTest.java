package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.JournalKind;
import io.canyon.engine.TextFrame;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.ServiceGateway;
import io.canyon.engine.spi.ServiceHello;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Patches of services in a whole engine: an echo client sees them as deltas, and the journal keeps what they became.
 */
class ServicePatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TIMEOUT_NS = 60_000_000_000L;

    @TempDir
    private Path folder;

    private final TextServiceWire wire = new TextServiceWire();
    private Engine engine;
    private Gateway editors;
    private ServiceGateway services;

    @ParameterizedTest
    @EnumSource(JournalKind.class)
    void shouldTellAndKeepWhatPatchesBecome(JournalKind journal) throws JsonProcessingException {
        start(journal);
        RecordingConnection service = new RecordingConnection();
        GatewaySession caller = new ServiceCaller(
                services.open(new ServiceHello("s", Credentials.NONE, handshake("s")), service), wire);
        RecordingConnection editor = new RecordingConnection();
        GatewaySession echo = editors.open(handshake("e"), editor);
        says(caller, "{'event':'join','room':'r','userId':'u'}");
        says(echo, "{'event':'join','room':'r','userId':'v'}");
        awaits(service, "joined");
        awaits(editor, "joined");
        String text = "x".repeat(200_000);
        says(
                caller,
                "{'event':'edit','room':'r','seq':1,'base':0,'patch':" + "[{'op':'add','path':'/a','value':{'text':'"
                        + text + "'}},{'op':'add','path':'/list','value':[1,2]}]}");
        awaits(service, "ack");
        awaits(editor, "edit");
        // a small patch that makes a large edit
        says(
                caller,
                "{'event':'edit','room':'r','seq':2,'base':1,'patch':[{'op':'copy','from':'/a','path':'/b'},"
                        + "{'op':'copy','from':'/a','path':'/c'},{'op':'copy','from':'/a','path':'/d'},"
                        + "{'op':'move','from':'/list/0','path':'/list/-'}]}");
        JsonNode ack = awaits(service, "ack");
        assertEquals(2, ack.get("version").intValue());
        JsonNode edit = awaits(editor, "edit");
        assertEquals(
                "{\"_t\":\"a\",\"_0\":[\"\",1,3]}",
                edit.get("delta").get("list").toString());
        assertEquals(text, edit.get("delta").get("c").get(0).get("text").textValue());
        says(caller, "{'event':'edit','room':'r','seq':3,'base':2,'patch':[{'op':'test','path':'/list/0','value':1}]}");
        JsonNode reject = awaits(service, "reject");
        assertEquals("conflict", reject.get("code").textValue());
        assertEquals("operation 0: test failed", reject.get("message").textValue());
        stop();
        start(journal);
        RecordingConnection late = new RecordingConnection();
        says(editors.open(handshake("late"), late), "{'event':'join','room':'r','userId':'w'}");
        JsonNode joined = awaits(late, "joined");
        assertEquals("[2,1]", joined.get("doc").get("list").toString());
        assertEquals(text, joined.get("doc").get("d").get("text").textValue());
        stop();
    }

    private static Handshake handshake(String id) {
        return new Handshake("/echo", "id=" + id, Map.of(), "test");
    }

    private static void says(GatewaySession session, String frame) {
        byte[] bytes = frame.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        session.onFrame(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    /** The next frame of that event; others are passed over. */
    private JsonNode awaits(RecordingConnection connection, String event) throws JsonProcessingException {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (true) {
            while (!connection.received.isEmpty()) {
                JsonNode frame = JSON.readTree(connection.received.remove(0));
                if (frame.get("event").textValue().equals(event)) {
                    return frame;
                }
                assertTrue(!frame.get("event").textValue().equals("error"), frame::toString);
            }
            assertTrue(System.nanoTime() - deadlineNs < 0, "in time: " + event);
            engine.doWork();
            editors.deliver();
            services.deliver();
        }
    }

    private void start(JournalKind journal) {
        engine = Engine.startInvoked(EngineConfig.of(folder).withJournal(journal));
        editors = engine.openGateway(TextFrame.FACTORY, () -> {});
        services = engine.openServiceGateway(TextFrame.FACTORY, wire, () -> {});
    }

    private void stop() {
        editors.close();
        services.close();
        engine.close();
        assertTrue(engine.isClosedCleanly());
    }
}
