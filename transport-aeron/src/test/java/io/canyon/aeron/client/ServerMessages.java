package io.canyon.aeron.client;

import io.canyon.aeron.codec.AckEncoder;
import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.BooleanType;
import io.canyon.aeron.codec.ConnectResponseEncoder;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.aeron.codec.DepartedEncoder;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.EnteredEncoder;
import io.canyon.aeron.codec.FragmentEncoder;
import io.canyon.aeron.codec.JoinedEncoder;
import io.canyon.aeron.codec.MessageHeaderEncoder;
import io.canyon.aeron.codec.PingEncoder;
import io.canyon.aeron.codec.PresenceChangeEncoder;
import io.canyon.aeron.codec.RefusedEncoder;
import io.canyon.aeron.codec.RefusedReason;
import io.canyon.aeron.codec.RejectEncoder;
import io.canyon.aeron.codec.RejectReason;
import io.canyon.aeron.codec.RemoteEditEncoder;
import io.canyon.aeron.codec.RoomKind;
import io.canyon.aeron.codec.RoomPermission;
import io.canyon.aeron.codec.SessionClosedEncoder;
import io.canyon.aeron.codec.SessionEnd;
import io.canyon.aeron.codec.StateChunkEncoder;
import io.canyon.aeron.codec.StateContents;
import io.canyon.aeron.wire.MessageOffer;
import io.canyon.aeron.wire.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import org.agrona.ExpandableArrayBuffer;

/** Messages of a server, as bytes. */
final class ServerMessages {
    /** What a room says of itself. */
    record State(long version, long from, long sequence, boolean isAsked, StateContents form, byte[] contents) {}

    private final ExpandableArrayBuffer target = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    private byte[] written(int bodyLength) {
        byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + bodyLength];
        target.getBytes(0, bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] connected(long correlationId, long sessionId, ConnectResult result) {
        ConnectResponseEncoder message = new ConnectResponseEncoder()
                .wrapAndApplyHeader(target, 0, header)
                .correlationId(correlationId)
                .sessionId(sessionId)
                .versionOfProtocol(ProtocolVersion.CURRENT)
                .keepAliveIntervalMs(1_000)
                .sessionTimeoutMs(60_000)
                .maxMessageBytes(1 << 16)
                .result(result)
                .durability(Durability.PROCESS)
                .message("");
        return written(message.encodedLength());
    }

    byte[] joined(long roomId, int handle, State state, byte[] members) {
        boolean isChunked = state.form() == StateContents.CHUNKS;
        JoinedEncoder message = new JoinedEncoder()
                .wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .roomVersion(state.version())
                .fromVersion(state.from())
                .sequence(state.sequence())
                .handle(handle)
                .totalBytes(state.contents().length)
                .permission(RoomPermission.READ_WRITE)
                .kind(RoomKind.DOCUMENT)
                .isAsked(state.isAsked() ? BooleanType.TRUE : BooleanType.FALSE)
                .contents(state.form())
                .putState(state.contents(), 0, isChunked ? 0 : state.contents().length)
                .putMembers(members, 0, members.length);
        return written(message.encodedLength());
    }

    byte[] chunk(long roomId, byte[] contents, int offset, int length) {
        StateChunkEncoder message = new StateChunkEncoder()
                .wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .totalBytes(contents.length)
                .offsetBytes(offset)
                .putChunk(contents, offset, length);
        return written(message.encodedLength());
    }

    byte[] ack(long roomId, long sequence, long version, AppliedAs as, byte[] delta) {
        AckEncoder message = new AckEncoder()
                .wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .sequence(sequence)
                .roomVersion(version)
                .durability(Durability.PROCESS)
                .appliedAs(as)
                .putDelta(delta, 0, delta.length);
        return written(message.encodedLength());
    }

    byte[] edited(long roomId, long version, String clientId, String userId, byte[] delta) {
        RemoteEditEncoder message = new RemoteEditEncoder()
                .wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .roomVersion(version)
                .putClientId(utf8(clientId), 0, clientId.length())
                .putUserId(utf8(userId), 0, userId.length())
                .putDelta(delta, 0, delta.length);
        return written(message.encodedLength());
    }

    byte[] reject(long roomId, long sequence, RejectReason reason, long version) {
        RejectEncoder message = new RejectEncoder()
                .wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .sequence(sequence)
                .roomVersion(version)
                .reason(reason)
                .message("because");
        return written(message.encodedLength());
    }

    byte[] entered(long roomId, String clientId, String userId) {
        EnteredEncoder message = new EnteredEncoder()
                .wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .putClientId(utf8(clientId), 0, clientId.length())
                .putUserId(utf8(userId), 0, userId.length());
        return written(message.encodedLength());
    }

    byte[] departed(long roomId, String clientId, String userId) {
        DepartedEncoder message = new DepartedEncoder()
                .wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .putClientId(utf8(clientId), 0, clientId.length())
                .putUserId(utf8(userId), 0, userId.length());
        return written(message.encodedLength());
    }

    byte[] presence(long roomId, String clientId, String userId, byte[] payload) {
        PresenceChangeEncoder message = new PresenceChangeEncoder()
                .wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .putClientId(utf8(clientId), 0, clientId.length())
                .putUserId(utf8(userId), 0, userId.length())
                .putPayload(payload, 0, payload.length);
        return written(message.encodedLength());
    }

    byte[] refused(int handle, RefusedReason reason, boolean isOver) {
        RefusedEncoder message = new RefusedEncoder()
                .wrapAndApplyHeader(target, 0, header)
                .handle(handle)
                .reason(reason)
                .isOver(isOver ? BooleanType.TRUE : BooleanType.FALSE)
                .message("because");
        return written(message.encodedLength());
    }

    byte[] closed(long sessionId, SessionEnd reason) {
        SessionClosedEncoder message = new SessionClosedEncoder()
                .wrapAndApplyHeader(target, 0, header)
                .sessionId(sessionId)
                .reason(reason)
                .message("because");
        return written(message.encodedLength());
    }

    byte[] ping(long sessionId) {
        PingEncoder message =
                new PingEncoder().wrapAndApplyHeader(target, 0, header).sessionId(sessionId);
        return written(message.encodedLength());
    }

    /** Adds a message to a queue, in fragments if it is too long. */
    void split(byte[] message, long sessionId, int maxBytes, Queue<byte[]> to) {
        if (message.length <= maxBytes) {
            to.add(message);
            return;
        }
        int partBytes = maxBytes - MessageOffer.HEAD_BYTES;
        for (int offset = 0; offset < message.length; offset += partBytes) {
            FragmentEncoder fragment = new FragmentEncoder()
                    .wrapAndApplyHeader(target, 0, header)
                    .sessionId(sessionId)
                    .totalBytes(message.length)
                    .offsetBytes(offset)
                    .putPart(message, offset, Math.min(partBytes, message.length - offset));
            to.add(written(fragment.encodedLength()));
        }
    }
}
