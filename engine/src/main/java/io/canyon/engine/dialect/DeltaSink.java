package io.canyon.engine.dialect;

import org.agrona.DirectBuffer;

/** Takes a value part by part, in order: as JSON, or as Smile. */
public interface DeltaSink {
    void startObject();

    void endObject();

    void startArray();

    void endArray();

    /** The name of a member, in UTF-8. */
    void name(DirectBuffer utf8, int offset, int length);

    void string(DirectBuffer utf8, int offset, int length);

    void integer(long value);

    /** Takes the Smile value at {@code offset}; returns the offset behind it. */
    int value(DirectBuffer smile, int offset);
}
