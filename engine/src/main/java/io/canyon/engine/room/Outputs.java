package io.canyon.engine.room;

import io.canyon.engine.document.ChangeEncoder;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.RawBytes;
import io.canyon.engine.spi.CloseReason;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Encodes what the core emits. */
final class Outputs {
    private final RoomContext context;
    private final RoomOutput target;

    private final LostFields lostFields = new LostFields();

    private int start;
    private int next;

    Outputs(RoomContext context) {
        this.context = context;
        this.target = context.output;
    }

    /** The value tells whether there is anything in the room that the session may have missed. */
    void joined(Member member) {
        Room room = member.room();
        begin(OutputType.JOINED, member.sessionId(), room.number(), room.version());
        Output.putValue(target.buffer(), start, room.document().newest() == 0 ? 0 : 1);
        end(member.ioThreadBit());
    }

    void permission(Member member) {
        begin(OutputType.PERMISSION, member.sessionId(), member.permissionCount(), Output.NO_VERSION);
        Output.putValue(target.buffer(), start, member.permission().code());
        end(member.ioThreadBit());
    }

    /** To those who watch: a session has come to the room, or has gone. */
    void session(OutputType type, Room room, Member member) {
        long ioThreads = context.missed.told(room, 0);
        if (ioThreads != 0) {
            DirectBuffer id = member.clientId();
            begin(type, id.capacity(), room.number(), member.sessionId(), room.version());
            Output.putValue(target.buffer(), start, room.memberCount());
            put(id, 0, id.capacity());
            end(ioThreads);
        }
    }

    /** To some who watch: the room has come into memory, or is about to leave it. */
    void watched(OutputType type, Room room, long ioThreads) {
        if (ioThreads != 0) {
            DirectBuffer name = room.nameUtf8();
            begin(type, name.capacity(), room.number(), 0, room.version());
            Output.putValue(target.buffer(), start, room.memberCount());
            put(name, 0, name.capacity());
            end(ioThreads);
        }
    }

    /** To some who watch: how much of the room has been kept from them. */
    void missed(Room room, long ioThreads) {
        if (ioThreads != 0) {
            begin(OutputType.MISSED, room.number(), 0, room.version());
            Output.putValue(target.buffer(), start, room.missedCount());
            end(ioThreads);
        }
    }

    /** @param detail what else there is to say */
    void done(long number, boolean isDone, long detail, long version) {
        begin(OutputType.DONE, number, detail, version);
        Output.putValue(target.buffer(), start, isDone ? 1 : 0);
        end(1L << SessionId.ioThread(number));
    }

    /** The answer that stands in the spare buffer. */
    void value(long number, long version, boolean isThere, int documentLength, int presenceLength) {
        begin(OutputType.VALUE, number, 0, version);
        Output.putValue(target.buffer(), start, isThere ? 1 : 0);
        edits(context.spare, 0, documentLength, context.spare, documentLength, presenceLength);
        end(1L << SessionId.ioThread(number));
    }

    void left(long sessionId) {
        begin(OutputType.LEFT, sessionId, 0, Output.NO_VERSION);
        end(1L << SessionId.ioThread(sessionId));
    }

    void close(long sessionId, CloseReason reason) {
        begin(OutputType.CLOSE, sessionId, 0, Output.NO_VERSION);
        Output.putValue(target.buffer(), start, reason.code());
        end(1L << SessionId.ioThread(sessionId));
    }

    void lagging(Member member) {
        begin(OutputType.LAGGING, member.sessionId(), 0, member.laggedAt());
        end(member.ioThreadBit());
    }

    void waiting(Member member) {
        begin(OutputType.WAITING, member.sessionId(), member.encoding(), Output.NO_VERSION);
        end(member.ioThreadBit());
    }

    void count(Room room) {
        begin(OutputType.COUNT, room.number(), 0, Output.NO_VERSION);
        Output.putValue(target.buffer(), start, room.memberCount());
        end(room.editors().ioThreads());
    }

    void resync(Member member, long shared) {
        begin(OutputType.RESYNC, member.sessionId(), 0, shared);
        end(member.ioThreadBit());
    }

    void ack(Member member, Command command) {
        int idLength = command.idLength();
        NameSet refused = context.refused;
        int refusedLength = refused.lengthBytes();
        int lengthBytes = Output.HEADER_BYTES + idLength + refusedLength;
        int first = target.begin();
        MutableDirectBuffer buffer = room(first, lengthBytes);
        Object base = buffer.byteArray();
        long at = RawBytes.at(buffer, first);
        long version = member.room().version();
        long start = Output.start(OutputType.ACK, 0, idLength, context.refusalReasons);
        Output.putHeader(base, at, start, member.sessionId(), 0, version);
        RawBytes.copyTo(base, at + Output.HEADER_BYTES, command.buffer(), command.idOffset(), idLength);
        if (refusedLength > 0) {
            Output.putRefused(buffer, first, refusedLength, refused.count());
            RawBytes.copyTo(base, at + Output.HEADER_BYTES + idLength, refused.buffer(), 0, refusedLength);
        }
        target.end(member.ioThreadBit(), lengthBytes);
    }

    /** The buffer, in which there is room for an output of this length. */
    private MutableDirectBuffer room(int first, int lengthBytes) {
        MutableDirectBuffer buffer = target.buffer();
        buffer.checkLimit(first + lengthBytes);
        buffer.boundsCheck(first, lengthBytes);
        return buffer;
    }

    void synced(Member member) {
        begin(OutputType.SYNCED, member.sessionId(), 0, member.room().version());
        refused();
        end(member.ioThreadBit());
    }

    /** The state that stands in the spare buffer: the document's part first, then the presence. */
    void changes(Member member, long version, int documentLength, int presenceLength) {
        begin(OutputType.CHANGES, member.sessionId(), 0, version);
        edits(context.spare, 0, documentLength, context.spare, documentLength, presenceLength);
        end(member.ioThreadBit());
    }

    /** Like {@link #changes}, with the number of sessions. */
    void catchUp(Member member, int documentLength, int presenceLength) {
        begin(OutputType.CATCH_UP, member.sessionId(), 0, member.room().version());
        Output.putValue(target.buffer(), start, member.room().memberCount());
        edits(context.spare, 0, documentLength, context.spare, documentLength, presenceLength);
        end(member.ioThreadBit());
    }

    /** What was applied of the command at hand, to all but its author, and to those who watch. */
    void broadcast(Member author) {
        broadcast(author, false);
    }

    /** @param areRecordsWhole whether records that the edit creates are told whole: they may have been there */
    void broadcast(Member author, boolean areRecordsWhole) {
        AppliedEdit document = context.document;
        AppliedEdit presence = context.presence;
        Room room = author.room();
        if (document.isEmpty() && presence.isEmpty()) {
            return;
        }
        long ioThreads = context.missed.told(room, room.editors().ioThreadsOfOthers(author));
        if (ioThreads == 0) {
            return;
        }
        DirectBuffer edit = document.buffer();
        int offset = document.offset();
        int length = document.length();
        if (length > 0 && (areRecordsWhole || context.applier.hasRemovedFields())) {
            EditWriter writer = context.writer.wrap(context.spare, 0);
            lostFields.write(room.document(), edit, offset, length, areRecordsWhole, writer);
            edit = context.spare;
            offset = 0;
            length = writer.position();
        }
        long version = document.isEmpty() ? Output.NO_VERSION : room.version();
        DirectBuffer id = author.clientId();
        int idLength = id.capacity();
        int presenceLength = presence.length();
        int lengthBytes = Output.HEADER_BYTES + idLength + length + presenceLength;
        int first = target.begin();
        MutableDirectBuffer buffer = room(first, lengthBytes);
        Object base = buffer.byteArray();
        long at = RawBytes.at(buffer, first);
        long start = Output.start(OutputType.BROADCAST, Output.OF_RECORDS, idLength, 0);
        Output.putHeader(base, at, start, room.number(), author.sessionId(), version);
        Output.putEditLengths(base, at, length, presenceLength);
        long next = at + Output.HEADER_BYTES;
        RawBytes.copyTo(base, next, id, 0, idLength);
        next += idLength;
        if (length > 0) {
            RawBytes.copyTo(base, next, edit, offset, length);
            next += length;
        }
        if (presenceLength > 0) {
            RawBytes.copyTo(base, next, presence.buffer(), presence.offset(), presenceLength);
        }
        target.end(ioThreads, lengthBytes);
        context.counters.onBroadcast();
    }

    /** The removals that stand in the spare buffer, to all that are left, and to those who watch. */
    void presenceLeft(Room room, Member leaver, int lengthBytes) {
        long ioThreads = context.missed.told(room, room.editors().ioThreads());
        if (ioThreads == 0) {
            return;
        }
        DirectBuffer id = leaver.clientId();
        begin(OutputType.BROADCAST, id.capacity(), room.number(), leaver.sessionId(), Output.NO_VERSION);
        Output.putFlags(target.buffer(), start, Output.OF_RECORDS);
        put(id, 0, id.capacity());
        edits(context.spare, 0, 0, context.spare, 0, lengthBytes);
        end(ioThreads);
        context.counters.onBroadcast();
    }

    /** The true values of keys that the session has wrong; returns their length. */
    int correct(Member member, NameSet keys) {
        if (keys.count() == 0) {
            return 0;
        }
        EditWriter writer = context.writer.wrap(context.spare, 0);
        writeKeys(member.room(), keys, writer);
        changes(member, member.room().version(), writer.position(), 0);
        return writer.position();
    }

    /** Writes a step with the true values of keys. */
    void writeKeys(Room room, NameSet keys, EditWriter writer) {
        int stepMark = writer.beginStep();
        writer.operation(EditFormat.OBJECT);
        int length;
        for (int at = 0; at < keys.lengthBytes(); at += Short.BYTES + length) {
            length = keys.nameLength(at);
            ChangeEncoder.encodeKey(room.document(), keys.buffer(), at + Short.BYTES, length, writer);
        }
        writer.endStep(stepMark);
    }

    private void begin(OutputType type, long address, long secondary, long version) {
        begin(type, 0, address, secondary, version);
    }

    /** The id comes next. */
    private void begin(OutputType type, int idLength, long address, long secondary, long version) {
        start = target.begin();
        next = start + Output.HEADER_BYTES;
        Output.putHeader(target.buffer(), start, type, idLength, address, secondary, version);
    }

    private void refused() {
        NameSet names = context.refused;
        if (names.count() == 0) {
            return;
        }
        Output.putRefused(target.buffer(), start, names.lengthBytes(), names.count());
        put(names.buffer(), 0, names.lengthBytes());
    }

    private void edits(
            DirectBuffer document,
            int documentOffset,
            int documentLength,
            DirectBuffer presence,
            int offset,
            int length) {
        Output.putEditLengths(target.buffer(), start, documentLength, length);
        put(document, documentOffset, documentLength);
        put(presence, offset, length);
    }

    private void put(DirectBuffer source, int offset, int length) {
        if (length > 0) {
            RawBytes.copy(target.buffer(), next, source, offset, length);
            next += length;
        }
    }

    private void end(long ioThreads) {
        target.end(ioThreads, next - start);
    }
}
