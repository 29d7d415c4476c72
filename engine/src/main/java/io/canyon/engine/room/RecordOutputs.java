package io.canyon.engine.room;

import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.RawBytes;
import io.canyon.engine.spi.RoomKind;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Tells canvas sessions, and those who watch a room, what document sessions do to its records. */
final class RecordOutputs {
    /**
     * Most that the canvas sessions of a room are told in one batch. A small change inside a large field is the whole
     * field for them: beyond this they lag, and get what there is at once when they have drained.
     */
    static final int MAX_TOLD_BYTES = 1 << 20;

    private final RoomContext context;
    private final Lagging lagging;
    private final RecordPatches patches = new RecordPatches();
    private long batch;

    RecordOutputs(RoomContext context, Lagging lagging) {
        this.context = context;
        this.lagging = lagging;
    }

    void onBatchEnd() {
        batch++;
    }

    /** An edit of a document that was just applied; of a room that is one document nothing is told. */
    void broadcast(Member author, DirectBuffer edit, int offset, int length) {
        Room room = author.room();
        if (room.kind() != RoomKind.RECORDS || length == 0) {
            return;
        }
        long estimate = patches.measure(room.document(), edit, offset, length, MAX_TOLD_BYTES);
        bound(author, estimate);
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

    /** What comes next tells about so many bytes: if that is too much, nobody is told but by what they get later. */
    void bound(Member author, long bytes) {
        Room room = author.room();
        if (room.editors().ioThreadsOfOthers(author) == 0 || room.addTold(bytes, batch) <= MAX_TOLD_BYTES) {
            return;
        }
        List<Member> members = room.members();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member != author && !member.isDocumentSession() && !member.isLagging()) {
                lagging.begin(member, room.version() - 1);
            }
        }
    }
}
