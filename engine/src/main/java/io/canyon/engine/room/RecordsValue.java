package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Value;
import io.canyon.engine.document.Document;
import io.canyon.engine.document.DocumentPlaces;
import io.canyon.engine.document.RecordsEncoder;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.edit.Utf8Text;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The live records of a room as the object that a change goes into. Good until the document's next change. */
final class RecordsValue implements PlaceValue {
    /** At least what a name takes besides its bytes. */
    private static final int MEMBER_BYTES = 2;

    private final Document document;
    /** Negative until it is asked for. */
    private int memberCount = -1;

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
    public int memberCount() {
        if (memberCount < 0) {
            memberCount = RecordsEncoder.countPlain(document);
        }
        return memberCount;
    }

    @Override
    public long measure(long limit) {
        long bytes = 0;
        int key = document.firstMember(document.root());
        for (; key != 0 && bytes <= limit; key = document.nextMember(key)) {
            int place = DocumentPlaces.ofEntry(document, key);
            bytes += MEMBER_BYTES + document.nameLength(key);
            bytes += place == 0 ? 0 : DocumentPlaces.measure(document, place, limit - bytes);
        }
        return bytes;
    }

    @Override
    public SmileValue smile() {
        SmileWriter smile = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        RecordsEncoder.writePlain(document, smile);
        return new SmileValue(smile.buffer(), 0, smile.position());
    }

    @Override
    public Value patched(Change change) {
        return smile().patched(change);
    }
}
