package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Value;
import io.canyon.engine.document.Document;
import io.canyon.engine.document.RecordsEncoder;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.edit.Utf8Text;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The live records of a room as the object that a change goes into. Good until the document's next change. */
final class RecordsValue implements Value {
    private final Document document;

    RecordsValue(Document document) {
        this.document = document;
    }

    @Override
    public Kind kind() {
        return Kind.OBJECT;
    }

    @Override
    public int length() {
        return 0;
    }

    @Override
    public Value item(int index) {
        return null;
    }

    @Override
    public Value member(String name) {
        UnsafeBuffer utf8 = new UnsafeBuffer(Utf8Text.encode(name));
        return DocumentValue.of(document, document.find(document.root(), utf8, 0, utf8.capacity()));
    }

    @Override
    public String text() {
        throw new IllegalStateException("not a string");
    }

    @Override
    public Value patched(Change change) {
        SmileWriter smile = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        RecordsEncoder.writePlain(document, smile);
        return new SmileValue(smile.buffer(), 0, smile.position()).patched(change);
    }
}
