package io.canyon.aeron.client;

import io.aeron.Publication;
import io.canyon.aeron.codec.AuthenticateEncoder;
import io.canyon.aeron.codec.BooleanType;
import io.canyon.aeron.codec.CloseRequestEncoder;
import io.canyon.aeron.codec.ConnectRequestEncoder;
import io.canyon.aeron.codec.EditEncoder;
import io.canyon.aeron.codec.JoinEncoder;
import io.canyon.aeron.codec.KeepAliveEncoder;
import io.canyon.aeron.codec.LeaveEncoder;
import io.canyon.aeron.codec.MessageHeaderEncoder;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.PresenceEncoder;
import io.canyon.aeron.codec.RoomKind;
import io.canyon.aeron.wire.MessageOffer;
import io.canyon.aeron.wire.ProtocolVersion;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the messages of a client to the wire of the moment. Results are positive, or those of {@link RoomLink}. What
 * is longer than a message of Aeron is copied, and goes in fragments, before which nothing else goes but keep-alives.
 */
final class Requests {
    static final byte[] NOTHING = new byte[0];

    private static final int MAX_ATTEMPTS = 16;
    private static final int KEPT_BYTES = 1 << 20;
    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final DirectBuffer NO_BODY = new UnsafeBuffer(NOTHING);

    private final RoomsCounts counts;
    private final ExpandableArrayBuffer head = new ExpandableArrayBuffer(256);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ConnectRequestEncoder connect = new ConnectRequestEncoder();
    private final KeepAliveEncoder keepAlive = new KeepAliveEncoder();
    private final CloseRequestEncoder closeRequest = new CloseRequestEncoder();
    private final JoinEncoder join = new JoinEncoder();
    private final EditEncoder edit = new EditEncoder();
    private final PresenceEncoder presence = new PresenceEncoder();
    private final AuthenticateEncoder authenticate = new AuthenticateEncoder();
    private final LeaveEncoder leave = new LeaveEncoder();
    private final MessageOffer fragments = new MessageOffer();
    private ExpandableArrayBuffer large = new ExpandableArrayBuffer(0);
    /** Of the message that goes in fragments; 0: there is none. */
    private int largeBytes;

    private Wire wire;
    private long sessionId;
    private int maxMessageBytes;
    /** What the server took that was there last. */
    private int lastMaxMessageBytes = Integer.MAX_VALUE;

    private boolean isLost;

    Requests(RoomsCounts counts) {
        this.counts = counts;
    }

    /** Everything from here on goes to this wire, which has no session yet. */
    void begin(Wire next) {
        wire = next;
        isLost = false;
        maxMessageBytes = Integer.MAX_VALUE;
        largeBytes = 0;
        fragments.reset();
        if (large.capacity() > KEPT_BYTES) {
            large = new ExpandableArrayBuffer(0);
        }
    }

    /** The server has opened a session. */
    void open(long id, int maxBytes) {
        sessionId = id;
        maxMessageBytes = maxBytes;
        lastMaxMessageBytes = maxBytes;
    }

    /** The longest edit that the server takes, as far as is known. */
    int maxEditBytes() {
        return lastMaxMessageBytes - MessageHeaderEncoder.ENCODED_LENGTH - EditEncoder.BLOCK_LENGTH - LENGTH_BYTES;
    }

    /** Whether the wire takes nothing any more. */
    boolean isLost() {
        return isLost;
    }

    long connect(long correlationId, String clientId, byte[] credentials) {
        connect.wrapAndApplyHeader(head, 0, header)
                .correlationId(correlationId)
                .versionOfProtocol(ProtocolVersion.CURRENT)
                .responseStreamId(wire.responseStreamId())
                .responseChannel(wire.responseChannel())
                .clientId(clientId)
                .putCredentials(credentials, 0, credentials.length);
        int length = MessageHeaderEncoder.ENCODED_LENGTH + connect.encodedLength();
        return length > wire.maxMessageBytes() ? RoomLink.TOO_LARGE : offer(length, NO_BODY, 0, 0);
    }

    long keepAlive() {
        keepAlive.wrapAndApplyHeader(head, 0, header).sessionId(sessionId);
        return offer(MessageHeaderEncoder.ENCODED_LENGTH + KeepAliveEncoder.BLOCK_LENGTH, NO_BODY, 0, 0);
    }

    long close() {
        closeRequest.wrapAndApplyHeader(head, 0, header).sessionId(sessionId);
        return offer(MessageHeaderEncoder.ENCODED_LENGTH + CloseRequestEncoder.BLOCK_LENGTH, NO_BODY, 0, 0);
    }

    /** @param credentials null for those of the session */
    long join(int handle, String room, String userId, RoomKind kind, long version, byte[] credentials) {
        byte[] shown = credentials == null ? NOTHING : credentials;
        byte[] name = room.getBytes(StandardCharsets.UTF_8);
        byte[] user = userId.getBytes(StandardCharsets.UTF_8);
        join.wrapAndApplyHeader(head, 0, header)
                .sessionId(sessionId)
                .roomVersion(version)
                .handle(handle)
                .kind(kind)
                .hasCredentials(credentials == null ? BooleanType.FALSE : BooleanType.TRUE)
                .putRoom(name, 0, name.length)
                .putUserId(user, 0, user.length)
                .putCredentials(shown, 0, shown.length);
        return publish(MessageHeaderEncoder.ENCODED_LENGTH + join.encodedLength(), NO_BODY, 0, 0);
    }

    long edit(int handle, long sequence, long base, PayloadForm form, DirectBuffer payload, int offset, int length) {
        edit.wrapAndApplyHeader(head, 0, header)
                .sessionId(sessionId)
                .sequence(sequence)
                .baseVersion(base)
                .handle(handle)
                .form(form);
        return publish(withLength(EditEncoder.BLOCK_LENGTH, length), payload, offset, length);
    }

    long presence(int handle, DirectBuffer payload, int offset, int length) {
        presence.wrapAndApplyHeader(head, 0, header).sessionId(sessionId).handle(handle);
        return publish(withLength(PresenceEncoder.BLOCK_LENGTH, length), payload, offset, length);
    }

    long authenticate(int handle, byte[] credentials) {
        authenticate.wrapAndApplyHeader(head, 0, header).sessionId(sessionId).handle(handle);
        authenticate.putCredentials(credentials, 0, credentials.length);
        return publish(MessageHeaderEncoder.ENCODED_LENGTH + authenticate.encodedLength(), NO_BODY, 0, 0);
    }

    long leave(int handle) {
        leave.wrapAndApplyHeader(head, 0, header).sessionId(sessionId).handle(handle);
        return publish(MessageHeaderEncoder.ENCODED_LENGTH + LeaveEncoder.BLOCK_LENGTH, NO_BODY, 0, 0);
    }

    /** Writes the length of the data that comes behind the block, and returns the length of all before the data. */
    private int withLength(int blockBytes, int dataBytes) {
        int at = MessageHeaderEncoder.ENCODED_LENGTH + blockBytes;
        head.putInt(at, dataBytes, ByteOrder.LITTLE_ENDIAN);
        return at + LENGTH_BYTES;
    }

    private long publish(int headBytes, DirectBuffer body, int offset, int length) {
        pump();
        if (isLost) {
            return RoomLink.NOT_LIVE;
        }
        if (largeBytes > 0) {
            counts.count(RoomsCounter.BUSY);
            return RoomLink.BUSY;
        }
        long totalBytes = (long) headBytes + length;
        if (totalBytes > maxMessageBytes) {
            return RoomLink.TOO_LARGE;
        }
        if (totalBytes <= wire.maxMessageBytes()) {
            return offer(headBytes, body, offset, length);
        }
        large.putBytes(0, head, 0, headBytes);
        large.putBytes(headBytes, body, offset, length);
        largeBytes = (int) totalBytes;
        pump();
        return totalBytes;
    }

    private long offer(int headBytes, DirectBuffer body, int offset, int length) {
        long result = RoomLink.BUSY;
        for (int attempt = 0; attempt < MAX_ATTEMPTS && result == RoomLink.BUSY; attempt++) {
            result = taken(
                    length == 0 ? wire.offer(head, 0, headBytes) : wire.offer(head, headBytes, body, offset, length));
        }
        if (result == RoomLink.BUSY) {
            counts.count(RoomsCounter.BUSY);
        }
        return result;
    }

    private long taken(long result) {
        if (result > 0) {
            return result;
        }
        if (result == Publication.BACK_PRESSURED || result == Publication.ADMIN_ACTION) {
            Thread.onSpinWait();
            return RoomLink.BUSY;
        }
        // not connected, closed, or out of positions: another wire has to be made
        isLost = true;
        return RoomLink.NOT_LIVE;
    }

    /**
     * Goes on with the message that goes in fragments.
     *
     * @return bytes that went
     */
    int pump() {
        if (largeBytes == 0 || isLost) {
            return 0;
        }
        int before = fragments.goneBytes();
        long result = taken(fragments.offer(wire, sessionId, large, 0, largeBytes));
        if (result > 0) {
            int gone = largeBytes - before;
            largeBytes = 0;
            if (large.capacity() > KEPT_BYTES) {
                large = new ExpandableArrayBuffer(0);
            }
            return gone;
        }
        return fragments.goneBytes() - before;
    }
}
