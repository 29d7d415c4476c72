package io.canyon.aeron.server;

import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.codec.ConnectResponseEncoder;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.MessageHeaderEncoder;
import io.canyon.aeron.codec.PingEncoder;
import io.canyon.aeron.codec.SessionClosedEncoder;
import io.canyon.aeron.codec.SessionEnd;
import io.canyon.aeron.wire.ProtocolVersion;
import org.agrona.ExpandableArrayBuffer;

/** Writes what the transport itself has to say to a service. */
final class SessionMessages {
    private static final int HEADER_BYTES = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int INITIAL_BYTES = 256;

    private final FramePool frames;
    private final AeronConfig config;
    private final Durability durability;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(INITIAL_BYTES);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ConnectResponseEncoder connectResponse = new ConnectResponseEncoder();
    private final SessionClosedEncoder sessionClosed = new SessionClosedEncoder();
    private final PingEncoder ping = new PingEncoder();

    SessionMessages(FramePool frames, AeronConfig config, Durability durability) {
        this.frames = frames;
        this.config = config;
        this.durability = durability;
    }

    AeronFrame connectResponse(long correlationId, long sessionId, ConnectResult result, String message) {
        connectResponse
                .wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId)
                .sessionId(sessionId)
                .versionOfProtocol(ProtocolVersion.CURRENT)
                .keepAliveIntervalMs((int) config.keepAliveInterval().toMillis())
                .sessionTimeoutMs((int) config.sessionTimeout().toMillis())
                .maxMessageBytes(config.maxMessageBytes())
                .result(result)
                .durability(durability)
                .message(message);
        return frames.frame(buffer, 0, HEADER_BYTES + connectResponse.encodedLength());
    }

    AeronFrame sessionClosed(long sessionId, SessionEnd reason, String message) {
        sessionClosed
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .reason(reason)
                .message(message);
        return frames.frame(buffer, 0, HEADER_BYTES + sessionClosed.encodedLength());
    }

    AeronFrame ping(long sessionId) {
        ping.wrapAndApplyHeader(buffer, 0, header).sessionId(sessionId);
        return frames.frame(buffer, 0, HEADER_BYTES + ping.encodedLength());
    }
}
