package io.canyon.engine.spi;

/** Text that several frames of one I/O thread have in common, see {@link FrameFactory#share}. */
public interface SharedText {
    int lengthBytes();

    /** The engine composes nothing of it any more; frames and connections that need it keep it alive by themselves. */
    void release();
}
