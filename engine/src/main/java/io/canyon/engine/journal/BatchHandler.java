package io.canyon.engine.journal;

import org.agrona.DirectBuffer;

/** Takes the batches of a journal that is read. */
@FunctionalInterface
public interface BatchHandler {
    /** One intact batch. The buffer, aligned to 8 bytes at {@code offset}, is valid during the call only. */
    void onBatch(long sequence, DirectBuffer payload, int offset, int lengthBytes);
}
