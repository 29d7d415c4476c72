package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.canyon.aeron.codec.ConnectRequestDecoder;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.aeron.codec.EditDecoder;
import io.canyon.aeron.codec.JoinDecoder;
import io.canyon.aeron.codec.MessageHeaderDecoder;
import io.canyon.aeron.codec.StateContents;
import io.canyon.aeron.wire.MessageShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** A session without a server: what it sends is read, what it is to hear is said. */
final class SessionScript {
    static final int MAX_DOCUMENT_BYTES = 1 << 17;

    final ServerMessages messages = new ServerMessages();
    final List<SimulatedWire> wires = new ArrayList<>();
    final List<byte[]> sent = new ArrayList<>();
    final RoomsSession session;
    int credentialsAsked;
    private final List<Throwable> errors = new ArrayList<>();
    private long nowNs = Long.MAX_VALUE - 1_000_000;

    SessionScript() {
        RoomsConfig config = RoomsConfig.builder()
                .clientId("service-1")
                .credentials(() -> {
                    credentialsAsked++;
                    return JsonNodeFactory.instance.textNode("secret");
                })
                .backoff(Duration.ofMillis(100), Duration.ofMillis(200))
                .maxDocumentBytes(MAX_DOCUMENT_BYTES)
                .errorHandler(errors::add)
                .build();
        session =
                new RoomsSession(config, this::open, () -> nowNs, new Random(1), () -> "other", (state, reason) -> {});
    }

    private Wire open() {
        wires.add(new SimulatedWire(wires.size()));
        return wire();
    }

    SimulatedWire wire() {
        return wires.get(wires.size() - 1);
    }

    void run() {
        session.doWork();
        take();
    }

    /** Reads what has been sent. */
    void take() {
        if (!wires.isEmpty()) {
            sent.addAll(wire().toServer);
            wire().toServer.clear();
        }
    }

    void pass(long ms) {
        nowNs += ms * 1_000_000;
        run();
    }

    void say(byte[] message) {
        messages.split(message, 7, SimulatedWire.MAX_MESSAGE_BYTES, wire().toClient);
        run();
    }

    void breakDown() {
        take();
        sent.clear();
        wire().isBroken = true;
        run();
    }

    /** As far as the rooms' joins. */
    void connect() {
        run();
        wire().isOpen = true;
        run();
        say(messages.connected(correlationId(), 7, ConnectResult.OK));
        run();
    }

    long correlationId() {
        for (int i = sent.size() - 1; i >= 0; i--) {
            UnsafeBuffer message = new UnsafeBuffer(sent.get(i));
            if (MessageShape.templateId(message, 0) == ConnectRequestDecoder.TEMPLATE_ID) {
                return new ConnectRequestDecoder()
                        .wrapAndApplyHeader(message, 0, new MessageHeaderDecoder())
                        .correlationId();
            }
        }
        throw new AssertionError("no request to connect");
    }

    void joined(
            RoomLink link,
            long version,
            long from,
            long sequence,
            boolean isAsked,
            StateContents form,
            byte[] contents) {
        ServerMessages.State state = new ServerMessages.State(version, from, sequence, isAsked, form, contents);
        say(messages.joined(40, link.handle(), state, Smiles.write(JsonNodeFactory.instance.arrayNode())));
    }

    List<String> errors() {
        return errors.stream()
                .map(error -> error instanceof io.canyon.engine.client.SyncException e
                        ? e.code() + ": " + e.getMessage()
                        : error.getMessage())
                .toList();
    }

    /** Names of what has been sent. */
    List<String> sent() {
        return sent.stream().map(SessionScript::describe).toList();
    }

    private static String describe(byte[] bytes) {
        UnsafeBuffer message = new UnsafeBuffer(bytes);
        MessageHeaderDecoder header = new MessageHeaderDecoder();
        return switch (MessageShape.templateId(message, 0)) {
            case 1 -> "ConnectRequest";
            case 2 -> "KeepAlive";
            case 3 -> "CloseRequest";
            case JoinDecoder.TEMPLATE_ID ->
                "Join version="
                        + new JoinDecoder()
                                .wrapAndApplyHeader(message, 0, header)
                                .roomVersion();
            case EditDecoder.TEMPLATE_ID ->
                "Edit "
                        + new EditDecoder()
                                .wrapAndApplyHeader(message, 0, header)
                                .sequence();
            case 6 -> "Presence";
            case 7 -> "Authenticate";
            case 8 -> "Leave";
            case 40 -> "Fragment";
            default -> "unknown";
        };
    }
}
