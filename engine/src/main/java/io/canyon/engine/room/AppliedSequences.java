package io.canyon.engine.room;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Which edits of which connection ids a room has applied, so that an edit which is sent again is not applied again. The
 * ids whose edits are longest ago are forgotten beyond a bound. Belongs to the shard's thread.
 */
public final class AppliedSequences {
    /** Ids that are remembered. */
    static final int MAX_AUTHORS = 1 << 16;

    private final Map<String, Author> authors;
    private boolean hasForgotten;

    AppliedSequences() {
        this.authors = new LinkedHashMap<>(16, 0.75f, true);
    }

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
        author.applied(sequence, version, isPipelined);
        // A look at it makes it the last to be forgotten.
        if (authors.get(author.id()) != author) {
            add(author);
        }
    }

    /** The author's edit was applied, says the journal; what the room did for the author has the sequence 0. */
    public void replay(String id, long sequence, long version, boolean isPipelined) {
        if (sequence > 0) {
            applied(of(id), sequence, version, isPipelined);
        }
    }

    /** Whether any id was forgotten. */
    public boolean hasForgotten() {
        return hasForgotten;
    }

    public int size() {
        return authors.size();
    }

    /** From the author whose last edit is longest ago on. */
    public void forEach(Consumer<Author> action) {
        authors.values().forEach(action);
    }

    /** Takes over what a snapshot says, in the order of {@link #forEach}. */
    public void restore(String id, long sequence, long version, long[] pipelined) {
        Author author = new Author(id);
        author.restore(sequence, version, pipelined);
        add(author);
    }

    public void restoreForgotten() {
        hasForgotten = true;
    }

    /** The same as it is now, for another thread. */
    public AppliedSequences copy() {
        AppliedSequences copy = new AppliedSequences();
        authors.values().forEach(author -> copy.authors.put(author.id(), author.copy()));
        copy.hasForgotten = hasForgotten;
        return copy;
    }

    private void add(Author author) {
        authors.put(author.id(), author);
        if (authors.size() > MAX_AUTHORS) {
            Iterator<Author> oldest = authors.values().iterator();
            oldest.next();
            oldest.remove();
            hasForgotten = true;
        }
    }
}
