package io.canyon.bench.aeron;

/** What answers; runs from when it is made to when it is closed. */
interface Server extends AutoCloseable {
    /** Folder of the media driver. */
    String folder();

    /** Bytes that its thread has allocated so far; -1 when it has several. */
    long allocatedBytes();

    @Override
    void close();
}
