package io.canyon.aeron.client;

import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.canyon.aeron.codec.AckDecoder;
import io.canyon.aeron.codec.BooleanType;
import io.canyon.aeron.codec.ConnectResponseDecoder;
import io.canyon.aeron.codec.DepartedDecoder;
import io.canyon.aeron.codec.EnteredDecoder;
import io.canyon.aeron.codec.FragmentDecoder;
import io.canyon.aeron.codec.JoinedDecoder;
import io.canyon.aeron.codec.MessageHeaderDecoder;
import io.canyon.aeron.codec.PermissionChangeDecoder;
import io.canyon.aeron.codec.PingDecoder;
import io.canyon.aeron.codec.PresenceChangeDecoder;
import io.canyon.aeron.codec.RefusedDecoder;
import io.canyon.aeron.codec.RejectDecoder;
import io.canyon.aeron.codec.RemoteEditDecoder;
import io.canyon.aeron.codec.RoomPermission;
import io.canyon.aeron.codec.SessionClosedDecoder;
import io.canyon.aeron.codec.StateChunkDecoder;
import io.canyon.aeron.wire.MessageAssembler;
import io.canyon.aeron.wire.MessageShape;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads the messages of a server, and hands them to the session and its rooms. Allocates nothing for edits. */
final class ResponseAdapter implements FragmentHandler {
    private final RoomsSession session;
    private final MessageShape shape = new MessageShape();
    private final MessageAssembler fragments;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ConnectResponseDecoder connectResponse = new ConnectResponseDecoder();
    private final JoinedDecoder joined = new JoinedDecoder();
    private final StateChunkDecoder chunk = new StateChunkDecoder();
    private final AckDecoder ack = new AckDecoder();
    private final RemoteEditDecoder edit = new RemoteEditDecoder();
    private final RejectDecoder reject = new RejectDecoder();
    private final EnteredDecoder entered = new EnteredDecoder();
    private final DepartedDecoder departed = new DepartedDecoder();
    private final PresenceChangeDecoder presence = new PresenceChangeDecoder();
    private final PermissionChangeDecoder permission = new PermissionChangeDecoder();
    private final RefusedDecoder refused = new RefusedDecoder();
    private final SessionClosedDecoder closed = new SessionClosedDecoder();
    private final PingDecoder ping = new PingDecoder();
    private final FragmentDecoder fragment = new FragmentDecoder();
    private final UnsafeBuffer first = new UnsafeBuffer(new byte[0]);
    private final UnsafeBuffer second = new UnsafeBuffer(new byte[0]);
    private final UnsafeBuffer third = new UnsafeBuffer(new byte[0]);
    private int peerVersion = MessageShape.ANY_VERSION;

    ResponseAdapter(RoomsSession session, int maxMessageBytes) {
        this.session = session;
        fragments = new MessageAssembler(maxMessageBytes);
    }

    /** What comes from here on comes over another wire. */
    void begin() {
        fragments.reset();
        peerVersion = MessageShape.ANY_VERSION;
    }

    /** The server has told the version that its headers have. */
    void expectVersion(int headerVersion) {
        peerVersion = headerVersion;
    }

    @Override
    public void onFragment(DirectBuffer buffer, int offset, int length, Header ignored) {
        take(buffer, offset, length, false);
    }

    private void take(DirectBuffer buffer, int offset, int length, boolean isAssembled) {
        if (!session.isReading()) {
            return;
        }
        MessageShape.Result result = shape.check(buffer, offset, length, peerVersion);
        if (result != MessageShape.Result.OK) {
            if (result != MessageShape.Result.NEWER) {
                session.onMalformed(result.toString());
            }
            return;
        }
        int template = MessageShape.templateId(buffer, offset);
        if (!session.isLive() && template != ConnectResponseDecoder.TEMPLATE_ID) {
            // of a session that this one does not know
            return;
        }
        session.onHeard();
        switch (template) {
            case ConnectResponseDecoder.TEMPLATE_ID -> onConnectResponse(buffer, offset);
            case JoinedDecoder.TEMPLATE_ID -> onJoined(buffer, offset);
            case StateChunkDecoder.TEMPLATE_ID -> onChunk(buffer, offset);
            case AckDecoder.TEMPLATE_ID -> onAck(buffer, offset);
            case RemoteEditDecoder.TEMPLATE_ID -> onEdit(buffer, offset);
            case RejectDecoder.TEMPLATE_ID -> onReject(buffer, offset);
            case EnteredDecoder.TEMPLATE_ID -> onEntered(buffer, offset);
            case DepartedDecoder.TEMPLATE_ID -> onDeparted(buffer, offset);
            case PresenceChangeDecoder.TEMPLATE_ID -> onPresence(buffer, offset);
            case PermissionChangeDecoder.TEMPLATE_ID -> onPermission(buffer, offset);
            case RefusedDecoder.TEMPLATE_ID -> onRefused(buffer, offset);
            case SessionClosedDecoder.TEMPLATE_ID -> onClosed(buffer, offset);
            case PingDecoder.TEMPLATE_ID ->
                session.onPing(ping.wrapAndApplyHeader(buffer, offset, header).sessionId());
            case FragmentDecoder.TEMPLATE_ID -> onPart(buffer, offset, isAssembled);
            default -> session.onMalformed("template=" + template);
        }
    }

    private void onConnectResponse(DirectBuffer buffer, int offset) {
        connectResponse.wrapAndApplyHeader(buffer, offset, header);
        session.onConnectResponse(connectResponse);
    }

    private void onJoined(DirectBuffer buffer, int offset) {
        joined.wrapAndApplyHeader(buffer, offset, header);
        RoomLink link = session.byHandle(joined.handle());
        if (link == null) {
            return;
        }
        JoinedState state = link.joinedState();
        state.roomId = joined.roomId();
        state.version = joined.roomVersion();
        state.fromVersion = joined.fromVersion();
        state.sequence = joined.sequence();
        state.totalBytes = joined.totalBytes();
        state.canWrite = joined.permission() == RoomPermission.READ_WRITE;
        state.kind = joined.kind();
        state.isAsked = joined.isAsked() == BooleanType.TRUE;
        state.form = joined.contents();
        joined.wrapState(state.contents);
        joined.wrapMembers(state.members);
        session.nameRoom(link, state.roomId);
        link.onJoined();
    }

    private void onChunk(DirectBuffer buffer, int offset) {
        chunk.wrapAndApplyHeader(buffer, offset, header);
        RoomLink link = session.byRoomId(chunk.roomId());
        if (link != null) {
            chunk.wrapChunk(first);
            link.onChunk(chunk.totalBytes(), chunk.offsetBytes(), first);
        }
    }

    private void onAck(DirectBuffer buffer, int offset) {
        ack.wrapAndApplyHeader(buffer, offset, header);
        RoomLink link = session.byRoomId(ack.roomId());
        if (link != null) {
            ack.wrapDelta(first);
            link.onAck(ack.sequence(), ack.roomVersion(), ack.durability(), ack.appliedAs(), first);
        }
    }

    private void onEdit(DirectBuffer buffer, int offset) {
        edit.wrapAndApplyHeader(buffer, offset, header);
        RoomLink link = session.byRoomId(edit.roomId());
        if (link != null) {
            edit.wrapClientId(first);
            edit.wrapUserId(second);
            edit.wrapDelta(third);
            link.onEdit(edit.roomVersion(), first, second, third);
        }
    }

    private void onReject(DirectBuffer buffer, int offset) {
        reject.wrapAndApplyHeader(buffer, offset, header);
        RoomLink link = session.byRoomId(reject.roomId());
        if (link != null) {
            reject.wrapMessage(first);
            link.onReject(reject.sequence(), reject.reason(), reject.roomVersion(), first);
        }
    }

    private void onEntered(DirectBuffer buffer, int offset) {
        entered.wrapAndApplyHeader(buffer, offset, header);
        RoomLink link = session.byRoomId(entered.roomId());
        if (link != null) {
            entered.wrapClientId(first);
            entered.wrapUserId(second);
            link.onEntered(first, second);
        }
    }

    private void onDeparted(DirectBuffer buffer, int offset) {
        departed.wrapAndApplyHeader(buffer, offset, header);
        RoomLink link = session.byRoomId(departed.roomId());
        if (link != null) {
            departed.wrapClientId(first);
            departed.wrapUserId(second);
            link.onDeparted(first, second);
        }
    }

    private void onPresence(DirectBuffer buffer, int offset) {
        presence.wrapAndApplyHeader(buffer, offset, header);
        RoomLink link = session.byRoomId(presence.roomId());
        if (link != null) {
            presence.wrapClientId(first);
            presence.wrapUserId(second);
            presence.wrapPayload(third);
            link.onPresence(first, second, third);
        }
    }

    private void onPermission(DirectBuffer buffer, int offset) {
        permission.wrapAndApplyHeader(buffer, offset, header);
        RoomLink link = session.byRoomId(permission.roomId());
        if (link != null) {
            link.onPermission(permission.permission() == RoomPermission.READ_WRITE);
        }
    }

    private void onRefused(DirectBuffer buffer, int offset) {
        refused.wrapAndApplyHeader(buffer, offset, header);
        RoomLink link = session.byHandle(refused.handle());
        if (link != null) {
            link.onRefused(refused.reason(), refused.isOver() == BooleanType.TRUE, refused.message());
        }
    }

    private void onClosed(DirectBuffer buffer, int offset) {
        closed.wrapAndApplyHeader(buffer, offset, header);
        session.onSessionClosed(closed.sessionId(), closed.reason(), closed.message());
    }

    private void onPart(DirectBuffer buffer, int offset, boolean isAssembled) {
        if (isAssembled) {
            session.onMalformed("a fragment in fragments");
            return;
        }
        fragment.wrapAndApplyHeader(buffer, offset, header);
        int totalBytes = fragment.totalBytes();
        int offsetBytes = fragment.offsetBytes();
        fragment.wrapPart(first);
        MessageAssembler.Result result = fragments.add(totalBytes, offsetBytes, first, 0, first.capacity());
        switch (result) {
            case MORE -> {
                // the message is not whole yet
            }
            case WHOLE -> {
                take(fragments.buffer(), 0, fragments.length(), true);
                fragments.reset();
            }
            case OUT_OF_ORDER, TOO_LARGE -> session.onMalformed("fragments: " + result + " totalBytes=" + totalBytes);
        }
    }
}
