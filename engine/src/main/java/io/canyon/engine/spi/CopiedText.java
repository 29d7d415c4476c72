package io.canyon.engine.spi;

import org.agrona.DirectBuffer;

/** Shared text of a transport whose frames have nothing in common. */
final class CopiedText implements SharedText {
    private final byte[] bytes;

    CopiedText(DirectBuffer text, int offset, int length) {
        bytes = new byte[length];
        text.getBytes(offset, bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public int lengthBytes() {
        return bytes.length;
    }

    @Override
    public void release() {}
}
