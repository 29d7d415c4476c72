package io.canyon.engine.local;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.EditResult;
import io.canyon.engine.RoomChange;
import io.canyon.engine.RoomValue;
import io.canyon.engine.RoomView;
import io.canyon.engine.edit.JavaStrings;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.RefusalReason;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What outputs say, as callers have it. */
final class Answers {
    private Answers() {}

    static boolean done(Output output) {
        return output.value() != 0;
    }

    static EditResult edit(Output output) {
        DirectBuffer buffer = output.buffer();
        Set<String> refused = new LinkedHashSet<>();
        int at = output.refusedOffset();
        for (int i = 0; i < output.refusedCount(); i++) {
            int length = buffer.getShort(at, LITTLE_ENDIAN) & 0xFFFF;
            refused.add(JavaStrings.decode(buffer, at + Short.BYTES, length));
            at += Short.BYTES + length;
        }
        return new EditResult(output.version(), Collections.unmodifiableSet(refused), RefusalReason.of(output.value()));
    }

    static RoomView view(Output output) {
        byte[] bytes = new byte[output.documentLength()];
        output.buffer().getBytes(output.documentOffset(), bytes);
        return output.has(Output.HAS_DOCUMENT)
                ? ValueAccess.get().documentView(output.version(), new UnsafeBuffer(bytes))
                : ValueAccess.get().view(output.version(), new UnsafeBuffer(bytes));
    }

    static RoomValue record(Output output) {
        RoomChange.RecordChange record = read(output);
        return record == null
                ? new RoomValue(output.version(), false, null)
                : new RoomValue(output.version(), true, record.fields());
    }

    static RoomValue field(Output output) {
        RoomChange.RecordChange record = read(output);
        return record == null
                ? new RoomValue(output.version(), false, null)
                : new RoomValue(
                        output.version(),
                        true,
                        record.fields().values().iterator().next());
    }

    /** The fields that were read, of which there may be none. */
    static Map<String, Object> fields(Output output) {
        RoomChange.RecordChange record = read(output);
        return record == null ? Map.of() : record.fields();
    }

    /** What others show. */
    static RoomChange presence(Output output) {
        return change(output, output.presenceOffset(), output.presenceLength());
    }

    private static RoomChange.RecordChange read(Output output) {
        if (output.value() == 0) {
            return null;
        }
        List<RoomChange.RecordChange> records =
                change(output, output.documentOffset(), output.documentLength()).records();
        return records.get(0);
    }

    private static RoomChange change(Output output, int offset, int length) {
        byte[] bytes = new byte[length];
        output.buffer().getBytes(offset, bytes);
        return ValueAccess.get().change(RoomChange.NO_VERSION, 0, "", new UnsafeBuffer(bytes));
    }
}
