package io.canyon.engine.room;

import io.canyon.engine.document.ChangeEncoder;
import io.canyon.engine.document.Document;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.spi.CloseReason;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Answers who asks for parts of a room, or for all of it. Whole rooms are encoded apart from the shard's thread; per
 * room one such encoding runs, and who asks meanwhile shares the next.
 */
final class RoomReads {
    private final RoomContext context;
    private final Outputs outputs;
    private final UnsafeBuffer field = new UnsafeBuffer();

    RoomReads(RoomContext context, Outputs outputs) {
        this.context = context;
        this.outputs = outputs;
    }

    /**
     * Answers with an edit that makes the key, or the field, what it is.
     *
     * @param reader whose presence is left out when presence is asked for; may be null
     */
    void read(Room room, Member reader, Command command) {
        EditWriter writer = context.writer.wrap(context.spare, 0);
        if (command.has(Command.HAS_PRESENCE)) {
            boolean isAny = reader != null && room.presence().encodeOthers(room.members(), reader, writer);
            outputs.value(command.sessionId(), room.version(), isAny, 0, writer.position());
            return;
        }
        Document document = room.document();
        int entry = document.find(document.root(), command.buffer(), command.idOffset(), command.idLength());
        boolean isThere = entry != 0 && document.isLive(entry);
        int fieldEntry = 0;
        if (isThere && command.has(Command.HAS_DOCUMENT)) {
            field.wrap(command.buffer(), command.documentOffset(), command.documentLength());
            fieldEntry = document.find(document.object(entry), field, 0, field.capacity());
            isThere = fieldEntry != 0 && document.isLive(fieldEntry);
        }
        if (isThere) {
            write(document, fieldEntry, command, writer);
        }
        outputs.value(command.sessionId(), room.version(), isThere, writer.position(), 0);
    }

    /** The whole room goes to who asks under {@code number}. */
    void view(Room room, long number) {
        room.viewers().addLong(number);
        if (!room.isViewing()) {
            start(room);
        }
    }

    /** @param view null if the encoding failed */
    void onEncoded(Room room, RoomEncoding encoding, UnsafeBuffer view) {
        room.viewing(false);
        answer(encoding.viewers(), view);
        if (!room.viewers().isEmpty()) {
            start(room);
        }
    }

    private void write(Document document, int fieldEntry, Command command, EditWriter writer) {
        int step = writer.beginStep();
        writer.operation(EditFormat.OBJECT);
        if (fieldEntry == 0) {
            ChangeEncoder.encodeKey(document, command.buffer(), command.idOffset(), command.idLength(), writer);
        } else {
            int key = writer.beginMember(command.buffer(), command.idOffset(), command.idLength());
            writer.operation(EditFormat.OBJECT);
            int member = writer.beginMember(field, 0, field.capacity());
            writer.operation(EditFormat.SET);
            document.writeValue(fieldEntry, writer.values());
            writer.endMember(member);
            writer.endMember(key);
        }
        writer.endStep(step);
    }

    private void start(Room room) {
        long[] numbers = room.viewers().toLongArray();
        room.viewers().clear();
        RoomEncoding encoding =
                RoomEncoding.ofView(room.document().freeze(), room.number(), room.kind(), room.version(), numbers);
        if (context.encoder == null) {
            answer(numbers, encoding.encode(new ExpandableArrayBuffer()));
        } else {
            room.viewing(true);
            context.encoder.encode(room, encoding);
        }
    }

    private void answer(long[] numbers, UnsafeBuffer view) {
        long ioThreads = 0;
        for (long number : numbers) {
            if (view == null) {
                outputs.close(number, CloseReason.UNAVAILABLE);
            }
            ioThreads |= 1L << SessionId.ioThread(number);
        }
        if (view != null) {
            context.output.shared(ioThreads, view);
        }
    }
}
