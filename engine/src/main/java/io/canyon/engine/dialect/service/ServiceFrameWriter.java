package io.canyon.engine.dialect.service;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.dialect.DocumentEvent;
import io.canyon.engine.edit.Utf8Text;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.EditForm;
import io.canyon.engine.spi.ServiceJoin;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Writes what a service asks as a frame that can wait. Not thread-safe; a frame is good until the next one.
 *
 * <pre>
 *    0  u8   event        1  u8   form of an edit, kind of a room that is joined
 *    2  u8   whether what it carried was too large, and is left out
 *    4  i32  handle       8  i64  sequence
 *   16  i64  base, or version that is joined with
 *   24  Smile; of a join three texts, each behind its i32 length: room, user, credentials if there are any;
 *       of new credentials these
 * </pre>
 */
public final class ServiceFrameWriter {
    static final int EVENT = 0;
    static final int OPTION = 1;
    static final int OVERSIZED = 2;
    static final int HANDLE = 4;
    static final int SEQUENCE = 8;
    static final int BASE = 16;
    static final int PAYLOAD = 24;

    private static final int INITIAL_BYTES = 1024;
    private static final int KEPT_BYTES = 1 << 20;

    private final int maxSmileBytes;
    private ExpandableArrayBuffer frame = new ExpandableArrayBuffer(INITIAL_BYTES);

    /** @param maxSmileBytes longest value that a service may send */
    public ServiceFrameWriter(int maxSmileBytes) {
        this.maxSmileBytes = maxSmileBytes;
    }

    /** The frame, from offset 0 on. */
    public DirectBuffer buffer() {
        return frame;
    }

    /** Writes a {@link DocumentEvent#JOIN}; returns its length. */
    public int join(ServiceJoin join) {
        start(DocumentEvent.JOIN, join.kind().ordinal(), join.handle(), 0, join.version());
        int at = putText(PAYLOAD, Utf8Text.encode(join.room()));
        at = putText(at, Utf8Text.encode(join.userId()));
        return join.credentials() == null ? at : putText(at, json(join.credentials()));
    }

    public int edit(int handle, long sequence, long base, EditForm form, DirectBuffer smile, int offset, int length) {
        start(DocumentEvent.EDIT, form.ordinal(), handle, sequence, base);
        return putSmile(smile, offset, length);
    }

    public int presence(int handle, DirectBuffer smile, int offset, int length) {
        start(DocumentEvent.PRESENCE, 0, handle, 0, 0);
        return putSmile(smile, offset, length);
    }

    public int authenticate(int handle, Credentials credentials) {
        start(DocumentEvent.AUTH, 0, handle, 0, 0);
        return putText(PAYLOAD, json(credentials));
    }

    public int leave(int handle) {
        start(DocumentEvent.LEAVE, 0, handle, 0, 0);
        return PAYLOAD;
    }

    private void start(DocumentEvent event, int option, int handle, long sequence, long base) {
        if (frame.capacity() > KEPT_BYTES) {
            frame = new ExpandableArrayBuffer(INITIAL_BYTES);
        }
        frame.putByte(EVENT, (byte) event.ordinal());
        frame.putByte(OPTION, (byte) option);
        frame.putByte(OVERSIZED, (byte) 0);
        frame.putInt(HANDLE, handle, LITTLE_ENDIAN);
        frame.putLong(SEQUENCE, sequence, LITTLE_ENDIAN);
        frame.putLong(BASE, base, LITTLE_ENDIAN);
    }

    private int putSmile(DirectBuffer smile, int offset, int length) {
        if (length > maxSmileBytes) {
            frame.putByte(OVERSIZED, (byte) 1);
            return PAYLOAD;
        }
        frame.putBytes(PAYLOAD, smile, offset, length);
        return PAYLOAD + length;
    }

    private int putText(int at, byte[] utf8) {
        frame.putInt(at, utf8.length, LITTLE_ENDIAN);
        frame.putBytes(at + Integer.BYTES, utf8);
        return at + Integer.BYTES + utf8.length;
    }

    private static byte[] json(Credentials credentials) {
        return credentials.json().getBytes(StandardCharsets.UTF_8);
    }
}
