package io.canyon.aeron.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.Received;
import io.canyon.aeron.RequestWriter;
import io.canyon.aeron.SmileJson;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.SessionEnd;
import io.canyon.aeron.wire.MessageShape;
import io.canyon.aeron.wire.ProtocolVersion;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RejectCode;
import io.canyon.engine.spi.RoomKind;
import io.canyon.engine.spi.ServiceError;
import io.canyon.engine.spi.ServiceJoined;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * The bytes of every message of version 1 of the protocol. They are frozen: what differs is another protocol, for which
 * this test is not to be changed, but another file added.
 */
class GoldenWireTest {
    private static final long SESSION = 0x0102030405060708L;
    private static final long ROOM = 0x1112131415161718L;

    private final List<String> lines = new ArrayList<>();
    private final ExpandableArrayBuffer target = new ExpandableArrayBuffer();
    private final RequestWriter writer = new RequestWriter();

    @Test
    void shouldWriteTheBytesOfVersion1() throws IOException {
        requests();
        answers();
        rooms();
        try (InputStream file = GoldenWireTest.class.getResourceAsStream("/golden/aeron-wire-v1")) {
            assertEquals(
                    new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList(),
                    lines,
                    () -> String.join("\n", lines));
        }
    }

    /** Whatever the file says has the shape of a message, and what a server says can be read. */
    @Test
    void shouldReadTheBytesOfVersion1() throws IOException {
        try (InputStream file = GoldenWireTest.class.getResourceAsStream("/golden/aeron-wire-v1")) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String name = line.substring(0, line.indexOf(' '));
                byte[] bytes = HexFormat.of().parseHex(line.substring(line.lastIndexOf(' ') + 1));
                UnsafeBuffer buffer = new UnsafeBuffer(bytes);
                assertEquals(MessageShape.Result.OK, new MessageShape().check(buffer, 0, bytes.length, 0), name);
                if (MessageShape.templateId(buffer, 0) >= 20 && MessageShape.templateId(buffer, 0) < 40) {
                    assertEquals(name, Received.of(buffer, 0, bytes.length).name());
                }
            }
        }
    }

    private void requests() {
        add(
                "ConnectRequest",
                writer.connect(
                        7, ProtocolVersion.CURRENT, "aeron:ipc?session-id=9", 7402, "client_1-A", "{\"token\":\"t\"}"));
        add("ConnectRequest", writer.connect(-1, "aeron:udp?endpoint=127.0.0.1:5", -8, "c"));
        add("KeepAlive", writer.keepAlive(SESSION));
        add("CloseRequest", writer.close(SESSION));
        add("Join", writer.join(SESSION, 1, "räum", "üser", -1, io.canyon.aeron.codec.RoomKind.DOCUMENT, null));
        add("Join", writer.join(SESSION, -2, "", "", 1L << 40, io.canyon.aeron.codec.RoomKind.RECORDS, "\"x\""));
        add("Edit", writer.edit(SESSION, 1, 1, -1, PayloadForm.DELTA, SmileJson.smile("{\"n\":[1,2.5]}")));
        add("Edit", writer.edit(SESSION, 1, 2, 77, PayloadForm.JSON_PATCH, SmileJson.smile("[]")));
        add("Edit", writer.edit(SESSION, 1, 3, 78, PayloadForm.COMPONENTS, SmileJson.smile("{\"e/C\":{\"x\":1}}")));
        add("Presence", writer.presence(SESSION, 1, "{\"at\":[1,2]}"));
        add("Authenticate", writer.authenticate(SESSION, 1, "\"secret\""));
        add("Leave", writer.leave(SESSION, 1));
        add("Fragment", writer.fragment(SESSION, 100_000, 32_740, new byte[] {1, 2, 3}));
    }

    private void answers() {
        SessionMessages messages = new SessionMessages(new FramePool(), AeronConfig.DEFAULTS, Durability.POWER);
        add("ConnectResponse", messages.connectResponse(7, SESSION, ConnectResult.OK, ""));
        add("ConnectResponse", messages.connectResponse(7, SESSION, ConnectResult.FORBIDDEN, "nö"));
        add("SessionClosed", messages.sessionClosed(SESSION, SessionEnd.TIMEOUT, ""));
        add("SessionClosed", messages.sessionClosed(SESSION, SessionEnd.FAILED, "why"));
        add("Ping", messages.ping(SESSION));
        for (ConnectResult result : ConnectResult.values()) {
            if (result != ConnectResult.NULL_VAL && result != ConnectResult.SBE_UNKNOWN) {
                add("ConnectResponse", messages.connectResponse(8, SESSION, result, result.name()));
            }
        }
        for (SessionEnd reason : SessionEnd.values()) {
            if (reason != SessionEnd.NULL_VAL && reason != SessionEnd.SBE_UNKNOWN) {
                add("SessionClosed", messages.sessionClosed(SESSION, reason, reason.name()));
            }
        }
        for (Durability durability : Durability.values()) {
            if (durability != Durability.NULL_VAL && durability != Durability.SBE_UNKNOWN) {
                SessionMessages others = new SessionMessages(new FramePool(), AeronConfig.DEFAULTS, durability);
                add("ConnectResponse", others.connectResponse(9, SESSION, ConnectResult.OK, durability.name()));
            }
        }
    }

    private void rooms() {
        AeronWire wire = new AeronWire(Durability.PROCESS);
        DirectBuffer none = new UnsafeBuffer(0, 0);
        DirectBuffer id = utf8("client");
        DirectBuffer user = utf8("üser");
        DirectBuffer delta = smile("[1]");
        add("Joined", wire.joined(new Joined(ServiceJoined.Contents.NOTHING_NEW, none, 0, smile("[]")), target));
        add("Joined", wire.joined(new Joined(ServiceJoined.Contents.DELTA, delta, delta.capacity(), none), target));
        add(
                "Joined",
                wire.joined(
                        new Joined(ServiceJoined.Contents.DOCUMENT, delta, delta.capacity(), smile("[{\"id\":\"b\"}]")),
                        target));
        add("Joined", wire.joined(new Joined(ServiceJoined.Contents.CHUNKS, none, 50 << 20, none), target));
        add("StateChunk", wire.stateChunk(ROOM, 50 << 20, 65536, new UnsafeBuffer(new byte[] {4, 5}), target));
        add("Ack", wire.ack(ROOM, 3, 1L << 33, null, target));
        add("Ack", wire.ack(ROOM, 3, 1L << 33, none, target));
        add("Ack", wire.ack(ROOM, 3, 1L << 33, delta, target));
        add("RemoteEdit", wire.edit(ROOM, 9, id, user, delta, target));
        add("RemoteEdit", wire.edit(ROOM, 9, id, user, none, target));
        for (RejectCode code : RejectCode.values()) {
            add("Reject", wire.reject(ROOM, 3, code, 9, utf8(code.wireName()), target));
        }
        add("Entered", wire.entered(ROOM, id, user, target));
        add("Departed", wire.left(ROOM, id, user, target));
        add("PresenceChange", wire.presence(ROOM, id, user, smile("{\"at\":1}"), target));
        for (Permission permission : Permission.values()) {
            add("PermissionChange", wire.permission(ROOM, permission, target));
        }
        for (ServiceError error : ServiceError.values()) {
            add("Refused", wire.refused(5, error, error != ServiceError.NOT_JOINED, "why", target));
        }
    }

    private void add(String name, int length) {
        byte[] bytes = new byte[length];
        target.getBytes(0, bytes);
        add(name, new UnsafeBuffer(bytes));
    }

    private void add(String name, AeronFrame frame) {
        byte[] bytes = new byte[frame.lengthBytes()];
        frame.buffer().getBytes(0, bytes);
        add(name, new UnsafeBuffer(bytes));
        frame.release();
    }

    private void add(String name, UnsafeBuffer message) {
        lines.add(name + " " + HexFormat.of().formatHex(message.byteArray()));
    }

    private static DirectBuffer utf8(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    private static DirectBuffer smile(String json) {
        return new UnsafeBuffer(SmileJson.smile(json));
    }

    private record Joined(Contents contentsKind, DirectBuffer contents, int totalBytes, DirectBuffer members)
            implements ServiceJoined {
        @Override
        public int handle() {
            return -7;
        }

        @Override
        public long roomId() {
            return ROOM;
        }

        @Override
        public long version() {
            return 1L << 33;
        }

        @Override
        public long from() {
            return contentsKind == Contents.DELTA ? 5 : -1;
        }

        @Override
        public long sequence() {
            return contentsKind == Contents.CHUNKS ? -1 : 3;
        }

        @Override
        public Permission permission() {
            return contentsKind == Contents.DELTA ? Permission.READ_ONLY : Permission.READ_WRITE;
        }

        @Override
        public RoomKind kind() {
            return contentsKind == Contents.DOCUMENT ? RoomKind.RECORDS : RoomKind.DOCUMENT;
        }

        @Override
        public boolean isAsked() {
            return contentsKind != Contents.NOTHING_NEW;
        }
    }
}
