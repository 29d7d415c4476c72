package io.canyon.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.document.Document;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.document.ValueEdits;
import io.canyon.engine.edit.SmileWriter;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One JSON value in a document off the heap, as rooms have it that are one document. */
final class EchoDocument implements AutoCloseable {
    /** Edits that differ in their place; a power of two. */
    static final int VARIANTS = 64;

    private static final long SEED = 42;
    private static final UnsafeBuffer NAME = new UnsafeBuffer(new byte[0]);

    private final SegmentPool pool = new SegmentPool(0);
    private final Document document = new Document(pool, SEED);
    private final ValueEdits edits = new ValueEdits();
    private long version = 1;

    EchoDocument(ObjectNode value) {
        SmileWriter smile = new SmileWriter().wrap(new ExpandableDirectByteBuffer(), 0);
        JsonSmile.write(value, smile);
        document.set(document.root(), NAME, 0, 0, smile.buffer(), 0, version);
    }

    /** Shapes of about 85 characters each, their positions four levels deep, until the JSON has so many kilobytes. */
    static ObjectNode shapes(int kilobytes) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode document = mapper.createObjectNode();
        ObjectNode shapes = document.putObject("shapes");
        try {
            for (int i = 0, bytes = 0; bytes < 1000 * kilobytes; i++) {
                String shape = "{\"pose\":{\"x\":" + i + ".5,\"y\":-" + i % 1000
                        + ",\"rotation\":0.25},\"label\":\"Shape " + i + "\"}";
                String key = SampleDocument.key(i);
                shapes.set(key, mapper.readTree(shape));
                bytes += key.length() + shape.length() + 4;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return document;
    }

    /** Numbers of items or shapes, spread over all. */
    static int[] places(int count) {
        return new SplittableRandom(SEED).ints(VARIANTS, 0, count).toArray();
    }

    /** Applies an edit as a room does: checked, measured, then applied. */
    long apply(DirectBuffer node) {
        int entry = document.find(document.root(), NAME, 0, 0);
        int length = node.capacity();
        if (!edits.fits(document, entry, node, 0, length)) {
            throw new IllegalStateException("edit does not fit");
        }
        long bytes = document.logicalBytes() + ValueEdits.growthBound(length);
        edits.apply(document, entry, node, 0, length, ++version);
        return bytes;
    }

    /** Writes the whole value. */
    int write(SmileWriter target) {
        return document.writeValue(document.find(document.root(), NAME, 0, 0), target);
    }

    @Override
    public void close() {
        document.close();
        pool.close();
    }
}
