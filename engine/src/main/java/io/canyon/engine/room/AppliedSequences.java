package io.canyon.engine.room;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which edits of which connection ids a room has applied, so that an edit which is sent again is not applied again. The
 * ids whose edits are longest ago are forgotten beyond a bound, and before that the older ones of their pipelined
 * edits. Belongs to the shard's thread.
 */
public final class AppliedSequences {
    /** Ids that are remembered. */
    static final int MAX_AUTHORS = 1 << 16;
    /** Of all ids together, beyond the few edits that are remembered of each: 4 MiB. */
    static final int MAX_EXTRA_NUMBERS = 1 << 19;

    private final Map<String, Author> authors = new HashMap<>();
    /** Who has more than a few edits remembered, in the order of their last edits. */
    private final Map<Author, Author> pipelining = new LinkedHashMap<>(16, 0.75f, true);

    private final AuthorOrder order = new AuthorOrder();
    private int extraNumbers;
    private boolean hasForgotten;

    AppliedSequences() {}

    /** What is known of the id; an author without edits when nothing is. */
    Author of(String id) {
        Author author = authors.get(id);
        return author == null ? new Author(id) : author;
    }

    /** The last edit of the author that was applied; 0 if there was none, -1 if that has been forgotten. */
    long sequenceOf(Author author) {
        return author.sequence() == 0 && hasForgotten ? -1 : author.sequence();
    }

    /** The author's edit was applied. */
    void applied(Author author, long sequence, long version, boolean isPipelined) {
        if (author.isRemembered()) {
            order.moveLast(author.place());
        } else {
            add(author);
        }
        AuthorEdits edits = own(author);
        if (edits.sequence() > 0) {
            int before = edits.extraNumbers();
            edits.rememberLast(isPipelined);
            pipelined(author, edits.extraNumbers() - before);
        }
        edits.applied(sequence, version);
    }

    /** The author's edit was applied, says the journal; what the room did for the author has the sequence 0. */
    public void replay(String id, long sequence, long version, boolean isPipelined) {
        if (sequence > 0) {
            applied(of(id), sequence, version, isPipelined);
        }
    }

    int size() {
        return order.size();
    }

    /** Takes over what a snapshot says, in the order of {@link AuthorOrder#forEach}. */
    public void restore(String id, long sequence, long version, long[] pipelined) {
        Author author = new Author(AuthorEdits.restored(id, order.cuts(), sequence, version, pipelined));
        add(author);
    }

    public void restoreForgotten() {
        hasForgotten = true;
    }

    /** As it is now, for another thread. */
    public AuthorOrder cut() {
        return order.cut(hasForgotten);
    }

    private void add(Author author) {
        Author same = authors.remove(author.id());
        if (same != null) {
            order.moveLast(same.place());
            author.place(same.place());
            order.set(author.place(), author.edits());
            forget(same);
        } else if (order.size() == MAX_AUTHORS) {
            Author oldest = authors.remove(order.first().id());
            author.place(order.replaceFirst(author.edits()));
            forget(oldest);
            hasForgotten = true;
        } else {
            author.place(order.add(author.edits()));
        }
        authors.put(author.id(), author);
        pipelined(author, author.edits().extraNumbers());
    }

    /** A session of it may still be there, and may come with another edit. */
    private void forget(Author author) {
        if (pipelining.remove(author) != null) {
            extraNumbers -= author.edits().extraNumbers();
            author.edits(author.edits().shortened(order.cuts(), AuthorEdits.MIN_NUMBERS));
        }
        author.forgotten();
    }

    /** What is known of a remembered author, as it may be written: cuts keep what they have. */
    private AuthorEdits own(Author author) {
        if (author.edits().cut() != order.cuts()) {
            become(author, author.edits().copy(order.cuts()));
        }
        return author.edits();
    }

    private void become(Author author, AuthorEdits edits) {
        author.edits(edits);
        order.set(author.place(), edits);
    }

    /**
     * The author, whose edit is the last, has room for so many more numbers: those whose edits are longer ago lose it.
     */
    private void pipelined(Author author, int moreNumbers) {
        if (author.edits().extraNumbers() == 0) {
            return;
        }
        pipelining.put(author, author);
        extraNumbers += moreNumbers;
        while (extraNumbers > MAX_EXTRA_NUMBERS) {
            Iterator<Author> authorsByEdit = pipelining.keySet().iterator();
            Author oldest = authorsByEdit.next();
            authorsByEdit.remove();
            extraNumbers -= oldest.edits().extraNumbers();
            become(oldest, oldest.edits().shortened(order.cuts(), AuthorEdits.MIN_NUMBERS));
        }
    }
}
