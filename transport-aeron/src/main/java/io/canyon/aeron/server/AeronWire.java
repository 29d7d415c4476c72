package io.canyon.aeron.server;

import io.canyon.aeron.codec.AckEncoder;
import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.BooleanType;
import io.canyon.aeron.codec.DepartedEncoder;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.EnteredEncoder;
import io.canyon.aeron.codec.JoinedEncoder;
import io.canyon.aeron.codec.MessageHeaderEncoder;
import io.canyon.aeron.codec.PermissionChangeEncoder;
import io.canyon.aeron.codec.PresenceChangeEncoder;
import io.canyon.aeron.codec.RefusedEncoder;
import io.canyon.aeron.codec.RefusedReason;
import io.canyon.aeron.codec.RejectEncoder;
import io.canyon.aeron.codec.RejectReason;
import io.canyon.aeron.codec.RemoteEditEncoder;
import io.canyon.aeron.codec.RoomPermission;
import io.canyon.aeron.codec.StateChunkEncoder;
import io.canyon.aeron.codec.StateContents;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RejectCode;
import io.canyon.engine.spi.RoomKind;
import io.canyon.engine.spi.ServiceError;
import io.canyon.engine.spi.ServiceJoined;
import io.canyon.engine.spi.ServiceWire;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Writes what the engine has for services, by the schema. Allocates nothing but for refusals. */
final class AeronWire implements ServiceWire {
    private static final int HEADER_BYTES = MessageHeaderEncoder.ENCODED_LENGTH;

    private final Durability durability;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final JoinedEncoder joined = new JoinedEncoder();
    private final StateChunkEncoder stateChunk = new StateChunkEncoder();
    private final AckEncoder ack = new AckEncoder();
    private final RemoteEditEncoder remoteEdit = new RemoteEditEncoder();
    private final RejectEncoder reject = new RejectEncoder();
    private final EnteredEncoder entered = new EnteredEncoder();
    private final DepartedEncoder departed = new DepartedEncoder();
    private final PresenceChangeEncoder presence = new PresenceChangeEncoder();
    private final PermissionChangeEncoder permission = new PermissionChangeEncoder();
    private final RefusedEncoder refused = new RefusedEncoder();

    /** @param durability what acks say */
    AeronWire(Durability durability) {
        this.durability = durability;
    }

    @Override
    public int joined(ServiceJoined said, MutableDirectBuffer target) {
        DirectBuffer contents = said.contents();
        DirectBuffer members = said.members();
        joined.wrapAndApplyHeader(target, 0, header)
                .roomId(said.roomId())
                .roomVersion(said.version())
                .fromVersion(said.from())
                .sequence(said.sequence())
                .handle(said.handle())
                .totalBytes(said.totalBytes())
                .permission(permission(said.permission()))
                .kind(
                        said.kind() == RoomKind.RECORDS
                                ? io.canyon.aeron.codec.RoomKind.RECORDS
                                : io.canyon.aeron.codec.RoomKind.DOCUMENT)
                .isAsked(flag(said.isAsked()))
                .contents(contents(said.contentsKind()))
                .putState(contents, 0, contents.capacity())
                .putMembers(members, 0, members.capacity());
        return HEADER_BYTES + joined.encodedLength();
    }

    @Override
    public int stateChunk(
            long roomId, int totalBytes, int offsetBytes, DirectBuffer chunk, MutableDirectBuffer target) {
        stateChunk
                .wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .totalBytes(totalBytes)
                .offsetBytes(offsetBytes)
                .putChunk(chunk, 0, chunk.capacity());
        return HEADER_BYTES + stateChunk.encodedLength();
    }

    @Override
    public int ack(long roomId, long sequence, long version, DirectBuffer delta, MutableDirectBuffer target) {
        ack.wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .sequence(sequence)
                .roomVersion(version)
                .durability(durability);
        if (delta == null) {
            ack.appliedAs(AppliedAs.SENT).putDelta(target, 0, 0);
        } else {
            ack.appliedAs(delta.capacity() == 0 ? AppliedAs.NOTHING : AppliedAs.DELTA)
                    .putDelta(delta, 0, delta.capacity());
        }
        return HEADER_BYTES + ack.encodedLength();
    }

    @Override
    public int edit(
            long roomId,
            long version,
            DirectBuffer clientId,
            DirectBuffer userId,
            DirectBuffer delta,
            MutableDirectBuffer target) {
        remoteEdit
                .wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .roomVersion(version)
                .putClientId(clientId, 0, clientId.capacity())
                .putUserId(userId, 0, userId.capacity())
                .putDelta(delta, 0, delta.capacity());
        return HEADER_BYTES + remoteEdit.encodedLength();
    }

    @Override
    public int reject(
            long roomId,
            long sequence,
            RejectCode code,
            long version,
            DirectBuffer message,
            MutableDirectBuffer target) {
        reject.wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .sequence(sequence)
                .roomVersion(version)
                .reason(reason(code))
                .putMessage(message, 0, message.capacity());
        return HEADER_BYTES + reject.encodedLength();
    }

    @Override
    public int entered(long roomId, DirectBuffer clientId, DirectBuffer userId, MutableDirectBuffer target) {
        entered.wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .putClientId(clientId, 0, clientId.capacity())
                .putUserId(userId, 0, userId.capacity());
        return HEADER_BYTES + entered.encodedLength();
    }

    @Override
    public int left(long roomId, DirectBuffer clientId, DirectBuffer userId, MutableDirectBuffer target) {
        departed.wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .putClientId(clientId, 0, clientId.capacity())
                .putUserId(userId, 0, userId.capacity());
        return HEADER_BYTES + departed.encodedLength();
    }

    @Override
    public int presence(
            long roomId, DirectBuffer clientId, DirectBuffer userId, DirectBuffer shown, MutableDirectBuffer target) {
        presence.wrapAndApplyHeader(target, 0, header)
                .roomId(roomId)
                .putClientId(clientId, 0, clientId.capacity())
                .putUserId(userId, 0, userId.capacity())
                .putPayload(shown, 0, shown.capacity());
        return HEADER_BYTES + presence.encodedLength();
    }

    @Override
    public int permission(long roomId, Permission now, MutableDirectBuffer target) {
        permission.wrapAndApplyHeader(target, 0, header).roomId(roomId).permission(permission(now));
        return HEADER_BYTES + permission.encodedLength();
    }

    @Override
    public int refused(int handle, ServiceError error, boolean isOver, String message, MutableDirectBuffer target) {
        refused.wrapAndApplyHeader(target, 0, header)
                .handle(handle)
                .reason(reason(error))
                .isOver(flag(isOver))
                .message(message);
        return HEADER_BYTES + refused.encodedLength();
    }

    private static BooleanType flag(boolean value) {
        return value ? BooleanType.TRUE : BooleanType.FALSE;
    }

    private static RoomPermission permission(Permission permission) {
        return permission == Permission.READ_WRITE ? RoomPermission.READ_WRITE : RoomPermission.READ_ONLY;
    }

    private static StateContents contents(ServiceJoined.Contents kind) {
        return switch (kind) {
            case NOTHING_NEW -> StateContents.NOTHING_NEW;
            case DELTA -> StateContents.DELTA;
            case DOCUMENT -> StateContents.DOCUMENT;
            case CHUNKS -> StateContents.CHUNKS;
        };
    }

    private static RejectReason reason(RejectCode code) {
        return switch (code) {
            case READ_ONLY -> RejectReason.READ_ONLY;
            case INVALID -> RejectReason.INVALID;
            case CONFLICT -> RejectReason.CONFLICT;
            case TOO_LARGE -> RejectReason.TOO_LARGE;
            case UNAVAILABLE -> RejectReason.UNAVAILABLE;
            case TOO_OLD -> RejectReason.TOO_OLD;
            case OUT_OF_ORDER -> RejectReason.OUT_OF_ORDER;
        };
    }

    private static RefusedReason reason(ServiceError error) {
        return switch (error) {
            case FORBIDDEN -> RefusedReason.FORBIDDEN;
            case NOT_JOINED -> RefusedReason.NOT_JOINED;
            case LIMIT -> RefusedReason.LIMIT;
            case ROOM_CLOSED -> RefusedReason.ROOM_CLOSED;
            case UNAVAILABLE -> RefusedReason.UNAVAILABLE;
            case MALFORMED -> RefusedReason.MALFORMED;
            case REPLACED -> RefusedReason.REPLACED;
        };
    }
}
