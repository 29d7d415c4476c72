package io.canyon.engine.gateway;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** How a connection speaks of one room: by its name, or by a number of its own. */
final class RoomAddress {
    private final byte[] name;
    private final DirectBuffer utf8;
    private final String text;
    private final int handle;

    private RoomAddress(byte[] name, int handle) {
        this.name = name;
        this.utf8 = new UnsafeBuffer(name);
        this.text = new String(name, StandardCharsets.UTF_8);
        this.handle = handle;
    }

    /** @param name in UTF-8 */
    static RoomAddress ofName(byte[] name) {
        return new RoomAddress(name, 0);
    }

    /** @param name in UTF-8, empty if it is not known */
    static RoomAddress ofHandle(int handle, byte[] name) {
        return new RoomAddress(name, handle);
    }

    /** In UTF-8; not to be changed. */
    byte[] name() {
        return name;
    }

    /** The name in UTF-8, which fills the buffer. */
    DirectBuffer utf8() {
        return utf8;
    }

    String text() {
        return text;
    }

    int handle() {
        return handle;
    }
}
