package io.canyon.engine.gateway;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.EngineLimits;
import io.canyon.engine.TextFrame;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.TestOutput;
import io.canyon.engine.shard.FakeShard;
import io.canyon.engine.shard.Inbox;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.ServiceHello;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;

/** A gateway whose test is the shard, and the authenticator if it likes. JSON has single quotes here. */
final class EchoHarness {
    static final long ROOM = 500;

    /** A question that the test answers when it likes. */
    record Question(Authenticator.Request request, CompletableFuture<Admission> answer) {}

    final List<Question> questions = new ArrayList<>();
    final FakeShard shard;
    final IoGateway gateway;
    final ServicePeers services;
    /** Null: clients speak echo. */
    final TextServiceWire wire;

    long nowNs;

    EchoHarness() {
        this(EngineLimits.DEFAULTS, Authenticator.EVERYBODY, 1 << 16);
    }

    EchoHarness(EngineLimits limits, Authenticator authenticator, int inboxBytes) {
        this(limits, authenticator, inboxBytes, null);
    }

    private EchoHarness(EngineLimits limits, Authenticator authenticator, int inboxBytes, TextServiceWire wire) {
        this.wire = wire;
        shard = new FakeShard(inboxBytes, () -> {});
        Authenticator asked = authenticator != null ? authenticator : this::ask;
        GatewayContext context = new GatewayContext(
                limits, new Inbox[] {shard.inbox()}, asked, Runnable::run, () -> nowNs, new SessionRegistry());
        gateway = new IoGateway(context, shard.thread(), TextFrame.FACTORY, wire);
        services = new ServicePeers(gateway);
    }

    /** One whose clients are services, which are told what the echo wire would tell them. */
    static EchoHarness ofServices(EngineLimits limits, Authenticator authenticator, int inboxBytes) {
        return new EchoHarness(limits, authenticator, inboxBytes, new TextServiceWire());
    }

    static EchoHarness ofServices() {
        return ofServices(EngineLimits.DEFAULTS, Authenticator.EVERYBODY, 1 << 16);
    }

    /** One whose authenticator is the test. */
    static EchoHarness asking() {
        return new EchoHarness(EngineLimits.DEFAULTS, null, 1 << 16);
    }

    private CompletableFuture<Admission> ask(Authenticator.Request request) {
        Question question = new Question(request, new CompletableFuture<>());
        questions.add(question);
        return question.answer();
    }

    void answer(int question, Admission admission) {
        questions.get(question).answer().complete(admission);
        gateway.deliver();
    }

    /** A client. */
    final class Client {
        final RecordingConnection connection = new RecordingConnection();
        final GatewaySession session;

        Client(String path, String query) {
            Handshake handshake = new Handshake(path, query, Map.of("a", "b"), "test");
            session = wire == null ? gateway.open(handshake, connection) : connect(query, handshake);
        }

        private GatewaySession connect(String query, Handshake handshake) {
            String id = query.substring("id=".length());
            return new ServiceCaller(
                    services.open(new ServiceHello(id, Credentials.NONE, handshake), connection), wire);
        }

        void sends(String frame) {
            byte[] bytes = frame.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            session.onFrame(new UnsafeBuffer(bytes), 0, bytes.length);
        }

        /** Enters a room, and is told that it has nothing in it. */
        void enters(String room, long session, long roomNumber) {
            sends("{'event':'join','room':'" + room + "','userId':'u'}");
            shard.take();
            joined(session, roomNumber);
            welcome(session, 0, Output.ASKED);
            gateway.deliver();
            connection.received.clear();
        }

        /** What it has been sent since the last call. */
        List<String> takes() {
            gateway.deliver();
            List<String> frames = connection.received.stream()
                    .map(frame -> frame.replace('"', '\''))
                    .toList();
            connection.received.clear();
            return frames;
        }
    }

    Client open(String id) {
        return new Client("/", "id=" + id);
    }

    /** The commands since the last call, one word for each thing that they say. */
    List<String> commands() {
        return shard.take().stream().map(EchoHarness::text).toList();
    }

    void joined(long session, long roomNumber) {
        tell(new TestOutput(OutputType.JOINED, session, roomNumber, 0));
    }

    /** A room that is {@code {}}. */
    void welcome(long session, long version, int flags) {
        tell(new TestOutput(OutputType.WELCOME, session, 0, version)
                .flags(flags | Output.HAS_DOCUMENT)
                .value(1)
                .numbers(0, 0)
                .document(Map.of())
                .presence(List.of()));
    }

    void ack(long session, long seq, long version) {
        tell(new TestOutput(OutputType.ACK, session, 0, version).numbers(seq));
    }

    void edit(long roomNumber, long author, long version) {
        tell(new TestOutput(OutputType.BROADCAST, roomNumber, author, version).names("other", "o"));
    }

    void lagging(long session, long version) {
        tell(new TestOutput(OutputType.LAGGING, session, 0, version));
    }

    void close(long session, CloseReason reason) {
        tell(new TestOutput(OutputType.CLOSE, session, 0, -1).value(reason.code()));
    }

    void left(long session) {
        tell(new TestOutput(OutputType.LEFT, session, 0, -1));
    }

    void tell(TestOutput output) {
        shard.tell(output.buffer(), output.lengthBytes());
    }

    private static String text(Command command) {
        String start = command.type() + " " + command.sessionId();
        String names = command.buffer().getStringWithoutLengthUtf8(command.nameOffset(), command.nameLength());
        String user = command.buffer().getStringWithoutLengthUtf8(command.documentOffset(), command.documentLength());
        return switch (command.type()) {
            case JOIN ->
                start + " id="
                        + command.buffer().getStringWithoutLengthUtf8(command.idOffset(), command.idLength())
                        + " room=" + names + entering(command, user);
            case REJOIN -> start + entering(command, user);
            case EDIT_DOCUMENT ->
                start + " seq=" + command.buffer().getLong(command.idOffset(), LITTLE_ENDIAN) + " base="
                        + command.version();
            case PERMISSION -> start + " permission=" + command.value();
            default -> start;
        };
    }

    private static String entering(Command command, String user) {
        return " user=" + user + " permission=" + command.value() + " version=" + command.version() + " connection="
                + command.connectionNumber() + (command.has(Command.DOCUMENT_ROOM) ? "" : " of records");
    }
}
