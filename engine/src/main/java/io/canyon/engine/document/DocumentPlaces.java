package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import org.agrona.DirectBuffer;

/**
 * Places in a document where values stand: those of entries, and those of items of arrays. A place is named by an int,
 * 0 for none, and good until the next change. Stateless; runs on the document's thread.
 */
public final class DocumentPlaces {
    private DocumentPlaces() {}

    /** Where the value of an entry stands; none for 0 and for a tombstone. */
    public static int ofEntry(Document document, int entry) {
        return entry != 0 && document.isLive(entry) ? slotOf(entry) : 0;
    }

    /** What stands there. */
    public static Smile.Kind kind(Document document, int place) {
        Slots slots = document.tree().slots();
        return switch (slots.tag(place)) {
            case Slots.OBJECT -> Smile.Kind.OBJECT;
            case Slots.ARRAY -> Smile.Kind.ARRAY;
            case Slots.TOMBSTONE -> throw new IllegalStateException("a tombstone has no value");
            default -> Smile.kind(slots.token(place));
        };
    }

    /** Items of an array; 0 for all else. */
    public static int length(Document document, int place) {
        Tree tree = document.tree();
        return tree.slots().tag(place) == Slots.ARRAY
                ? tree.vectors().count(tree.slots().ref(place))
                : 0;
    }

    /** Place of an item of an array; 0 when there is none. */
    public static int item(Document document, int place, int index) {
        Tree tree = document.tree();
        return index >= 0 && index < length(document, place)
                ? tree.vectors().slot(tree.slots().ref(place), index)
                : 0;
    }

    /** Place of a member of an object; 0 when there is none. */
    public static int member(Document document, int place, DirectBuffer name, int nameOffset, int nameLength) {
        Slots slots = document.tree().slots();
        int object = slots.tag(place) == Slots.OBJECT ? slots.ref(place) : 0;
        return ofEntry(document, document.find(object, name, nameOffset, nameLength));
    }

    /** What a string says. */
    public static String text(Document document, int place) {
        return TextEdit.text(document.tree().slots(), place);
    }

    /** Writes what stands there as Smile. */
    public static void write(Document document, int place, SmileWriter target) {
        document.tree().write(place, target);
    }
}
