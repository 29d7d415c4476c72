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

    /** Live members of an object; 0 for all else. */
    public static int memberCount(Document document, int place) {
        Tree tree = document.tree();
        return tree.slots().tag(place) == Slots.OBJECT
                ? tree.members().live(tree.slots().ref(place))
                : 0;
    }

    /** Length in bytes of a scalar in Smile. */
    public static int scalarLength(Document document, int place) {
        Slots slots = document.tree().slots();
        return slots.scalarLength(place, slots.tag(place));
    }

    /**
     * Logical bytes of what stands there, which its Smile is no longer than; more than {@code limit} when they are
     * more, which is found out at the cost of {@code limit}.
     */
    public static long measure(Document document, int place, long limit) {
        return measure(document.tree(), place, limit);
    }

    private static long measure(Tree tree, int place, long limit) {
        Slots slots = tree.slots();
        int tag = slots.tag(place);
        return switch (tag) {
            case Slots.OBJECT -> measureObject(tree, slots.ref(place), limit);
            case Slots.ARRAY -> measureArray(tree, slots.ref(place), limit);
            case Slots.TOMBSTONE -> 0;
            default -> slots.scalarLength(place, tag);
        };
    }

    private static long measureObject(Tree tree, int object, long limit) {
        Members members = tree.members();
        long bytes = Values.CONTAINER_BYTES;
        for (int entry = members.first(object); entry != 0 && bytes <= limit; entry = members.next(entry)) {
            bytes += Values.MEMBER_BYTES + members.nameLength(entry) + measure(tree, slotOf(entry), limit - bytes);
        }
        return bytes;
    }

    private static long measureArray(Tree tree, int array, long limit) {
        Vectors vectors = tree.vectors();
        long bytes = Values.CONTAINER_BYTES + vectors.itemBytes(array);
        for (int i = 0, rest = vectors.heavyCount(array); rest > 0 && bytes <= limit; i++) {
            int slot = vectors.slot(array, i);
            int tag = tree.slots().tag(slot);
            rest -= Slots.isInline(tag) ? 0 : 1;
            bytes += tag == Slots.OBJECT || tag == Slots.ARRAY ? measure(tree, slot, limit - bytes) : 0;
        }
        return bytes;
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
