package io.canyon.engine.dialect;

import org.agrona.DirectBuffer;

/** Writes parts as JSON, to where a writer stands. Not thread-safe. */
public final class JsonSink implements DeltaSink {
    private final JsonWriter json;
    /** What was written last is followed by a comma, if by anything of the same container. */
    private boolean isBehindValue;

    public JsonSink(JsonWriter json) {
        this.json = json;
    }

    /** The next part is the first of a value. */
    public JsonSink begin() {
        isBehindValue = false;
        return this;
    }

    @Override
    public void startObject() {
        start('{');
    }

    @Override
    public void endObject() {
        end('}');
    }

    @Override
    public void startArray() {
        start('[');
    }

    @Override
    public void endArray() {
        end(']');
    }

    @Override
    public void name(DirectBuffer utf8, int offset, int length) {
        separate();
        json.string(utf8, offset, length);
        json.put(':');
        isBehindValue = false;
    }

    @Override
    public void string(DirectBuffer utf8, int offset, int length) {
        separate();
        json.string(utf8, offset, length);
    }

    @Override
    public void integer(long value) {
        separate();
        json.integer(value);
    }

    @Override
    public int value(DirectBuffer smile, int offset) {
        separate();
        return json.value(smile, offset);
    }

    private void start(char bracket) {
        separate();
        json.put(bracket);
        isBehindValue = false;
    }

    private void end(char bracket) {
        json.put(bracket);
        isBehindValue = true;
    }

    private void separate() {
        if (isBehindValue) {
            json.put(',');
        }
        isBehindValue = true;
    }
}
