package io.canyon.engine.dialect.canvas;

import static io.canyon.engine.dialect.canvas.CanvasText.ascii;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.dialect.JsonWriter;
import io.canyon.engine.room.Output;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Writes the frames of the server. */
final class FrameEncoder {
    private static final byte[] ACK = ascii("{\"type\":\"ack\",\"messageId\":");
    private static final byte[] SYNCED = ascii("{\"type\":\"synced\"");
    private static final byte[] RESYNC = ascii("{\"type\":\"resync\",\"since\":");
    private static final byte[] PATCH = ascii("{\"type\":\"patch\",\"clientId\":");
    private static final byte[] COUNT = ascii("{\"type\":\"clientCount\",\"count\":");
    private static final byte[] DOCUMENT_PATCHES = ascii(",\"documentPatches\":");
    private static final byte[] EPHEMERAL_PATCHES = ascii(",\"ephemeralPatches\":");
    private static final byte[] TIMESTAMP = ascii(",\"timestamp\":");
    private static final byte[] REJECTED = ascii(",\"rejected\":[");

    private final JsonWriter json = new JsonWriter();
    private final PatchEncoder patches = new PatchEncoder(json);

    int encode(Output output, MutableDirectBuffer target) {
        json.wrap(target, 0);
        return switch (output.type()) {
            case ACK -> ack(output);
            case SYNCED -> synced(output);
            case RESYNC -> number(RESYNC, output.version());
            case COUNT -> number(COUNT, output.value());
            case CHANGES, STATE -> patch(output, 0);
            case BROADCAST -> output.isOfDocument() ? 0 : patch(output, output.idLength());
            default -> 0;
        };
    }

    int encodeChanges(Output output, MutableDirectBuffer target) {
        json.wrap(target, 0);
        return patch(output, 0);
    }

    int encodeCount(int count, MutableDirectBuffer target) {
        json.wrap(target, 0);
        return number(COUNT, count);
    }

    private int ack(Output output) {
        json.raw(ACK);
        json.string(output.buffer(), output.idOffset(), output.idLength());
        timestampAndRejected(output);
        return end();
    }

    private int synced(Output output) {
        json.raw(SYNCED);
        timestampAndRejected(output);
        return end();
    }

    private int number(byte[] start, long value) {
        json.raw(start);
        json.integer(value);
        return end();
    }

    private int patch(Output output, int idLength) {
        if (output.documentLength() == 0 && output.presenceLength() == 0) {
            return 0;
        }
        json.raw(PATCH);
        json.string(output.buffer(), output.idOffset(), idLength);
        if (output.documentLength() > 0) {
            json.raw(DOCUMENT_PATCHES);
            patches.encode(output.buffer(), output.documentOffset(), output.documentLength());
            json.raw(TIMESTAMP);
            json.integer(output.version());
        }
        if (output.presenceLength() > 0) {
            json.raw(EPHEMERAL_PATCHES);
            patches.encode(output.buffer(), output.presenceOffset(), output.presenceLength());
        }
        return end();
    }

    private void timestampAndRejected(Output output) {
        json.raw(TIMESTAMP);
        json.integer(output.version());
        int count = output.refusedCount();
        if (count == 0) {
            return;
        }
        json.raw(REJECTED);
        DirectBuffer buffer = output.buffer();
        int at = output.refusedOffset();
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                json.put(',');
            }
            int length = buffer.getShort(at, LITTLE_ENDIAN) & 0xFFFF;
            json.string(buffer, at + Short.BYTES, length);
            at += Short.BYTES + length;
        }
        json.put(']');
    }

    private int end() {
        json.put('}');
        return json.position();
    }
}
