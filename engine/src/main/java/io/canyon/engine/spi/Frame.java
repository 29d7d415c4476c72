package io.canyon.engine.spi;

/**
 * Bytes in the form in which a transport sends them, built once and sent to many connections of one I/O thread. Made by
 * a {@link FrameFactory}; the engine calls {@link #release} once, after the last {@link Connection#send}.
 */
public interface Frame {
    /** Bytes that one send of this frame puts on the wire. */
    int lengthBytes();

    /** The engine is done with it; connections that have yet to write it keep it alive by themselves. */
    void release();
}
