package io.canyon.aeron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RoomKind;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What services do in rooms, over a real media driver and engine. */
@Timeout(300)
class RoomsIT {
    @TempDir
    private Path data;

    private static TestService service(TestServer server, boolean isIpc) {
        return isIpc ? TestService.ipc(server.transport) : TestService.udp(server.transport);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldShowWhoIsThereAndWhatTheyShow(boolean isIpc) {
        try (TestServer server = TestServer.start(data);
                TestService a = service(server, isIpc).connect("a");
                TestService b = service(server, isIpc).connect("b")) {
            a.join(1, "room", -1);
            a.send(a.writer().presence(a.sessionId(), 1, "{\"at\":[1,2]}"));
            Received joined = b.join(1, "room", -1);
            if (joined.field(11).equals("[{\"id\":\"a\",\"userId\":\"user\"}]")) {
                Received change = b.await("PresenceChange");
                assertEquals(
                        List.of("a", "user", "{\"at\":[1,2]}"), change.fields().subList(1, 4));
            } else {
                assertEquals("[{\"id\":\"a\",\"userId\":\"user\",\"presence\":{\"at\":[1,2]}}]", joined.field(11));
            }
            assertEquals(List.of("b", "user"), a.await("Entered").fields().subList(1, 3));
            b.send(b.writer().leave(b.sessionId(), 1));
            assertEquals(List.of("b", "user"), a.await("Departed").fields().subList(1, 3));
            b.edit(1, 1, -1, "[1]");
            Received refused = b.await("Refused");
            assertEquals(List.of("1", "NOT_JOINED", "TRUE"), refused.fields().subList(0, 3));
        }
    }

    @Test
    void shouldServeSeveralRoomsOverOnePair() {
        try (TestServer server = TestServer.start(data);
                TestService a = TestService.ipc(server.transport).connect("a");
                TestService b = TestService.udp(server.transport).connect("b")) {
            for (int room = 1; room <= 20; room++) {
                Received ours = a.join(room, "room-" + room, -1);
                Received theirs = b.join(100 - room, "room-" + room, -1);
                assertFalse(ours.field(1).equals(theirs.field(0)), "numbers of rooms are the server's");
            }
            for (int room = 1; room <= 20; room++) {
                a.edit(room, 1, -1, "[" + room + "]");
            }
            for (int room = 1; room <= 20; room++) {
                assertEquals("1", a.await("Ack").field(1));
                assertEquals("[" + room + "]", b.await("RemoteEdit").field(4));
            }
        }
    }

    @Test
    void shouldApplyAnEditOnceHoweverOftenItIsSent() {
        try (TestServer server = TestServer.start(data)) {
            try (TestService a = TestService.ipc(server.transport).connect("a")) {
                a.join(1, "room", -1);
                a.edit(1, 1, -1, "[{\"n\":1}]");
                a.await("Ack");
            }
            try (TestService again = TestService.udp(server.transport).connect("a");
                    TestService b = TestService.ipc(server.transport).connect("b")) {
                Received joined = again.join(1, "room", -1);
                assertEquals("1", joined.field(4));
                b.join(1, "room", -1);
                again.edit(1, 1, -1, "[{\"n\":1}]");
                again.edit(1, 2, -1, "{\"n\":[1,2]}");
                assertEquals("1", again.await("Ack").field(1));
                assertEquals("2", again.await("Ack").field(1));
                assertEquals("{\"n\":[1,2]}", b.await("RemoteEdit").field(4));
            }
        }
    }

    @Test
    void shouldBringUpWhoComesBack() {
        try (TestServer server = TestServer.start(data);
                TestService b = TestService.ipc(server.transport).connect("b")) {
            b.join(1, "room", -1);
            b.edit(1, 1, -1, "[{\"n\":1}]");
            Received ack = b.await("Ack");
            b.edit(1, 2, -1, "{\"m\":[2]}");
            b.await("Ack");
            try (TestService a = TestService.udp(server.transport).connect("a")) {
                Received joined = a.join(1, "room", ack.number(2));
                assertEquals("DELTA", joined.field(8));
                assertEquals(ack.field(2), joined.field(3));
                assertEquals("{\"m\":[2]}", joined.field(10));
                Received again = a.join(1, "room", joined.number(2));
                assertEquals("NOTHING_NEW", again.field(8));
            }
        }
    }

    @Test
    void shouldTellWhatMayNotBeDone() {
        Authenticator byName = request -> CompletableFuture.completedFuture(
                switch (String.valueOf(request.credentials().string())) {
                    case "writer" -> Admission.READ_WRITE;
                    case "reader" -> Admission.READ_ONLY;
                    default -> null;
                });
        EngineConfig config = EngineConfig.of(data).withAuthenticator(byName);
        try (TestServer server = TestServer.start(config, TestServer.CONFIG);
                TestService a = TestService.udp(server.transport)) {
            assertEquals("FORBIDDEN", a.askToConnect("a", "\"stranger\"").field(2));
            a.connect("a", "\"reader\"");
            Received joined = a.join(1, "room", -1);
            assertEquals("READ_ONLY", joined.field(5));
            a.edit(1, 1, -1, "[1]");
            assertEquals("READ_ONLY", a.await("Reject").field(3));
            a.send(a.writer().authenticate(a.sessionId(), 1, "\"writer\""));
            assertEquals("READ_WRITE", a.await("PermissionChange").field(1));
            a.edit(1, 2, -1, "[1]");
            a.await("Ack");
            a.send(a.writer().join(a.sessionId(), 2, "other", "user", -1, RoomKind.DOCUMENT, "\"stranger\""));
            assertEquals(
                    List.of("2", "FORBIDDEN", "TRUE"),
                    a.await("Refused").fields().subList(0, 3));
        }
    }

    @Test
    void shouldRejectWhatDoesNotFit() {
        try (TestServer server = TestServer.start(data);
                TestService a = TestService.ipc(server.transport).connect("a")) {
            a.join(1, "room", -1);
            a.send(a.writer().edit(a.sessionId(), 1, 1, -1, PayloadForm.DELTA, SmileJson.smile("{\"_t\":\"x\"}")));
            assertEquals("INVALID", a.await("Reject").field(3));
            a.edit(1, 2, -1, "[{\"n\":1}]");
            a.await("Ack");
        }
    }

    /** A document that needs many chunks, joined while others edit another room. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSendALargeDocumentInChunks(boolean isIpc) {
        try (TestServer server = TestServer.start(data);
                TestService a = service(server, isIpc).connect("a");
                TestService b = service(server, isIpc).connect("b")) {
            a.join(1, "large", -1);
            a.join(2, "small", -1);
            a.edit(1, 1, -1, "[{}]");
            a.await("Ack");
            for (int i = 0; i < 10; i++) {
                // Longer than a message of Aeron may be: it goes in fragments.
                a.edit(1, i + 2, -1, "{\"k" + i + "\":[\"" + "x".repeat(500_000) + i + "\"]}");
                a.await("Ack");
            }
            b.join(2, "small", -1);
            Received joined = b.join(1, "large", -1);
            assertEquals("CHUNKS", joined.field(8));
            a.edit(2, 1, -1, "[\"meanwhile\"]");
            JsonNode document = SmileJson.tree(b.awaitChunks(joined));
            assertEquals(10, document.size());
            for (int i = 0; i < 10; i++) {
                assertEquals("x".repeat(500_000) + i, document.get("k" + i).textValue());
            }
            a.edit(1, 12, -1, "{\"last\":[1]}");
            assertEquals(
                    "{\"last\":[1]}",
                    b.await(message ->
                                    message.is("RemoteEdit") && message.field(0).equals(joined.field(1)))
                            .field(4));
        }
    }

    /** One service takes nothing for a while; others get every edit, and it catches up. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLetAStalledServiceLagAndCatchUp(boolean isIpc) {
        EngineConfig config = EngineConfig.of(data).withLimits(EngineLimits.DEFAULTS.withSessionBudgetBytes(64 << 10));
        AeronConfig patient = TestServer.CONFIG.withTimeouts(
                TestServer.CONFIG.keepAliveInterval(),
                Duration.ofMinutes(5),
                TestServer.CONFIG.connectTimeout(),
                TestServer.CONFIG.driverTimeout());
        try (TestServer server = TestServer.start(config, patient);
                TestService writer = service(server, isIpc).connect("writer");
                TestService fast = service(server, isIpc).connect("fast");
                TestService stalled = service(server, isIpc).connect("stalled")) {
            writer.join(1, "room", -1);
            fast.join(1, "room", -1);
            long from = stalled.join(1, "room", -1).number(2);
            writer.edit(1, 1, -1, "[{}]");
            long version = writer.await("Ack").number(2);
            fast.await("RemoteEdit");
            String text = "y".repeat(20_000);
            for (int i = 2; i <= 200; i++) {
                writer.edit(1, i, -1, "{\"k" + i + "\":[\"" + text + "\"]}");
                version = writer.await("Ack").number(2);
                assertEquals(version, fast.await("RemoteEdit").number(1), "the fast one misses nothing");
            }
            assertTrue(server.transport.count(AeronCounter.OFFERS_BACK_PRESSURED) > 0, "it stalled");
            assertEquals(3, server.engine.sessionCount());
            long last = version;
            long seen = from;
            JsonNode document = null;
            while (seen < last) {
                Received message = stalled.await(one -> one.is("RemoteEdit") || one.is("Joined"));
                if (message.is("RemoteEdit")) {
                    assertEquals(seen + 1, message.number(1), "no gap");
                    seen = message.number(1);
                } else {
                    assertEquals("FALSE", message.field(7), "nobody asked");
                    seen = message.number(2);
                    if (message.field(8).equals("CHUNKS")) {
                        document = SmileJson.tree(stalled.awaitChunks(message));
                    }
                }
            }
            assertEquals(last, seen);
            if (document != null) {
                assertTrue(document.size() > 10);
            }
        }
    }

    @Test
    void shouldKeepClientsApartThatAreOverIpc() {
        try (TestServer server = TestServer.start(data)) {
            List<TestService> services = IntStream.range(0, 8)
                    .mapToObj(i -> TestService.ipc(server.transport).connect("c" + i))
                    .toList();
            assertEquals(
                    8,
                    services.stream()
                            .map(TestService::sessionId)
                            .collect(Collectors.toSet())
                            .size());
            services.get(0).join(1, "room", -1);
            for (int i = 1; i < 8; i++) {
                services.get(i).join(1, "other", -1);
                services.get(i).poll();
            }
            services.get(0).edit(1, 1, -1, "[1]");
            services.get(0).await("Ack");
            for (int i = 1; i < 8; i++) {
                services.get(i).poll();
                assertTrue(services.get(i).received().stream().noneMatch(m -> m.is("Ack") || m.is("RemoteEdit")));
            }
            services.forEach(TestService::close);
        }
    }
}
