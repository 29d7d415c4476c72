package io.canyon.engine.snapshot;

import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.room.AppliedSequences;
import io.canyon.engine.room.AuthorEdits;
import io.canyon.engine.room.AuthorOrder;
import io.canyon.engine.room.EditHistory;
import io.canyon.engine.room.WholeDocument;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the snapshot of a room has behind the document for document sessions: an array of four.
 *
 * <pre>
 *   whether authors were forgotten
 *   [id, last sequence, its version, [sequence, version, ...] of older ones]     per author, last used last
 *   version behind which the history begins
 *   [version, edit, ...]                                        oldest first; edits in Base64
 * </pre>
 */
final class DocumentState {
    private final EditHistory history;
    private final AuthorOrder authors;

    DocumentState(WholeDocument whole) {
        this(whole.history(), whole.sequences().cut());
    }

    private DocumentState(EditHistory history, AuthorOrder authors) {
        this.history = history;
        this.authors = authors;
    }

    /** As it is now, for another thread. */
    static DocumentState copyOf(WholeDocument whole) {
        return new DocumentState(whole.history().copy(), whole.sequences().cut());
    }

    void write(SmileWriter writer) {
        writer.startArray();
        writer.writeInteger(authors.hasForgotten() ? 1 : 0);
        writer.startArray();
        authors.forEach(author -> write(author, writer));
        writer.endArray();
        writer.writeInteger(history.floor());
        writer.startArray();
        for (int i = 0; i < history.count(); i++) {
            writer.writeInteger(history.version(i));
            byte[] edit = new byte[history.lengthBytes(i)];
            history.buffer().getBytes(history.offset(i), edit);
            writeAscii(Base64.getEncoder().encode(edit), writer);
        }
        writer.endArray();
        writer.endArray();
    }

    private static void write(AuthorEdits author, SmileWriter writer) {
        writer.startArray();
        writeAscii(author.id().getBytes(StandardCharsets.US_ASCII), writer);
        writer.writeInteger(author.sequence());
        writer.writeInteger(author.version());
        writer.startArray();
        for (long number : author.pipelined()) {
            writer.writeInteger(number);
        }
        writer.endArray();
        writer.endArray();
    }

    /** Fills the state of an empty room with the array at {@code offset}. */
    static void read(DirectBuffer buffer, int offset, WholeDocument whole) {
        int at = offset + 1;
        if (Smile.integer(buffer, at) != 0) {
            whole.sequences().restoreForgotten();
        }
        int authors = Smile.skip(buffer, at);
        for (at = authors + 1; buffer.getByte(at) != Smile.END_ARRAY; at = Smile.skip(buffer, at)) {
            readAuthor(buffer, at + 1, whole.sequences());
        }
        int floor = Smile.skip(buffer, authors);
        whole.history().clear(Smile.integer(buffer, floor));
        UnsafeBuffer edit = new UnsafeBuffer(0, 0);
        for (at = Smile.skip(buffer, floor) + 1; buffer.getByte(at) != Smile.END_ARRAY; ) {
            int bytes = Smile.skip(buffer, at);
            edit.wrap(Base64.getDecoder().decode(ascii(buffer, bytes)));
            whole.history().append(Smile.integer(buffer, at), edit, 0, edit.capacity());
            at = Smile.skip(buffer, bytes);
        }
    }

    private static void readAuthor(DirectBuffer buffer, int offset, AppliedSequences sequences) {
        int sequence = Smile.skip(buffer, offset);
        int version = Smile.skip(buffer, sequence);
        int pairs = Smile.skip(buffer, version);
        int count = 0;
        for (int at = pairs + 1; buffer.getByte(at) != Smile.END_ARRAY; at = Smile.skip(buffer, at)) {
            count++;
        }
        long[] pipelined = new long[count];
        int next = 0;
        for (int at = pairs + 1; buffer.getByte(at) != Smile.END_ARRAY; at = Smile.skip(buffer, at)) {
            pipelined[next++] = Smile.integer(buffer, at);
        }
        String id = new String(ascii(buffer, offset), StandardCharsets.US_ASCII);
        sequences.restore(id, Smile.integer(buffer, sequence), Smile.integer(buffer, version), pipelined);
    }

    private static void writeAscii(byte[] text, SmileWriter writer) {
        writer.writeString(new UnsafeBuffer(text), 0, text.length);
    }

    private static byte[] ascii(DirectBuffer buffer, int offset) {
        byte[] text = new byte[Smile.stringLength(buffer, offset)];
        buffer.getBytes(Smile.stringOffset(buffer, offset), text);
        return text;
    }
}
