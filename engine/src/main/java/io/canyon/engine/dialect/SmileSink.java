package io.canyon.engine.dialect;

import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import org.agrona.DirectBuffer;

/** Writes parts as Smile, to where a writer stands. Not thread-safe. */
public final class SmileSink implements DeltaSink {
    private final SmileWriter smile;

    public SmileSink(SmileWriter smile) {
        this.smile = smile;
    }

    @Override
    public void startObject() {
        smile.startObject();
    }

    @Override
    public void endObject() {
        smile.endObject();
    }

    @Override
    public void startArray() {
        smile.startArray();
    }

    @Override
    public void endArray() {
        smile.endArray();
    }

    @Override
    public void name(DirectBuffer utf8, int offset, int length) {
        smile.writeName(utf8, offset, length);
    }

    @Override
    public void string(DirectBuffer utf8, int offset, int length) {
        smile.writeString(utf8, offset, length);
    }

    @Override
    public void integer(long value) {
        smile.writeInteger(value);
    }

    @Override
    public int value(DirectBuffer source, int offset) {
        int end = Smile.skip(source, offset);
        smile.writeRaw(source, offset, end - offset);
        return end;
    }
}
