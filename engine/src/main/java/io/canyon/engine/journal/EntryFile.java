package io.canyon.engine.journal;

import java.io.IOException;
import org.agrona.DirectBuffer;

/** The one file of a {@link FramedJournal}, as it lays out entries. Used by one thread. */
interface EntryFile extends AutoCloseable {
    /** The file; it grows by what {@link #neededBytes} asks for. */
    AllocatedFile file();

    /** Longest payload of an entry. */
    int maxPayloadBytes();

    /** Length that the file must have allocated before an entry with such a payload is written. */
    long neededBytes(int payloadBytes);

    /** Writes an entry behind the last one. */
    void write(byte[] header, DirectBuffer payload, int offset, int lengthBytes) throws IOException;

    @Override
    void close();
}
