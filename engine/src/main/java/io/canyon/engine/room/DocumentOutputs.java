package io.canyon.engine.room;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.edit.RawBytes;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.RejectCode;
import io.canyon.engine.spi.RoomKind;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Encodes what the core emits for document sessions. Allocates nothing, but for the texts of refusals. */
final class DocumentOutputs {
    private final RoomOutput target;
    private final MissedOutputs missed;
    private int start;
    private int next;

    DocumentOutputs(RoomContext context) {
        this.target = context.output;
        this.missed = context.missed;
    }

    /** The edit was applied as it stands in the command. */
    void ack(Member member, long sequence, long version) {
        beginAck(member, sequence, version);
        end(member.ioThreadBit());
    }

    /** The edit was applied otherwise than it was sent; an empty one changed nothing. */
    void ack(Member member, long sequence, long version, DirectBuffer edit, int offset, int length) {
        beginAck(member, sequence, version);
        Output.putFlags(target.buffer(), start, length == 0 ? Output.NO_CHANGE : Output.HAS_DELTA);
        Output.putEditLengths(target.buffer(), start, length, 0);
        put(edit, offset, length);
        end(member.ioThreadBit());
    }

    void reject(Member member, long sequence, RejectCode code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        begin(
                OutputType.REJECT,
                Long.BYTES,
                member.sessionId(),
                0,
                member.room().version());
        putLong(sequence);
        Output.putValue(target.buffer(), start, code.code());
        Output.putRefused(target.buffer(), start, text.length, 0);
        target.buffer().putBytes(next, text);
        next += text.length;
        end(member.ioThreadBit());
    }

    /** An applied edit, to all but its author, and to those who watch. */
    void broadcast(Member author, DirectBuffer edit, int offset, int length) {
        Room room = author.room();
        long ioThreads = told(room, room.participants().ioThreadsOfOthers(author));
        if (ioThreads != 0) {
            beginNamed(OutputType.BROADCAST, author);
            Output.putFlags(target.buffer(), start, length == 0 ? Output.NO_CHANGE : Output.HAS_DELTA);
            Output.putEditLengths(target.buffer(), start, length, 0);
            put(edit, offset, length);
            end(ioThreads);
        }
    }

    /** An edit that the room has made for the session, to all, and to those who watch. */
    void broadcastToAll(Member author, DirectBuffer edit, int offset, int length) {
        long ioThreads = told(author.room(), author.room().participants().ioThreads());
        if (ioThreads != 0) {
            beginNamed(OutputType.BROADCAST, author, 0);
            Output.putFlags(target.buffer(), start, Output.HAS_DELTA);
            Output.putEditLengths(target.buffer(), start, length, 0);
            put(edit, offset, length);
            end(ioThreads);
        }
    }

    /** With those who watch: of records they are told by {@link RecordOutputs}. */
    private long told(Room room, long ioThreads) {
        return room.kind() == RoomKind.RECORDS ? ioThreads : missed.told(room, ioThreads);
    }

    /** To all but the session: it has come, or has gone. */
    void members(OutputType type, Member member) {
        long ioThreads = member.room().participants().ioThreadsOfOthers(member);
        if (ioThreads != 0) {
            beginNamed(type, member);
            end(ioThreads);
        }
    }

    /** To all but the session: it has gone, and is in the room no more. */
    void departed(Member member) {
        long ioThreads = member.room().participants().ioThreads();
        if (ioThreads != 0) {
            beginNamed(OutputType.DEPARTED, member);
            end(ioThreads);
        }
    }

    /** To all but the session: what it shows, if that is anything. */
    void shown(Member member) {
        long ioThreads = member.room().participants().ioThreadsOfOthers(member);
        Participant participant = member.participant();
        if (ioThreads != 0 && participant.shownLength() > 0) {
            beginNamed(OutputType.SHOWN, member);
            Output.putEditLengths(target.buffer(), start, 0, participant.shownLength());
            put(participant.shown(), 0, participant.shownLength());
            end(ioThreads);
        }
    }

    /**
     * The state of the room.
     *
     * @param flags of {@link Output}, with all that these edits are
     * @param state where document and members stand, the members behind the document
     */
    void welcome(
            Member member, int flags, long sequence, long from, DirectBuffer state, int documentLength, int members) {
        boolean isPending = (flags & Output.PENDING) != 0;
        boolean isOfRecords = member.room().kind() == RoomKind.RECORDS;
        begin(
                OutputType.WELCOME,
                2 * Long.BYTES,
                member.sessionId(),
                isPending ? member.encoding() : 0,
                member.room().version());
        Output.putFlags(target.buffer(), start, isOfRecords ? flags | Output.OF_RECORDS : flags);
        Output.putValue(target.buffer(), start, member.permission().code());
        putLong(sequence);
        putLong(from);
        Output.putEditLengths(target.buffer(), start, documentLength, members);
        put(state, 0, documentLength + members);
        end(member.ioThreadBit());
    }

    void close(Member member, CloseReason reason) {
        begin(OutputType.CLOSE, 0, member.sessionId(), 0, Output.NO_VERSION);
        Output.putValue(target.buffer(), start, reason.code());
        end(member.ioThreadBit());
    }

    private void beginAck(Member member, long sequence, long version) {
        begin(OutputType.ACK, Long.BYTES, member.sessionId(), 0, version);
        putLong(sequence);
    }

    private void beginNamed(OutputType type, Member member) {
        beginNamed(type, member, member.sessionId());
    }

    /** With the names of connection and user. */
    private void beginNamed(OutputType type, Member member, long leftOut) {
        DirectBuffer id = member.clientId();
        DirectBuffer userId = member.userId();
        begin(
                type,
                id.capacity() + userId.capacity(),
                member.room().number(),
                leftOut,
                member.room().version());
        Output.putValue(target.buffer(), start, id.capacity());
        put(id, 0, id.capacity());
        put(userId, 0, userId.capacity());
    }

    private void begin(OutputType type, int idLength, long address, long secondary, long version) {
        start = target.begin();
        next = start + Output.HEADER_BYTES;
        Output.putHeader(target.buffer(), start, type, idLength, address, secondary, version);
    }

    private void putLong(long value) {
        target.buffer().putLong(next, value, LITTLE_ENDIAN);
        next += Long.BYTES;
    }

    private void put(DirectBuffer source, int offset, int length) {
        if (length > 0) {
            MutableDirectBuffer buffer = target.buffer();
            RawBytes.copy(buffer, next, source, offset, length);
            next += length;
        }
    }

    private void end(long ioThreads) {
        target.end(ioThreads, next - start);
    }
}
