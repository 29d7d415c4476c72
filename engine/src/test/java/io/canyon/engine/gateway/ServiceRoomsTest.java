package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.TextFrame;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffPatch;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.EditForm;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.RoomKind;
import io.canyon.engine.spi.ServiceGateway;
import io.canyon.engine.spi.ServiceHello;
import io.canyon.engine.spi.ServiceJoin;
import io.canyon.engine.spi.ServiceSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services and an echo client in the rooms of an engine: all of them see the same. */
class ServiceRoomsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TIMEOUT_NS = 60_000_000_000L;

    @TempDir
    private Path folder;

    private Engine engine;
    private Gateway editors;
    private ServiceGateway services;
    private final TextServiceWire wire = new TextServiceWire();

    /** Follows a room. */
    private final class Client {
        final RecordingConnection connection = new RecordingConnection();
        final GatewaySession session;
        final String name;
        /** Versions that it was told by edits and acks, and the deltas of the former. */
        final TreeMap<Long, String> versions = new TreeMap<>();

        JsonNode document;
        long version = -1;
        /** Sequence of the last edit that was answered. */
        long acked;

        private long sent;
        private final Map<Long, JsonNode> underWay = new TreeMap<>();

        Client(String name, boolean isService) {
            this.name = name;
            Handshake handshake = new Handshake("/echo", "id=" + name, Map.of(), "test");
            session = isService
                    ? new ServiceCaller(
                            services.open(new ServiceHello(name, Credentials.NONE, handshake), connection), wire)
                    : editors.open(handshake, connection);
        }

        Client(String name, String path, String query) {
            this.name = name;
            session = editors.open(new Handshake(path, query, Map.of(), "test"), connection);
        }

        void sends(String frame) {
            byte[] bytes = frame.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            session.onFrame(new UnsafeBuffer(bytes), 0, bytes.length);
        }

        void joins(long known) {
            sends("{'event':'join','room':'r','userId':'u'" + (known < 0 ? "" : ",'version':" + known) + "}");
        }

        void edits(String delta) {
            underWay.put(++sent, parse(delta.replace('\'', '"')));
            sends("{'event':'edit','room':'r','seq':" + sent + ",'delta':" + delta + "}");
        }

        boolean isQuiet() {
            takes();
            return version >= 0 && acked == sent;
        }

        void takes() {
            for (String text : List.copyOf(connection.received)) {
                take(parse(text));
            }
            connection.received.clear();
        }

        private void take(JsonNode frame) {
            switch (frame.get("event").textValue()) {
                case "joined" -> {
                    version = frame.get("version").longValue();
                    document = frame.has("doc") ? frame.get("doc") : patched(frame.get("delta"));
                }
                case "edit" -> {
                    next(frame, frame.path("delta").toString());
                    document = patched(frame.get("delta"));
                }
                case "ack" -> {
                    acked = frame.get("seq").longValue();
                    next(frame, "own");
                    JsonNode own = underWay.remove(acked);
                    document = patched(frame.has("delta") ? frame.get("delta") : own);
                }
                case "reject" -> {
                    acked = frame.get("seq").longValue();
                    underWay.remove(acked);
                }
                default -> {}
            }
        }

        private void next(JsonNode frame, String what) {
            long told = frame.get("version").longValue();
            assertEquals(version + 1, told, () -> name + ": " + frame);
            version = told;
            versions.put(told, what);
        }

        private JsonNode patched(JsonNode delta) {
            return delta == null || delta.isNull() ? document : new JsonDiffPatch().patch(document, delta);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldShowAllTheSameVersions(long seed) {
        Random random = new Random(seed);
        start();
        List<Client> clients = List.of(new Client("one", true), new Client("two", true), new Client("browser", false));
        clients.forEach(client -> client.joins(-1));
        runUntil(() -> clients.stream().allMatch(Client::isQuiet));
        for (int i = 0; i < 300; i++) {
            Client client = clients.get(random.nextInt(clients.size()));
            int key = random.nextInt(4);
            client.edits(
                    switch (random.nextInt(3)) {
                        case 0 -> "{'k" + key + "':[" + random.nextInt(100) + ".5]}";
                        case 1 -> "{'k" + key + "':[{'text':'\u00e9 " + i + "','list':[1,2,3]}]}";
                        default -> "{'k" + key + "':{'deep':[" + i + "]}}";
                    });
            for (int turns = random.nextInt(3); turns > 0; turns--) {
                run();
            }
        }
        runUntil(() -> clients.stream().allMatch(Client::isQuiet));
        runUntil(() ->
                clients.stream().mapToLong(client -> client.version).distinct().count() == 1);
        for (Client client : clients) {
            assertEquals(clients.get(2).document, client.document, "seed=" + seed + " " + client.name);
            assertEquals(clients.get(2).versions.keySet(), client.versions.keySet());
        }
        Client late = new Client("late", true);
        late.joins(-1);
        runUntil(late::isQuiet);
        assertEquals(clients.get(2).document, late.document);
        assertTrue(clients.get(0).versions.size() > 100);
        stop();
    }

    @Test
    void shouldResumeAndKeepTheOrderOfItsEdits() {
        start();
        Client first = new Client("one", true);
        first.joins(-1);
        first.edits("{'a':[1]}");
        first.edits("{'b':[2]}");
        runUntil(first::isQuiet);
        first.session.onClosed();
        Client other = new Client("two", true);
        other.joins(-1);
        other.edits("{'c':[3]}");
        runUntil(other::isQuiet);
        Client again = new Client("one", true);
        again.document = first.document;
        again.joins(first.version);
        again.sends("{'event':'edit','room':'r','seq':2,'delta':{'b':[2]}}");
        List<String> told = new ArrayList<>();
        runUntil(() -> {
            again.connection.received.forEach(told::add);
            again.connection.received.clear();
            return told.size() >= 2;
        });
        assertTrue(told.get(0).contains("\"seq\":2") && told.get(0).contains("\"delta\":{\"c\":[3]}"), told.get(0));
        assertTrue(told.get(1).endsWith("\"seq\":2,\"version\":" + first.version + "}"), told.get(1));
        stop();
    }

    @Test
    void shouldEditRecordsByComponents() {
        start();
        Client service = new Client("service", true);
        ServiceSession session = ((ServiceCaller) service.session).session;
        int handle = ((ServiceCaller) service.session).handle("r");
        session.join(new ServiceJoin(handle, "r", "u", null, -1, RoomKind.RECORDS));
        runUntil(service::isQuiet);
        Client echo = new Client("browser", false);
        echo.joins(-1);
        Client canvas = new Client("canvas", "/", "roomId=r&clientId=canvas");
        runUntil(echo::isQuiet);
        List<String> seen = canvas.connection.received;
        sendComponents(session, handle, 1, "{'a':{'_exists':true,'x':1,'y':[2]},'b':{'_exists':true}}");
        sendComponents(session, handle, 2, "{'a':{'x':1.5},'b':{'_exists':false}}");
        sendComponents(session, handle, 3, "{'a':{'_exists':true,'z':3}}");
        sendComponents(session, handle, 4, "{'gone':{'x':1}}");
        sendComponents(session, handle, 5, "{'a':1}");
        sendComponents(session, handle, 6, "{'a':{'_exists':1}}");
        sendComponents(session, handle, 7, "[]");
        List<String> told = new ArrayList<>();
        runUntil(() -> {
            told.addAll(service.connection.received);
            service.connection.received.clear();
            return told.stream().filter(one -> one.contains("\"reject\"")).count() == 4;
        });
        assertEquals(3, told.stream().filter(one -> one.contains("\"ack\"")).count());
        for (String end : List.of(
                "4,\"code\":\"conflict\"",
                "5,\"code\":\"invalid\"",
                "6,\"code\":\"invalid\"",
                "7,\"code\":\"invalid\"")) {
            assertTrue(told.stream().anyMatch(one -> one.contains("\"seq\":" + end)), end + told);
        }
        runUntil(() -> {
            echo.takes();
            return echo.version == 3 && seen.stream().anyMatch(one -> one.contains("\"z\":3"));
        });
        assertEquals(parse("{\"a\":{\"z\":3}}"), echo.document);
        assertTrue(
                seen.stream().anyMatch(one -> one.contains("{\"a\":{\"_exists\":true,\"x\":1,\"y\":[2]}")),
                seen::toString);
        assertTrue(seen.stream().anyMatch(one -> one.contains("\"b\":{\"_exists\":false}")), seen::toString);
        Client late = new Client("late", true);
        late.joins(-1);
        runUntil(late::isQuiet);
        assertEquals(echo.document, late.document);
        assertEquals(List.of(RoomKind.RECORDS, RoomKind.RECORDS), wire.kinds);
        stop();
    }

    @Test
    void shouldLeaveEachOutOfTheMembersOfALargeRoom() {
        start();
        List<Client> editors = List.of(
                new Client("e", "/", "roomId=r&clientId=e"),
                new Client("f", "/", "roomId=r&clientId=f"),
                new Client("e", "/", "roomId=r&clientId=e"));
        runUntil(() -> engine.sessionCount() == 3);
        String part = "p".repeat(100_000);
        for (int i = 0; i < 4; i++) {
            editors.get(0)
                    .sends("{'type':'patch','messageId':'" + i + "','documentPatches':[{'k" + i
                            + "':{'_exists':true,'p':'" + part + "'}}]}");
        }
        runUntil(() -> editors.get(1).connection.received.stream().anyMatch(one -> one.contains("\"k3\"")));
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(new Client("c" + i, i == 3));
            clients.get(i).joins(-1);
        }
        List<Client> all = new ArrayList<>(clients);
        runUntil(() -> all.stream()
                .allMatch(client -> client.connection.received.stream().anyMatch(one -> one.contains("\"joined\""))));
        for (Client client : clients) {
            JsonNode joined = client.connection.received.stream()
                    .map(ServiceRoomsTest::parse)
                    .filter(frame -> frame.get("event").textValue().equals("joined"))
                    .findFirst()
                    .orElseThrow();
            List<String> members = joined.get("members").findValuesAsText("id");
            assertEquals(new HashSet<>(members).size(), members.size(), client.name);
            assertTrue(members.containsAll(List.of("e", "f")), () -> client.name + members);
            assertTrue(!members.contains(client.name), () -> client.name + members);
            assertEquals(4, joined.get("doc").size());
        }
        stop();
    }

    private static void sendComponents(ServiceSession session, int handle, long sequence, String json) {
        byte[] smile;
        try {
            smile = new SmileMapper().writeValueAsBytes(parse(json.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
        session.edit(handle, sequence, -1, EditForm.COMPONENTS, new UnsafeBuffer(smile), 0, smile.length);
    }

    @Test
    void shouldSendALargeDocumentWhileOthersEdit() {
        start();
        Client writer = new Client("writer", true);
        writer.joins(-1);
        String text = "0123456789".repeat(10_000);
        for (int i = 0; i < 8; i++) {
            writer.edits("{'part" + i + "':['" + text + "']}");
        }
        runUntil(writer::isQuiet);
        Client reader = new Client("reader", true);
        reader.joins(-1);
        runUntil(() -> {
            writer.edits("{'n':[" + writer.sent + "]}");
            writer.takes();
            return reader.isQuiet();
        });
        runUntil(() -> writer.isQuiet() && reader.isQuiet() && writer.version == reader.version);
        assertEquals(writer.document, reader.document);
        assertTrue(wire.chunkMemory.size() >= 1);
        stop();
    }

    private void start() {
        engine = Engine.startInvoked(EngineConfig.of(folder));
        editors = engine.openGateway(TextFrame.FACTORY, () -> {});
        services = engine.openServiceGateway(TextFrame.FACTORY, wire, () -> {});
    }

    private void stop() {
        editors.close();
        services.close();
        engine.close();
        assertTrue(engine.isClosedCleanly());
    }

    private int run() {
        return engine.doWork() + editors.deliver() + services.deliver();
    }

    private void runUntil(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "in time");
            run();
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
