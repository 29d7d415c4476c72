package io.canyon.engine.dialect.canvas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.dialect.DecodeResult;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Drives a {@link CanvasDialect} with strings. */
final class CanvasCodec {
    static final ObjectMapper MAPPER = new ObjectMapper();
    static final int MAX_DEPTH = 128;
    static final int MAX_BUFFER_LENGTH = 1 << 20;
    static final long SESSION_ID = 0x1234_5678_9ABC_DEF0L;

    private static final int COMMAND_OFFSET = 24;
    private static final int FRAME_OFFSET = 3;

    final CanvasDialect dialect = new CanvasDialect(MAX_DEPTH, MAX_BUFFER_LENGTH);
    private final ExpandableArrayBuffer target = new ExpandableArrayBuffer(64);
    private final ExpandableArrayBuffer text = new ExpandableArrayBuffer(16);
    private final Command command = new Command();

    DecodeResult decode(String frame) {
        return decode(frame.getBytes(StandardCharsets.UTF_8));
    }

    /** Decodes from a direct buffer, at an odd offset. */
    DecodeResult decode(byte[] frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(frame.length + 2 * FRAME_OFFSET));
        buffer.putBytes(FRAME_OFFSET, frame);
        return dialect.decode(SESSION_ID, buffer, FRAME_OFFSET, frame.length, target, COMMAND_OFFSET);
    }

    /** The command of the last frame. */
    Command command() {
        return command.wrap(target, COMMAND_OFFSET);
    }

    String id() {
        Command last = command();
        return target.getStringWithoutLengthUtf8(last.idOffset(), last.idLength());
    }

    /** The frame that broadcasts the edits of the last command; empty when there is none. */
    String broadcast(String clientId, long version) {
        Command last = command();
        ExpandableArrayBuffer output = new ExpandableArrayBuffer();
        int idLength = output.putStringWithoutLengthUtf8(Output.HEADER_BYTES, clientId);
        Output.putHeader(output, 0, OutputType.BROADCAST, idLength, 1, SESSION_ID, version);
        Output.putEditLengths(output, 0, last.documentLength(), last.presenceLength());
        int at = Output.HEADER_BYTES + idLength;
        output.putBytes(at, target, last.documentOffset(), last.documentLength() + last.presenceLength());
        return encode(output);
    }

    /** Wraps the document edit of a patch list in a broadcast and shows the list as it goes out. */
    String roundTrip(String patches) {
        DecodeResult result = decode("{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":" + patches + "}");
        if (result != DecodeResult.COMMAND) {
            return result.name();
        }
        String frame = broadcast("c", 7);
        String start = "{\"type\":\"patch\",\"clientId\":\"c\",\"documentPatches\":";
        String end = ",\"timestamp\":7}";
        if (!frame.startsWith(start) || !frame.endsWith(end)) {
            throw new AssertionError("not a broadcast of patches: " + frame);
        }
        return frame.substring(start.length(), frame.length() - end.length());
    }

    String encode(MutableDirectBuffer output) {
        return text(dialect.encode(new Output().wrap(output, 0), text));
    }

    String encodeChanges(MutableDirectBuffer output) {
        return text(dialect.encodeChanges(new Output().wrap(output, 0), text));
    }

    String encodeCount(int count) {
        return text(dialect.encodeCount(count, text));
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private String text(int length) {
        return text.getStringWithoutLengthUtf8(0, length);
    }
}
