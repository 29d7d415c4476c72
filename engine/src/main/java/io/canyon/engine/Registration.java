package io.canyon.engine;

/** Ends what was begun, once it is closed. Any thread; closing again does nothing. */
public interface Registration extends AutoCloseable {
    /** No call begins after this, but one may be under way on another thread. */
    @Override
    void close();
}
