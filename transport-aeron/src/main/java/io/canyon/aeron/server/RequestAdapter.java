package io.canyon.aeron.server;

import io.canyon.aeron.AeronCounter;
import io.canyon.aeron.codec.AuthenticateDecoder;
import io.canyon.aeron.codec.BooleanType;
import io.canyon.aeron.codec.CloseRequestDecoder;
import io.canyon.aeron.codec.ConnectRequestDecoder;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.aeron.codec.EditDecoder;
import io.canyon.aeron.codec.FragmentDecoder;
import io.canyon.aeron.codec.JoinDecoder;
import io.canyon.aeron.codec.KeepAliveDecoder;
import io.canyon.aeron.codec.LeaveDecoder;
import io.canyon.aeron.codec.MessageHeaderDecoder;
import io.canyon.aeron.codec.PresenceDecoder;
import io.canyon.aeron.wire.MessageShape;
import io.canyon.aeron.wire.ProtocolVersion;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.EditForm;
import io.canyon.engine.spi.RoomKind;
import io.canyon.engine.spi.ServiceJoin;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the messages of services and hands them to their sessions. What is none is counted, and ends the session on
 * whose publication it came, nothing else. Used in the agent's thread; an edit or presence allocates nothing.
 */
final class RequestAdapter {
    /** Takes what opens a session. */
    @FunctionalInterface
    interface ConnectHandler {
        void onConnect(RequestSource source, ConnectTo request);
    }

    /** The first field of all messages but the first. */
    private static final int SESSION_ID_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH;

    private final AeronCounters counters;
    private final int termBytes;
    private final ConnectHandler connects;
    private final MessageShape shape = new MessageShape();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ConnectRequestDecoder connectRequest = new ConnectRequestDecoder();
    private final JoinDecoder join = new JoinDecoder();
    private final EditDecoder edit = new EditDecoder();
    private final PresenceDecoder presence = new PresenceDecoder();
    private final AuthenticateDecoder authenticate = new AuthenticateDecoder();
    private final LeaveDecoder leave = new LeaveDecoder();
    private final FragmentDecoder fragment = new FragmentDecoder();
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

    /** @param termBytes length of a term of the publications to services */
    RequestAdapter(AeronCounters counters, int termBytes, ConnectHandler connects) {
        this.counters = counters;
        this.termBytes = termBytes;
        this.connects = connects;
    }

    /** Takes one message, whatever its bytes are. */
    void onMessage(RequestSource source, DirectBuffer buffer, int offset, int length) {
        counters.increment(AeronCounter.MESSAGES_RECEIVED);
        counters.add(AeronCounter.BYTES_RECEIVED, length);
        onMessage(source, buffer, offset, length, false);
    }

    /** A message is longer than it may be. */
    void onTooLarge(RequestSource source) {
        malformed(source, "TOO_LARGE");
    }

    private void onMessage(RequestSource source, DirectBuffer buffer, int offset, int length, boolean isPutTogether) {
        ClientSession session = source.session();
        boolean isConnect = length >= MessageHeaderDecoder.ENCODED_LENGTH
                && MessageShape.templateId(buffer, offset) == ConnectRequestDecoder.TEMPLATE_ID;
        int version = session == null || isConnect ? MessageShape.ANY_VERSION : session.headerVersion();
        MessageShape.Result result = shape.check(buffer, offset, length, version);
        if (result == MessageShape.Result.NEWER && session != null) {
            return;
        }
        if (result != MessageShape.Result.OK) {
            malformed(source, result.name());
            return;
        }
        if (isConnect) {
            if (isPutTogether) {
                malformed(source, MessageShape.Result.WRONG_TEMPLATE.name());
            } else {
                onConnectRequest(source, buffer, offset);
            }
            return;
        }
        if (session == null || session.state() != SessionState.OPEN || session.service() == null) {
            counters.increment(AeronCounter.MESSAGES_UNSOLICITED);
            return;
        }
        if (buffer.getLong(offset + SESSION_ID_OFFSET, ByteOrder.LITTLE_ENDIAN) != session.sessionId()) {
            malformed(source, "WRONG_SESSION");
            return;
        }
        session.onHeard();
        try {
            onRequest(source, session, buffer, offset, isPutTogether);
        } catch (RuntimeException e) {
            session.onException(e);
        }
    }

    private void onRequest(
            RequestSource source, ClientSession session, DirectBuffer buffer, int offset, boolean isPutTogether) {
        header.wrap(buffer, offset);
        int template = header.templateId();
        switch (template) {
            case KeepAliveDecoder.TEMPLATE_ID -> {}
            case CloseRequestDecoder.TEMPLATE_ID -> session.onCloseRequest();
            case JoinDecoder.TEMPLATE_ID -> onJoin(source, session, buffer, offset);
            case EditDecoder.TEMPLATE_ID -> onEdit(source, session, buffer, offset);
            case PresenceDecoder.TEMPLATE_ID -> {
                presence.wrapAndApplyHeader(buffer, offset, header).wrapPayload(view);
                session.service().presence(presence.handle(), view, 0, view.capacity());
            }
            case AuthenticateDecoder.TEMPLATE_ID -> onAuthenticate(source, session, buffer, offset);
            case LeaveDecoder.TEMPLATE_ID -> {
                leave.wrapAndApplyHeader(buffer, offset, header);
                session.service().leave(leave.handle());
            }
            case FragmentDecoder.TEMPLATE_ID -> {
                if (isPutTogether) {
                    malformed(source, MessageShape.Result.WRONG_TEMPLATE.name());
                } else {
                    onFragment(source, buffer, offset);
                }
            }
            // A message that only a server sends.
            default -> malformed(source, MessageShape.Result.WRONG_TEMPLATE.name());
        }
    }

    private void onConnectRequest(RequestSource source, DirectBuffer buffer, int offset) {
        counters.increment(AeronCounter.CONNECTS_RECEIVED);
        connectRequest.wrapAndApplyHeader(buffer, offset, header);
        long correlationId = connectRequest.correlationId();
        ClientSession session = source.session();
        if (source.isRepeated(correlationId)) {
            if (session != null) {
                session.onHeard();
            }
            return;
        }
        int version = connectRequest.versionOfProtocol();
        boolean isCompatible = ProtocolVersion.isCompatible(version);
        if (isCompatible && header.version() != ProtocolVersion.headerVersion(version)) {
            malformed(source, MessageShape.Result.WRONG_VERSION.name());
            return;
        }
        int streamId = connectRequest.responseStreamId();
        String channel = ResponseChannel.of(connectRequest.responseChannel(), termBytes);
        if (channel == null) {
            // There is nowhere to answer.
            malformed(source, "RESPONSE_CHANNEL");
            return;
        }
        String clientId = connectRequest.clientId();
        connectRequest.wrapCredentials(view);
        Credentials credentials = SmileCredentials.read(view, 0, view.capacity());
        ConnectResult refusal = ConnectResult.OK;
        if (!isCompatible) {
            refusal = ConnectResult.WRONG_VERSION;
        } else if (credentials == null || !Text.isClientId(clientId)) {
            refusal = ConnectResult.INVALID;
        }
        connects.onConnect(
                source, new ConnectTo(correlationId, version, channel, streamId, clientId, credentials, refusal));
    }

    private void onJoin(RequestSource source, ClientSession session, DirectBuffer buffer, int offset) {
        join.wrapAndApplyHeader(buffer, offset, header);
        long version = join.roomVersion();
        BooleanType hasCredentials = join.hasCredentials();
        io.canyon.aeron.codec.RoomKind kind = join.kind();
        join.wrapRoom(view);
        String room = Text.utf8(view);
        join.wrapUserId(view);
        String userId = Text.utf8(view);
        join.wrapCredentials(view);
        boolean isShown = hasCredentials == BooleanType.TRUE;
        Credentials credentials = isShown ? SmileCredentials.read(view, 0, view.capacity()) : null;
        if (room == null
                || userId == null
                || isShown == (credentials == null)
                || !isShown && hasCredentials != BooleanType.FALSE
                || kind != io.canyon.aeron.codec.RoomKind.DOCUMENT && kind != io.canyon.aeron.codec.RoomKind.RECORDS
                || version < JoinDecoder.roomVersionNullValue()) {
            malformed(source, "JOIN");
            return;
        }
        RoomKind documentKind = kind == io.canyon.aeron.codec.RoomKind.RECORDS ? RoomKind.RECORDS : RoomKind.DOCUMENT;
        session.service().join(new ServiceJoin(join.handle(), room, userId, credentials, version, documentKind));
    }

    private void onEdit(RequestSource source, ClientSession session, DirectBuffer buffer, int offset) {
        edit.wrapAndApplyHeader(buffer, offset, header).wrapPayload(view);
        EditForm form = switch (edit.form()) {
            case DELTA -> EditForm.DELTA;
            case JSON_PATCH -> EditForm.JSON_PATCH;
            case COMPONENTS -> EditForm.COMPONENTS;
            default -> null;
        };
        long base = edit.baseVersion();
        if (form == null || edit.sequence() < 1 || base < EditDecoder.baseVersionNullValue()) {
            malformed(source, "EDIT");
            return;
        }
        session.service().edit(edit.handle(), edit.sequence(), base, form, view, 0, view.capacity());
    }

    private void onAuthenticate(RequestSource source, ClientSession session, DirectBuffer buffer, int offset) {
        authenticate.wrapAndApplyHeader(buffer, offset, header).wrapCredentials(view);
        Credentials credentials = SmileCredentials.read(view, 0, view.capacity());
        if (credentials == null) {
            malformed(source, "CREDENTIALS");
        } else {
            session.service().authenticate(authenticate.handle(), credentials);
        }
    }

    private void onFragment(RequestSource source, DirectBuffer buffer, int offset) {
        fragment.wrapAndApplyHeader(buffer, offset, header);
        int totalBytes = fragment.totalBytes();
        int offsetBytes = fragment.offsetBytes();
        fragment.wrapPart(view);
        switch (source.fragments().add(totalBytes, offsetBytes, view, 0, view.capacity())) {
            case WHOLE -> {
                onMessage(
                        source,
                        source.fragments().buffer(),
                        0,
                        source.fragments().length(),
                        true);
                source.fragments().reset();
            }
            case OUT_OF_ORDER -> malformed(source, "FRAGMENT");
            case TOO_LARGE -> malformed(source, "TOO_LARGE");
            default -> {}
        }
    }

    private void malformed(RequestSource source, String problem) {
        counters.increment(AeronCounter.MESSAGES_MALFORMED);
        ClientSession session = source.session();
        if (session != null) {
            session.onMalformed(problem);
        }
    }
}
