package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Value;
import io.canyon.engine.document.Document;
import io.canyon.engine.document.DocumentPlaces;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.edit.Utf8Text;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A place in a document as the value that a change goes into. Good until the document's next change. */
final class DocumentValue implements PlaceValue {
    private final Document document;
    private final int place;

    private DocumentValue(Document document, int place) {
        this.document = document;
        this.place = place;
    }

    /** The value of an entry; null when there is none. */
    static DocumentValue of(Document document, int entry) {
        return at(document, DocumentPlaces.ofEntry(document, entry));
    }

    private static DocumentValue at(Document document, int place) {
        return place == 0 ? null : new DocumentValue(document, place);
    }

    @Override
    public int memberCount() {
        return DocumentPlaces.memberCount(document, place);
    }

    /** Length in bytes of a scalar in Smile. */
    int scalarLength() {
        return DocumentPlaces.scalarLength(document, place);
    }

    @Override
    public long measure(long limit) {
        return DocumentPlaces.measure(document, place, limit);
    }

    @Override
    public SmileValue smile() {
        SmileWriter smile = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        DocumentPlaces.write(document, place, smile);
        return new SmileValue(smile.buffer(), 0, smile.position());
    }

    @Override
    public Kind kind() {
        return switch (DocumentPlaces.kind(document, place)) {
            case OBJECT -> Kind.OBJECT;
            case ARRAY -> Kind.ARRAY;
            case STRING -> Kind.STRING;
            default -> Kind.OTHER;
        };
    }

    @Override
    public int length() {
        return DocumentPlaces.length(document, place);
    }

    @Override
    public Value item(int index) {
        return at(document, DocumentPlaces.item(document, place, index));
    }

    @Override
    public Value member(String name) {
        UnsafeBuffer utf8 = new UnsafeBuffer(Utf8Text.encode(name));
        return at(document, DocumentPlaces.member(document, place, utf8, 0, utf8.capacity()));
    }

    @Override
    public String text() {
        return DocumentPlaces.text(document, place);
    }

    @Override
    public Value patched(Change change) {
        return smile().patched(change);
    }
}
