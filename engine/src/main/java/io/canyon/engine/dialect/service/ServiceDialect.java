package io.canyon.engine.dialect.service;

import io.canyon.engine.dialect.DeltaWriter;
import io.canyon.engine.dialect.Dialect;
import io.canyon.engine.dialect.MemberPlaces;
import io.canyon.engine.dialect.SmileSink;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.edit.Utf8Text;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RejectCode;
import io.canyon.engine.spi.ServiceError;
import io.canyon.engine.spi.ServiceJoined.Contents;
import io.canyon.engine.spi.ServiceWire;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Codec of the services of one I/O thread: tells their wire what outputs say. Not thread-safe. */
public final class ServiceDialect implements Dialect {
    public static final String NAME = "service";

    private static final int INITIAL_BYTES = 4096;
    private static final int KEPT_BYTES = 4 << 20;
    private static final UnsafeBuffer ID = ascii("id");
    private static final UnsafeBuffer USER_ID = ascii("userId");
    private static final UnsafeBuffer PRESENCE = ascii("presence");

    private final ServiceWire wire;
    private final ServiceFrame frame;
    private final JoinedMessage joined = new JoinedMessage();
    private final SmileWriter smile = new SmileWriter();
    private final DeltaWriter deltas = new DeltaWriter(new SmileSink(smile));
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer clientId = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer userId = new UnsafeBuffer(0, 0);
    private final MemberPlaces places = new MemberPlaces(0);
    /** The members of a STATE. */
    private ExpandableArrayBuffer everybody = new ExpandableArrayBuffer(INITIAL_BYTES);

    private int everybodyLengthBytes;
    /** Those that a session is told of. */
    private ExpandableArrayBuffer others = new ExpandableArrayBuffer(INITIAL_BYTES);

    private ExpandableArrayBuffer delta = new ExpandableArrayBuffer(INITIAL_BYTES);

    /**
     * @param maxDepth deepest nesting of a value
     * @param maxEditBytes longest edit that a value may become
     */
    public ServiceDialect(ServiceWire wire, int maxDepth, int maxEditBytes) {
        this.wire = wire;
        this.frame = new ServiceFrame(maxDepth, maxEditBytes);
    }

    /** The frame that was read last, or is to be read. */
    public ServiceFrame frame() {
        return frame;
    }

    @Override
    public int encode(Output output, DirectBuffer room, MutableDirectBuffer target) {
        long roomId = output.target();
        return switch (output.type()) {
            case BROADCAST ->
                output.has(Output.OF_RECORDS)
                        ? 0
                        : wire.edit(roomId, output.version(), id(output), userId(output), delta(output), target);
            case ENTERED -> wire.entered(roomId, id(output), userId(output), target);
            case DEPARTED -> wire.left(roomId, id(output), userId(output), target);
            case SHOWN -> {
                value.wrap(output.buffer(), output.presenceOffset(), output.presenceLength());
                yield wire.presence(roomId, id(output), userId(output), value, target);
            }
            default -> 0;
        };
    }

    /** Writes what is for one session, but for its WELCOME; 0 when it says nothing on this wire. */
    public int encodeOwn(Output output, long roomId, MutableDirectBuffer target) {
        return switch (output.type()) {
            case ACK -> {
                boolean isAsSent = !output.has(Output.NO_CHANGE) && !output.has(Output.HAS_DELTA);
                DirectBuffer applied = isAsSent ? null : delta(output);
                yield wire.ack(roomId, output.sequence(), output.version(), applied, target);
            }
            case REJECT -> {
                value.wrap(output.buffer(), output.refusedOffset(), output.refusedLength());
                RejectCode code = RejectCode.of(output.value());
                yield wire.reject(roomId, output.sequence(), code, output.version(), value, target);
            }
            case PERMISSION -> wire.permission(roomId, Permission.of(output.value()), target);
            default -> 0;
        };
    }

    /** Writes a WELCOME that is not PENDING. */
    public int encodeWelcome(Output welcome, int handle, long roomId, MutableDirectBuffer target) {
        JoinedMessage message = joined.wrap(welcome, handle, roomId, welcome.version());
        if (welcome.has(Output.HAS_DELTA)) {
            DirectBuffer since = delta(welcome);
            message.contents(Contents.DELTA, since, 0, since.capacity());
        } else if (!welcome.has(Output.HAS_FROM)) {
            message.contents(Contents.DOCUMENT, welcome.buffer(), welcome.documentOffset(), welcome.documentLength());
        }
        return joined(welcome, target);
    }

    /**
     * Writes a PENDING WELCOME with its document.
     *
     * @param version version of the document
     * @param document fills its buffer
     */
    public int encodeWelcome(
            Output welcome, long version, DirectBuffer document, int handle, long roomId, MutableDirectBuffer target) {
        joined.wrap(welcome, handle, roomId, version).contents(Contents.DOCUMENT, document, 0, document.capacity());
        return joinedLater(welcome, target);
    }

    /** Writes a PENDING WELCOME whose document follows in chunks. */
    public int encodeAnnouncement(
            Output welcome, long version, int totalBytes, int handle, long roomId, MutableDirectBuffer target) {
        joined.wrap(welcome, handle, roomId, version).chunks(totalBytes);
        return joinedLater(welcome, target);
    }

    /** Writes a part of a document that fills its buffer. */
    public int encodeChunk(
            DirectBuffer document, int offset, int lengthBytes, long roomId, MutableDirectBuffer target) {
        value.wrap(document, offset, lengthBytes);
        return wire.stateChunk(roomId, document.capacity(), offset, value, target);
    }

    /** Writes that an edit which never came to its room is rejected. */
    public int encodeReject(
            long seq, RejectCode code, String message, long version, long roomId, MutableDirectBuffer target) {
        value.wrap(Utf8Text.encode(message));
        return wire.reject(roomId, seq, code, version, value, target);
    }

    public int encodeRefused(
            int handle, ServiceError error, boolean isOver, String message, MutableDirectBuffer target) {
        return wire.refused(handle, error, isOver, message, target);
    }

    /** Takes the members of a STATE, for all who wait for it. */
    public void readMembers(Output state) {
        writeMembers(state, everybody);
        everybodyLengthBytes = smile.position();
    }

    /** Lets go the members of the last {@link #readMembers}. */
    public void forgetMembers() {
        everybody = small(everybody);
        others = small(others);
    }

    /** Writes the message at hand to one who waited for a STATE: its members but for itself. */
    private int joinedLater(Output welcome, MutableDirectBuffer target) {
        int cut = places.leftOutOffset(welcome.ownPlace());
        int rest = cut + places.leftOutLength(welcome.ownPlace());
        others.putBytes(0, everybody, 0, cut);
        others.putBytes(cut, everybody, rest, everybodyLengthBytes - rest);
        joined.members(others, everybodyLengthBytes - rest + cut);
        return wire.joined(joined, target);
    }

    private int joined(Output welcome, MutableDirectBuffer target) {
        writeMembers(welcome, others);
        joined.members(others, smile.position());
        int length = wire.joined(joined, target);
        others = small(others);
        return length;
    }

    private static ExpandableArrayBuffer small(ExpandableArrayBuffer buffer) {
        return buffer.capacity() > KEPT_BYTES ? new ExpandableArrayBuffer(INITIAL_BYTES) : buffer;
    }

    private void writeMembers(Output output, ExpandableArrayBuffer target) {
        smile.wrap(target, 0);
        smile.startArray();
        places.clear();
        DirectBuffer source = output.buffer();
        int at = output.presenceOffset() + 1;
        while (output.presenceLength() > 0 && source.getByte(at) != Smile.END_ARRAY) {
            places.add(smile.position());
            smile.startObject();
            at = member(ID, source, at + 1);
            at = member(USER_ID, source, at);
            if (source.getByte(at) != Smile.END_ARRAY) {
                at = member(PRESENCE, source, at);
            }
            smile.endObject();
            at++;
        }
        places.add(smile.position());
        smile.endArray();
    }

    /** Writes a member of an object; returns the offset behind its value. */
    private int member(DirectBuffer name, DirectBuffer source, int offset) {
        int end = Smile.skip(source, offset);
        smile.writeName(name, 0, name.capacity());
        smile.writeRaw(source, offset, end - offset);
        return end;
    }

    /** The edit as a delta, which fills the buffer; an empty one if it changed nothing. */
    private DirectBuffer delta(Output output) {
        delta = small(delta);
        smile.wrap(delta, 0);
        if (output.documentLength() > 0) {
            deltas.write(output.buffer(), output.documentOffset(), output.documentLength());
        }
        value.wrap(delta, 0, smile.position());
        return value;
    }

    private DirectBuffer id(Output output) {
        clientId.wrap(output.buffer(), output.idOffset(), output.value());
        return clientId;
    }

    private DirectBuffer userId(Output output) {
        userId.wrap(output.buffer(), output.secondIdOffset(), output.secondIdLength());
        return userId;
    }

    private static UnsafeBuffer ascii(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }
}
