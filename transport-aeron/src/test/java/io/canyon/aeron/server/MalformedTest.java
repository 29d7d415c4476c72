package io.canyon.aeron.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.logbuffer.FrameDescriptor;
import io.canyon.aeron.AeronCounter;
import io.canyon.aeron.SmileJson;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RoomKind;
import io.canyon.aeron.wire.ProtocolVersion;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.SemanticVersion;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no message ends the session that sent it, is counted, and does nothing else. */
class MalformedTest {
    private static final int BLOCK_LENGTH = 0;
    private static final int TEMPLATE = 2;
    private static final int SCHEMA = 4;
    private static final int VERSION = 6;

    private final AgentHarness harness = new AgentHarness();
    private FakeEngine.Session session;
    private FakeEngine.Session other;
    private FakeClient client;
    private long id;
    private long otherId;

    @BeforeEach
    void connect() {
        harness.connected("other");
        other = harness.engine.last();
        otherId = harness.sessionId();
        client = harness.connected("a");
        session = harness.engine.last();
        id = harness.sessionId();
    }

    private void assertMalformed(String problem, UnsafeBuffer message) {
        client.send(message);
        harness.turn();
        assertEnded(problem);
    }

    private void assertEnded(String problem) {
        assertEquals(List.of("malformed " + problem, "closed"), session.asked);
        assertEquals(1, harness.count(AeronCounter.MESSAGES_MALFORMED));
        assertEquals(1, harness.count(AeronCounter.SESSIONS_MALFORMED));
        assertEquals(
                List.of("" + id, "MALFORMED", problem),
                harness.link.last().lastReceived().fields());
        assertTrue(harness.link.last().isClosed);
        assertEquals(List.of(), other.asked);
        // The publication may open another session.
        client.send(harness.writer.connect(77, AgentHarness.CHANNEL, 8, "a"));
        harness.turn();
        assertEquals("OK", harness.link.last().lastReceived().field(2));
    }

    private UnsafeBuffer changed(Consumer<UnsafeBuffer> change) {
        UnsafeBuffer message = harness.writer.edit(id, 1, 1, -1, PayloadForm.DELTA, SmileJson.smile("[1]"));
        change.accept(message);
        return message;
    }

    private UnsafeBuffer withHeader(int field, int value) {
        return changed(message -> message.putShort(field, (short) value, ByteOrder.LITTLE_ENDIAN));
    }

    @Test
    void shouldRefuseAnotherSchema() {
        assertMalformed("WRONG_SCHEMA", withHeader(SCHEMA, 7402));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65535})
    void shouldRefuseAVersionThatTheClientHasNotTold(int version) {
        assertMalformed("WRONG_VERSION", withHeader(VERSION, version));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 41, 65535})
    void shouldRefuseAnUnknownTemplate(int template) {
        assertMalformed("WRONG_TEMPLATE", withHeader(TEMPLATE, template));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 28, 30, 65535})
    void shouldRefuseAnotherBlockLength(int length) {
        assertMalformed("WRONG_LENGTH", withHeader(BLOCK_LENGTH, length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void shouldRefuseLessThanAHeader(int length) {
        assertMalformed("TOO_SHORT", new UnsafeBuffer(new byte[length]));
    }

    @Test
    void shouldRefuseAMessageThatIsCutAnywhere() {
        UnsafeBuffer whole = harness.writer.join(id, 1, "room", "user", -1, RoomKind.DOCUMENT, "\"x\"");
        for (int length = 8; length < whole.capacity(); length++) {
            AgentHarness one = new AgentHarness();
            FakeClient sender = one.connected("a");
            sender.send(whole, 0, length, FrameDescriptor.UNFRAGMENTED);
            one.turn();
            assertEquals(List.of("malformed WRONG_LENGTH", "closed"), one.engine.last().asked, "cut at " + length);
        }
    }

    @Test
    void shouldRefuseWhatFollowsAMessage() {
        UnsafeBuffer message = changed(whole -> {});
        assertMalformed("WRONG_LENGTH", new UnsafeBuffer(Arrays.copyOf(message.byteArray(), message.capacity() + 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1000, 0})
    void shouldRefuseALengthThatLeadsOutOfTheMessage(int length) {
        assertMalformed("WRONG_LENGTH", changed(message -> message.putInt(8 + 29, length, ByteOrder.LITTLE_ENDIAN)));
    }

    @Test
    void shouldRefuseAMessageOfAServer() {
        UnsafeBuffer ping = harness.writer.keepAlive(id);
        ping.putShort(TEMPLATE, (short) 32, ByteOrder.LITTLE_ENDIAN);
        assertMalformed("WRONG_TEMPLATE", ping);
    }

    @Test
    void shouldRefuseTheSessionOfAnother() {
        assertMalformed("WRONG_SESSION", harness.writer.close(otherId));
    }

    @Test
    void shouldRefuseWordsThatTheSchemaDoesNotHave() {
        assertMalformed("EDIT", changed(message -> message.putByte(8 + 28, (byte) 9)));
    }

    @Test
    void shouldRefuseNumbersThatAreNone() {
        assertMalformed("EDIT", harness.writer.edit(id, 1, 0, -1, PayloadForm.DELTA, new byte[0]));
    }

    @Test
    void shouldRefuseABaseThatIsNone() {
        assertMalformed("EDIT", harness.writer.edit(id, 1, 1, -2, PayloadForm.DELTA, new byte[0]));
    }

    @Test
    void shouldRefuseANameThatIsNoText() {
        UnsafeBuffer join = harness.writer.join(id, 1, "room", "user", -1, RoomKind.DOCUMENT, null);
        join.putByte(8 + 22 + 4, (byte) 0xFF);
        assertMalformed("JOIN", join);
    }

    @Test
    void shouldRefuseCredentialsThatAreNoSmile() {
        UnsafeBuffer authenticate = harness.writer.authenticate(id, 1, "\"abc\"");
        authenticate.putByte(authenticate.capacity() - 4, (byte) 0xFD);
        assertMalformed("CREDENTIALS", authenticate);
    }

    @Test
    void shouldRefuseAMessageThatIsTooLong() {
        client.sendInFrames(harness.writer.edit(id, 1, 1, -1, PayloadForm.DELTA, new byte[64 << 10]), 1376);
        harness.turn();
        assertEnded("TOO_LARGE");
    }

    @Test
    void shouldTakeLittleOfWhoHasNoSession() {
        AgentHarness one = new AgentHarness(AgentHarness.CONFIG.withLimits(2, 1 << 20, 1 << 20));
        FakeClient stranger = one.client();
        stranger.sendInFrames(new UnsafeBuffer(new byte[200 << 10]), 1376);
        one.turn();
        assertEquals(1, one.count(AeronCounter.MESSAGES_MALFORMED));
        assertEquals(0, one.count(AeronCounter.MESSAGES_RECEIVED));
        stranger.send(one.writer.connect(1, AgentHarness.CHANNEL, 8, "a"));
        one.turn();
        stranger.sendInFrames(
                one.writer.edit(
                        one.sessionId(),
                        1,
                        1,
                        -1,
                        PayloadForm.DELTA,
                        SmileJson.smile('"' + "x".repeat(200 << 10) + '"')),
                1376);
        one.turn();
        assertEquals(1, one.engine.last().asked.size());
    }

    @Test
    void shouldRefuseFragmentsOfAMessageThatIsTooLong() {
        assertMalformed("TOO_LARGE", harness.writer.fragment(id, (64 << 10) + 1, 0, new byte[100]));
    }

    @Test
    void shouldRefuseFragmentsOutOfOrder() {
        client.send(harness.writer.fragment(id, 1000, 0, new byte[100]));
        assertMalformed("FRAGMENT", harness.writer.fragment(id, 1000, 200, new byte[100]));
    }

    @Test
    void shouldRefuseFragmentsOfFragments() {
        byte[] inner = harness.writer.fragment(id, 10, 0, new byte[5]).byteArray();
        assertMalformed("WRONG_TEMPLATE", harness.writer.fragment(id, inner.length, 0, inner));
    }

    @Test
    void shouldRefuseARequestToConnectInFragments() {
        byte[] inner = harness.writer.connect(9, AgentHarness.CHANNEL, 8, "x").byteArray();
        assertMalformed("WRONG_TEMPLATE", harness.writer.fragment(id, inner.length, 0, inner));
    }

    @Test
    void shouldPutMessagesTogether() {
        byte[] edit = harness.writer
                .edit(id, 1, 1, -1, PayloadForm.DELTA, SmileJson.smile("[\"" + "x".repeat(3000) + "\"]"))
                .byteArray();
        client.sendInFrames(new UnsafeBuffer(edit), 1376);
        for (int offset = 0; offset < edit.length; offset += 1000) {
            client.send(harness.writer.fragment(
                    id, edit.length, offset, Arrays.copyOfRange(edit, offset, Math.min(offset + 1000, edit.length))));
            client.send(harness.writer.keepAlive(id));
        }
        harness.turn();
        assertEquals(2, session.asked.size());
        assertEquals(session.asked.get(0), session.asked.get(1));
        assertTrue(session.asked.get(0).length() > 3000);
        assertEquals(0, harness.count(AeronCounter.MESSAGES_MALFORMED));
    }

    @Test
    void shouldPassOverTheRestOfAMessageWhoseBeginningItHasNotSeen() {
        UnsafeBuffer edit = harness.writer.edit(id, 1, 1, -1, PayloadForm.DELTA, SmileJson.smile("[1]"));
        client.send(edit, 0, 10, (byte) 0);
        client.send(edit, 10, 10, FrameDescriptor.END_FRAG_FLAG);
        client.send(harness.writer.leave(id, 3));
        harness.turn();
        assertEquals(List.of("leave 3"), session.asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "aeron:udp",
                "aeron:udp?endpoint=",
                "aeron:udp?endpoint=localhost",
                "aeron:udp?endpoint=127.0.0.1:0",
                "aeron:udp?endpoint=localhost:40456",
                "aeron:udp?endpoint=1st.example:40456",
                "aeron:udp?endpoint=[::1]",
                "aeron:udp?endpoint=224.0.1.1:40456",
                "aeron:udp?endpoint=[ff02::1]:40456",
                "aeron:udp?endpoint=[x.example]:40456",
                "aeron:udp?endpoint=3758096385:40456",
                "aeron:udp?endpoint=0xe0000001:40456",
                "aeron:udp?endpoint=0xe0.0.0.1:40456",
                "aeron:udp?endpoint=1.2.3.4.5:40456",
                "aeron:udp?endpoint=127.1:40456",
                "aeron:udp?endpoint=256.0.0.1:40456",
                "aeron:udp?control=localhost:1|control-mode=dynamic",
                "aeron-spy:aeron:ipc",
                "aeron:ipc?session-id=many"
            })
    void shouldIgnoreARequestThatCannotBeAnswered(String channel) {
        FakeClient stranger = harness.client();
        int before = harness.link.streams.size();
        stranger.send(harness.writer.connect(1, channel, 8, "b"));
        harness.turn();
        assertEquals(before, harness.link.streams.size());
        assertEquals(1, harness.count(AeronCounter.MESSAGES_MALFORMED));
        assertEquals(List.of(), session.asked);
    }

    @Test
    void shouldUseOfAChannelOnlyWhatIsTheClientsToSay() {
        assertEquals(
                "aeron:ipc?term-length=64k|session-id=5",
                ResponseChannel.of("aeron:ipc?session-id=5|term-length=1g", 1 << 16));
        assertEquals(
                "aeron:udp?endpoint=10.0.0.7:1|term-length=64k",
                ResponseChannel.of("aeron:udp?endpoint=10.0.0.7:1|control=a:1|mtu=8k|linger=9h", 1 << 16));
    }

    @Test
    void shouldSkipWhatALaterMinorBrings() {
        AgentHarness one = new AgentHarness();
        FakeClient later = one.client();
        UnsafeBuffer connect =
                one.writer.connect(1, SemanticVersion.compose(1, 3, 0), AgentHarness.CHANNEL, 8, "a", null);
        connect.putShort(VERSION, (short) 3, ByteOrder.LITTLE_ENDIAN);
        later.send(connect);
        one.turn();
        UnsafeBuffer unknown = one.writer.keepAlive(one.sessionId());
        unknown.putShort(VERSION, (short) 3, ByteOrder.LITTLE_ENDIAN);
        unknown.putShort(TEMPLATE, (short) 1000, ByteOrder.LITTLE_ENDIAN);
        later.send(unknown);
        byte[] leave = one.writer.leave(one.sessionId(), 4).byteArray();
        UnsafeBuffer longer = new UnsafeBuffer(Arrays.copyOf(leave, leave.length + 8));
        longer.putShort(VERSION, (short) 3, ByteOrder.LITTLE_ENDIAN);
        longer.putShort(BLOCK_LENGTH, (short) (leave.length - 8 + 8), ByteOrder.LITTLE_ENDIAN);
        later.send(longer);
        one.turn();
        assertEquals(List.of("leave 4"), one.engine.last().asked);
        assertEquals(0, one.count(AeronCounter.MESSAGES_MALFORMED));
    }

    @Test
    void shouldCountWhatComesWithoutASession() {
        FakeClient stranger = harness.client();
        stranger.send(new UnsafeBuffer(new byte[100]));
        stranger.send(harness.writer.keepAlive(id));
        UnsafeBuffer connect = harness.writer.connect(1, ProtocolVersion.CURRENT, AgentHarness.CHANNEL, 8, "b", null);
        connect.putShort(VERSION, (short) 1, ByteOrder.LITTLE_ENDIAN);
        stranger.send(connect);
        harness.turn();
        assertEquals(2, harness.count(AeronCounter.MESSAGES_MALFORMED));
        assertEquals(1, harness.count(AeronCounter.MESSAGES_UNSOLICITED));
        assertEquals(List.of(), session.asked);
    }
}
