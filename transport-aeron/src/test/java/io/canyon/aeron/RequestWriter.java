package io.canyon.aeron;

import io.canyon.aeron.codec.AuthenticateEncoder;
import io.canyon.aeron.codec.BooleanType;
import io.canyon.aeron.codec.CloseRequestEncoder;
import io.canyon.aeron.codec.ConnectRequestEncoder;
import io.canyon.aeron.codec.EditEncoder;
import io.canyon.aeron.codec.FragmentEncoder;
import io.canyon.aeron.codec.JoinEncoder;
import io.canyon.aeron.codec.KeepAliveEncoder;
import io.canyon.aeron.codec.LeaveEncoder;
import io.canyon.aeron.codec.MessageHeaderEncoder;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.PresenceEncoder;
import io.canyon.aeron.codec.RoomKind;
import io.canyon.aeron.wire.ProtocolVersion;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes what a service sends. Each message stands in memory of its own. */
public final class RequestWriter {
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

    public UnsafeBuffer connect(
            long correlationId, int version, String channel, int streamId, String clientId, String credentials) {
        byte[] shown = credentials == null ? new byte[0] : SmileJson.smile(credentials);
        ConnectRequestEncoder connect = new ConnectRequestEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId)
                .versionOfProtocol(version)
                .responseStreamId(streamId)
                .responseChannel(channel)
                .clientId(clientId)
                .putCredentials(shown, 0, shown.length);
        return taken(connect.encodedLength());
    }

    public UnsafeBuffer connect(long correlationId, String channel, int streamId, String clientId) {
        return connect(correlationId, ProtocolVersion.CURRENT, channel, streamId, clientId, null);
    }

    public UnsafeBuffer keepAlive(long sessionId) {
        return taken(new KeepAliveEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .encodedLength());
    }

    public UnsafeBuffer close(long sessionId) {
        return taken(new CloseRequestEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .encodedLength());
    }

    /** @param credentials JSON, or null for those of the connection */
    public UnsafeBuffer join(
            long sessionId, int handle, String room, String userId, long version, RoomKind kind, String credentials) {
        byte[] shown = credentials == null ? new byte[0] : SmileJson.smile(credentials);
        JoinEncoder join = new JoinEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .roomVersion(version)
                .handle(handle)
                .kind(kind)
                .hasCredentials(credentials == null ? BooleanType.FALSE : BooleanType.TRUE)
                .room(room)
                .userId(userId)
                .putCredentials(shown, 0, shown.length);
        return taken(join.encodedLength());
    }

    public UnsafeBuffer edit(long sessionId, int handle, long sequence, long base, PayloadForm form, byte[] payload) {
        EditEncoder edit = new EditEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .sequence(sequence)
                .baseVersion(base)
                .handle(handle)
                .form(form)
                .putPayload(payload, 0, payload.length);
        return taken(edit.encodedLength());
    }

    public UnsafeBuffer presence(long sessionId, int handle, String json) {
        byte[] payload = SmileJson.smile(json);
        PresenceEncoder presence = new PresenceEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .handle(handle)
                .putPayload(payload, 0, payload.length);
        return taken(presence.encodedLength());
    }

    public UnsafeBuffer authenticate(long sessionId, int handle, String json) {
        byte[] credentials = SmileJson.smile(json);
        AuthenticateEncoder authenticate = new AuthenticateEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .handle(handle)
                .putCredentials(credentials, 0, credentials.length);
        return taken(authenticate.encodedLength());
    }

    public UnsafeBuffer leave(long sessionId, int handle) {
        return taken(new LeaveEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .handle(handle)
                .encodedLength());
    }

    public UnsafeBuffer fragment(long sessionId, int totalBytes, int offsetBytes, byte[] part) {
        FragmentEncoder fragment = new FragmentEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .totalBytes(totalBytes)
                .offsetBytes(offsetBytes)
                .putPart(part, 0, part.length);
        return taken(fragment.encodedLength());
    }

    private UnsafeBuffer taken(int encodedBytes) {
        byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encodedBytes];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }
}
