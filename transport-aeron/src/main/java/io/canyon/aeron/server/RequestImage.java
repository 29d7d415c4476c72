package io.canyon.aeron.server;

import io.aeron.logbuffer.ControlledFragmentHandler;

/** A publication of requests, as it is read. */
@FunctionalInterface
interface RequestImage {
    /** Takes frames until the limit, or until the handler wants no more. */
    int poll(ControlledFragmentHandler handler, int frameLimit);
}
