package io.canyon.aeron.server;

import io.aeron.Image;
import io.aeron.logbuffer.ControlledFragmentHandler;

/** An image of Aeron; equal to others of the same. */
record AeronRequestImage(Image image) implements RequestImage {
    @Override
    public int poll(ControlledFragmentHandler handler, int frameLimit) {
        return image.controlledPoll(handler, frameLimit);
    }
}
