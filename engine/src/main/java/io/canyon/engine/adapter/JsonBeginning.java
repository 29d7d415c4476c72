package io.canyon.engine.adapter;

import io.canyon.engine.dialect.JsonReader;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.shard.Beginning;
import io.canyon.engine.spi.RoomKind;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Begins rooms with a JSON document. Equal for equal sources.
 *
 * @param source gives the document of a room, or null
 */
public record JsonBeginning(Function<String, CompletionStage<String>> source) implements Beginning {
    /** Deepest nesting: the document is a member of the tree. */
    private static final int MAX_DEPTH = Smile.MAX_DEPTH - 1;

    @Override
    public RoomKind kind() {
        return RoomKind.DOCUMENT;
    }

    @Override
    public CompletionStage<DirectBuffer> edit(String room) {
        CompletionStage<String> document = source.apply(room);
        if (document == null) {
            throw new IllegalStateException("no answer what the room begins with: room=" + room);
        }
        return document.thenApply(json -> json == null ? null : edit(room, json));
    }

    private static DirectBuffer edit(String room, String json) {
        JsonReader reader = new JsonReader(MAX_DEPTH);
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        if (!reader.read(new UnsafeBuffer(utf8), 0, utf8.length) || reader.hasUnfit(0, Integer.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "no document in JSON: room=" + room + " lengthBytes=" + utf8.length + " maxDepth=" + MAX_DEPTH);
        }
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(utf8.length + 64);
        EditWriter writer = new EditWriter().wrap(buffer, 0);
        int step = writer.beginStep();
        writer.operation(EditFormat.SET);
        writer.values().writeRaw(reader.buffer(), 0, Smile.skip(reader.buffer(), 0));
        writer.endStep(step);
        return new UnsafeBuffer(buffer, 0, writer.position());
    }
}
