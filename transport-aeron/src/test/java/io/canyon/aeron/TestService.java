package io.canyon.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.canyon.aeron.codec.FragmentDecoder;
import io.canyon.aeron.codec.MessageHeaderDecoder;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RoomKind;
import io.canyon.aeron.wire.MessageAssembler;
import io.canyon.aeron.wire.MessageOffer;
import io.canyon.aeron.wire.MessageShape;
import io.canyon.aeron.wire.MessageSink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A service that speaks the protocol by hand, in its caller's thread, with a client of Aeron of its own. */
public final class TestService implements AutoCloseable {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long KEEP_ALIVE_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int RESPONSE_STREAM = 7402;
    private static final int MAX_BYTES = 256 << 20;

    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final RequestWriter writer = new RequestWriter();
    private final Aeron aeron;
    private final ExclusivePublication requests;
    private final MessageSink sink;
    private final MessageOffer offer = new MessageOffer();
    private final Subscription responses;
    private final MessageAssembler fragments = new MessageAssembler(MAX_BYTES);
    private final FragmentDecoder fragment = new FragmentDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final UnsafeBuffer part = new UnsafeBuffer(0, 0);
    private final FragmentAssembler assembler =
            new FragmentAssembler((buffer, offset, length, head) -> onMessage(buffer, offset, length));
    private final Deque<Received> received = new ArrayDeque<>();
    private final List<Received> pings = new ArrayList<>();
    private final String responseChannel;
    private long keptAliveNs = System.nanoTime();
    private long sessionId;
    private long correlationId = ThreadLocalRandom.current().nextLong();

    private TestService(String folder, String requestChannel, int streamId, boolean isIpc) {
        // Without a handler of one's own, Aeron ends the JVM when its driver is gone.
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(folder).errorHandler(errors::add));
        requests = aeron.addExclusivePublication(requestChannel, streamId);
        sink = MessageSink.of(requests);
        int session = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        String channel = isIpc ? "aeron:ipc?session-id=" + session : "aeron:udp?endpoint=127.0.0.1:0";
        responses = aeron.addSubscription(channel, RESPONSE_STREAM);
        responseChannel = isIpc ? channel : resolved();
    }

    /** One over IPC, by the server's driver. */
    public static TestService ipc(AeronTransport server) {
        return new TestService(server.folder(), "aeron:ipc", AeronConfig.DEFAULTS.streamId(), true);
    }

    /** One over UDP, which uses the server's driver for its own end, too. */
    public static TestService udp(AeronTransport server) {
        return new TestService(server.folder(), server.address().split(" ")[0], AeronConfig.DEFAULTS.streamId(), false);
    }

    /** Connects, and expects to be let in. */
    public TestService connect(String clientId) {
        return connect(clientId, null);
    }

    public TestService connect(String clientId, String credentials) {
        Received answer = askToConnect(clientId, credentials);
        if (!answer.field(2).equals("OK")) {
            throw new AssertionError("not let in: " + answer);
        }
        sessionId = answer.number(1);
        return this;
    }

    /** Connects, whatever the answer. */
    public Received askToConnect(String clientId, String credentials) {
        long asked = ++correlationId;
        send(writer.connect(
                asked,
                io.canyon.aeron.wire.ProtocolVersion.CURRENT,
                responseChannel,
                RESPONSE_STREAM,
                clientId,
                credentials));
        return await(message -> message.is("ConnectResponse") && message.number(0) == asked);
    }

    public long sessionId() {
        return sessionId;
    }

    public long correlationId() {
        return correlationId;
    }

    public String responseChannel() {
        return responseChannel;
    }

    public int responseStreamId() {
        return RESPONSE_STREAM;
    }

    public RequestWriter writer() {
        return writer;
    }

    /** Enters a room of one document, and gives what the server says to that. */
    public Received join(int handle, String room, long version) {
        send(writer.join(sessionId, handle, room, "user", version, RoomKind.DOCUMENT, null));
        return await(message -> message.is("Joined") && message.number(0) == handle
                || message.is("Refused") && message.number(0) == handle);
    }

    public void edit(int handle, long sequence, long base, String delta) {
        send(writer.edit(sessionId, handle, sequence, base, PayloadForm.DELTA, SmileJson.smile(delta)));
    }

    /** Sends a message, in fragments if it is long. */
    public void send(DirectBuffer message) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (true) {
            long result = offer.offer(sink, sessionId, message, 0, message.capacity());
            if (result > 0) {
                return;
            }
            if (result == Publication.CLOSED || System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("cannot send: " + Publication.errorString(result));
            }
            poll();
            Thread.onSpinWait();
        }
    }

    /** Offers once; the result is that of the publication. */
    public long tryToSend(DirectBuffer message) {
        return requests.offer(message, 0, message.capacity());
    }

    /** The next message that fits; those before it are passed over. */
    public Received await(Predicate<Received> wanted) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        List<Received> passed = new ArrayList<>();
        while (true) {
            for (Received message = received.poll(); message != null; message = received.poll()) {
                if (wanted.test(message)) {
                    return message;
                }
                passed.add(message);
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("it did not come; instead: " + passed + " errors=" + errors);
            }
            if (poll() == 0) {
                Thread.yield();
            }
        }
    }

    public Received await(String name) {
        return await(message -> message.is(name));
    }

    /** The whole document that a Joined announced in chunks. */
    public byte[] awaitChunks(Received joined) {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        while (document.size() < joined.number(9)) {
            Received chunk = await(
                    message -> message.is("StateChunk") && message.field(0).equals(joined.field(1)));
            if (chunk.number(2) != document.size()) {
                throw new AssertionError("out of order: " + chunk);
            }
            document.writeBytes(chunk.bytes());
        }
        return document.toByteArray();
    }

    /** Takes what has come, once. */
    public int poll() {
        if (sessionId != 0 && System.nanoTime() - keptAliveNs > KEEP_ALIVE_NS) {
            keptAliveNs = System.nanoTime();
            tryToSend(writer.keepAlive(sessionId));
        }
        return responses.poll(assembler, 64);
    }

    /** What has come and was not asked for. */
    public Deque<Received> received() {
        return received;
    }

    /** Takes what comes until nobody is left who sends it. */
    public void awaitEnd() {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!responses.hasNoImages()) {
            poll();
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("the publication of responses is still there");
            }
            Thread.yield();
        }
    }

    @Override
    public void close() {
        CloseHelper.closeAll(requests, responses, aeron);
    }

    private String resolved() {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        String channel = responses.tryResolveChannelEndpointPort();
        while (channel == null) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("no port");
            }
            Thread.yield();
            channel = responses.tryResolveChannelEndpointPort();
        }
        return channel;
    }

    private void onMessage(DirectBuffer buffer, int offset, int length) {
        if (MessageShape.templateId(buffer, offset) != FragmentDecoder.TEMPLATE_ID) {
            Received message = Received.of(buffer, offset, length);
            (message.is("Ping") ? pings : received).add(message);
            return;
        }
        fragment.wrapAndApplyHeader(buffer, offset, header).wrapPart(part);
        MessageAssembler.Result result =
                fragments.add(fragment.totalBytes(), fragment.offsetBytes(), part, 0, part.capacity());
        switch (result) {
            case MORE -> {}
            case WHOLE -> onMessage(fragments.buffer(), 0, fragments.length());
            default -> throw new IllegalStateException("fragments of the server: " + result);
        }
    }
}
