package io.canyon.engine.gateway;

import io.canyon.engine.room.Output;
import java.util.ArrayDeque;
import org.agrona.concurrent.UnsafeBuffer;

/** What a session that lags is told later, in its order. */
final class HeldOutputs {
    private final ArrayDeque<UnsafeBuffer> outputs = new ArrayDeque<>();
    private final Output output = new Output();
    private long lengthBytes;

    void add(Output added) {
        int length = added.lengthBytes();
        UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, added.buffer(), added.offset(), length);
        outputs.add(copy);
        lengthBytes += length;
    }

    /** The next, which may be changed in {@code buffer()}; null if there is none. Good until the next call. */
    UnsafeBuffer poll() {
        UnsafeBuffer next = outputs.poll();
        if (next != null) {
            lengthBytes -= next.capacity();
            output.wrap(next, 0);
        }
        return next;
    }

    /** The output that was polled last. */
    Output output() {
        return output;
    }

    long lengthBytes() {
        return lengthBytes;
    }

    void clear() {
        outputs.clear();
        lengthBytes = 0;
    }
}
