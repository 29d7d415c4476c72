package io.canyon.engine.embedded;

import io.canyon.engine.spi.Frame;

/** A frame as text on the heap. */
interface TextFrame extends Frame {
    String text();

    @Override
    default void release() {
        // The collector's.
    }
}
