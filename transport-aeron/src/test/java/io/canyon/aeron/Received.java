package io.canyon.aeron;

import io.canyon.aeron.codec.AckDecoder;
import io.canyon.aeron.codec.ConnectResponseDecoder;
import io.canyon.aeron.codec.DepartedDecoder;
import io.canyon.aeron.codec.EnteredDecoder;
import io.canyon.aeron.codec.JoinedDecoder;
import io.canyon.aeron.codec.MessageHeaderDecoder;
import io.canyon.aeron.codec.PermissionChangeDecoder;
import io.canyon.aeron.codec.PingDecoder;
import io.canyon.aeron.codec.PresenceChangeDecoder;
import io.canyon.aeron.codec.RefusedDecoder;
import io.canyon.aeron.codec.RejectDecoder;
import io.canyon.aeron.codec.RemoteEditDecoder;
import io.canyon.aeron.codec.SessionClosedDecoder;
import io.canyon.aeron.codec.StateChunkDecoder;
import io.canyon.aeron.wire.MessageShape;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A message of the server, taken apart: its name, and its fields in the order of the schema as text. Numbers stand as
 * they are, Smile as JSON.
 *
 * @param bytes the chunk of a StateChunk; else empty
 */
public record Received(String name, List<String> fields, byte[] bytes) {
    /** Fails when it is no message. */
    public static Received of(DirectBuffer buffer, int offset, int length) {
        MessageShape.Result shape =
                new MessageShape().check(buffer, offset, length, MessageHeaderDecoder.SCHEMA_VERSION);
        if (shape != MessageShape.Result.OK) {
            throw new IllegalStateException("the server sent what is " + shape);
        }
        MessageHeaderDecoder header = new MessageHeaderDecoder();
        return switch (MessageShape.templateId(buffer, offset)) {
            case ConnectResponseDecoder.TEMPLATE_ID -> {
                ConnectResponseDecoder d = new ConnectResponseDecoder().wrapAndApplyHeader(buffer, offset, header);
                yield text(
                        "ConnectResponse",
                        d.correlationId(),
                        d.sessionId(),
                        d.result(),
                        d.durability(),
                        d.keepAliveIntervalMs(),
                        d.sessionTimeoutMs(),
                        d.maxMessageBytes(),
                        d.versionOfProtocol(),
                        d.message());
            }
            case JoinedDecoder.TEMPLATE_ID -> {
                JoinedDecoder d = new JoinedDecoder().wrapAndApplyHeader(buffer, offset, header);
                UnsafeBuffer state = new UnsafeBuffer(0, 0);
                UnsafeBuffer members = new UnsafeBuffer(0, 0);
                d.wrapState(state);
                d.wrapMembers(members);
                yield text(
                        "Joined",
                        d.handle(),
                        d.roomId(),
                        d.roomVersion(),
                        d.fromVersion(),
                        d.sequence(),
                        d.permission(),
                        d.kind(),
                        d.isAsked(),
                        d.contents(),
                        d.totalBytes(),
                        SmileJson.json(state),
                        SmileJson.json(members));
            }
            case StateChunkDecoder.TEMPLATE_ID -> {
                StateChunkDecoder d = new StateChunkDecoder().wrapAndApplyHeader(buffer, offset, header);
                byte[] chunk = new byte[d.chunkLength()];
                d.getChunk(chunk, 0, chunk.length);
                yield new Received(
                        "StateChunk", List.of("" + d.roomId(), "" + d.totalBytes(), "" + d.offsetBytes()), chunk);
            }
            default -> edit(buffer, offset, header);
        };
    }

    private static Received edit(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        return switch (MessageShape.templateId(buffer, offset)) {
            case AckDecoder.TEMPLATE_ID -> {
                AckDecoder d = new AckDecoder().wrapAndApplyHeader(buffer, offset, header);
                UnsafeBuffer delta = new UnsafeBuffer(0, 0);
                d.wrapDelta(delta);
                yield text(
                        "Ack",
                        d.roomId(),
                        d.sequence(),
                        d.roomVersion(),
                        d.durability(),
                        d.appliedAs(),
                        SmileJson.json(delta));
            }
            case RemoteEditDecoder.TEMPLATE_ID -> {
                RemoteEditDecoder d = new RemoteEditDecoder().wrapAndApplyHeader(buffer, offset, header);
                UnsafeBuffer delta = new UnsafeBuffer(0, 0);
                String clientId = d.clientId();
                String userId = d.userId();
                d.wrapDelta(delta);
                yield text("RemoteEdit", d.roomId(), d.roomVersion(), clientId, userId, SmileJson.json(delta));
            }
            default -> small(buffer, offset, header);
        };
    }

    private static Received small(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        return switch (MessageShape.templateId(buffer, offset)) {
            case RejectDecoder.TEMPLATE_ID -> {
                RejectDecoder d = new RejectDecoder().wrapAndApplyHeader(buffer, offset, header);
                yield text("Reject", d.roomId(), d.sequence(), d.roomVersion(), d.reason(), d.message());
            }
            case EnteredDecoder.TEMPLATE_ID -> {
                EnteredDecoder d = new EnteredDecoder().wrapAndApplyHeader(buffer, offset, header);
                yield text("Entered", d.roomId(), d.clientId(), d.userId());
            }
            case DepartedDecoder.TEMPLATE_ID -> {
                DepartedDecoder d = new DepartedDecoder().wrapAndApplyHeader(buffer, offset, header);
                yield text("Departed", d.roomId(), d.clientId(), d.userId());
            }
            case PresenceChangeDecoder.TEMPLATE_ID -> {
                PresenceChangeDecoder d = new PresenceChangeDecoder().wrapAndApplyHeader(buffer, offset, header);
                UnsafeBuffer payload = new UnsafeBuffer(0, 0);
                String clientId = d.clientId();
                String userId = d.userId();
                d.wrapPayload(payload);
                yield text("PresenceChange", d.roomId(), clientId, userId, SmileJson.json(payload));
            }
            case PermissionChangeDecoder.TEMPLATE_ID -> {
                PermissionChangeDecoder d = new PermissionChangeDecoder().wrapAndApplyHeader(buffer, offset, header);
                yield text("PermissionChange", d.roomId(), d.permission());
            }
            case RefusedDecoder.TEMPLATE_ID -> {
                RefusedDecoder d = new RefusedDecoder().wrapAndApplyHeader(buffer, offset, header);
                yield text("Refused", d.handle(), d.reason(), d.isOver(), d.message());
            }
            case SessionClosedDecoder.TEMPLATE_ID -> {
                SessionClosedDecoder d = new SessionClosedDecoder().wrapAndApplyHeader(buffer, offset, header);
                yield text("SessionClosed", d.sessionId(), d.reason(), d.message());
            }
            case PingDecoder.TEMPLATE_ID -> {
                PingDecoder d = new PingDecoder().wrapAndApplyHeader(buffer, offset, header);
                yield text("Ping", d.sessionId());
            }
            default -> throw new IllegalStateException("not for a client");
        };
    }

    public boolean is(String expectedName) {
        return name.equals(expectedName);
    }

    public String field(int index) {
        return fields.get(index);
    }

    public long number(int index) {
        return Long.parseLong(fields.get(index));
    }

    @Override
    public String toString() {
        return name + fields;
    }

    private static Received text(String name, Object... values) {
        List<String> fields = new ArrayList<>();
        for (Object value : values) {
            fields.add(String.valueOf(value));
        }
        return new Received(name, fields, new byte[0]);
    }
}
