package io.canyon.engine.room;

import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.RawBytes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Tells canvas sessions, and those who watch a room, what document sessions do to its records. */
final class RecordOutputs {
    private final RoomContext context;
    private final RecordPatches patches = new RecordPatches();

    RecordOutputs(RoomContext context) {
        this.context = context;
    }

    /** An edit of a document that was just applied; of a room that is one document nothing is told. */
    void broadcast(Member author, DirectBuffer edit, int offset, int length) {
        Room room = author.room();
        if (room.kind() != RoomKind.RECORDS || length == 0) {
            return;
        }
        long ioThreads = context.missed.told(room, room.editors().ioThreadsOfOthers(author));
        if (ioThreads == 0) {
            return;
        }
        EditWriter writer = context.writer.wrap(context.spare, 0);
        patches.write(room.document(), room.version(), edit, offset, length, writer);
        DirectBuffer id = author.clientId();
        int start = context.output.begin();
        MutableDirectBuffer buffer = context.output.buffer();
        Output.putHeader(
                buffer, start, OutputType.BROADCAST, id.capacity(), room.number(), author.sessionId(), room.version());
        Output.putFlags(buffer, start, Output.OF_RECORDS);
        Output.putEditLengths(buffer, start, writer.position(), 0);
        int next = start + Output.HEADER_BYTES;
        RawBytes.copy(buffer, next, id, 0, id.capacity());
        next += id.capacity();
        RawBytes.copy(buffer, next, context.spare, 0, writer.position());
        context.output.end(ioThreads, next + writer.position() - start);
    }
}
