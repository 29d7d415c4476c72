package io.canyon.engine.room;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * What is remembered of authors, in the order of their last edits: a list threaded through places in blocks. A cut
 * shares all blocks, and costs as many references as there are blocks; who writes to one that is shared copies it
 * first. Belongs to the shard's thread, a cut to whoever has it.
 */
public final class AuthorOrder {
    private static final int NONE = -1;
    private static final int BLOCK_BITS = 8;
    private static final int BLOCK_PLACES = 1 << BLOCK_BITS;

    private final boolean hasForgotten;
    private Block[] blocks;
    private int size;
    private int first = NONE;
    private int last = NONE;
    private int cuts;

    /** So many places that stand together. */
    private static final class Block {
        private final int cut;
        private final AuthorEdits[] edits;
        private final int[] previous;
        private final int[] next;

        private Block(int cut, AuthorEdits[] edits, int[] previous, int[] next) {
            this.cut = cut;
            this.edits = edits;
            this.previous = previous;
            this.next = next;
        }

        static Block empty(int cut) {
            return new Block(cut, new AuthorEdits[BLOCK_PLACES], new int[BLOCK_PLACES], new int[BLOCK_PLACES]);
        }

        Block copy(int newCut) {
            return new Block(newCut, edits.clone(), previous.clone(), next.clone());
        }
    }

    AuthorOrder() {
        this(new Block[0], false);
    }

    private AuthorOrder(Block[] blocks, boolean hasForgotten) {
        this.blocks = blocks;
        this.hasForgotten = hasForgotten;
    }

    /** As it is now, for another thread. */
    AuthorOrder cut(boolean hasNowForgotten) {
        AuthorOrder cut = new AuthorOrder(blocks.clone(), hasNowForgotten);
        cut.size = size;
        cut.first = first;
        cut.last = last;
        cuts++;
        return cut;
    }

    /** Whether authors were forgotten before the cut. */
    public boolean hasForgotten() {
        return hasForgotten;
    }

    public int size() {
        return size;
    }

    /** From the author whose last edit is longest ago on. */
    public void forEach(Consumer<AuthorEdits> action) {
        for (int place = first; place != NONE; place = next(place)) {
            action.accept(at(place));
        }
    }

    /** How many cuts were made of it. */
    int cuts() {
        return cuts;
    }

    /** The author whose last edit is longest ago; there is one. */
    AuthorEdits first() {
        return at(first);
    }

    /** Puts an author behind all others. @return its place */
    int add(AuthorEdits edits) {
        int place = size++;
        if (place >> BLOCK_BITS == blocks.length) {
            blocks = Arrays.copyOf(blocks, blocks.length + 1);
            blocks[blocks.length - 1] = Block.empty(cuts);
        }
        set(place, edits);
        append(place);
        return place;
    }

    /** Puts an author behind all others, for the first, who goes. @return its place */
    int replaceFirst(AuthorEdits edits) {
        int place = first;
        set(place, edits);
        moveLast(place);
        return place;
    }

    void set(int place, AuthorEdits edits) {
        own(place).edits[place & BLOCK_PLACES - 1] = edits;
    }

    void moveLast(int place) {
        if (place == last) {
            return;
        }
        int before = blocks[place >> BLOCK_BITS].previous[place & BLOCK_PLACES - 1];
        int behind = next(place);
        if (before == NONE) {
            first = behind;
        } else {
            own(before).next[before & BLOCK_PLACES - 1] = behind;
        }
        own(behind).previous[behind & BLOCK_PLACES - 1] = before;
        append(place);
    }

    private void append(int place) {
        if (last == NONE) {
            first = place;
        } else {
            own(last).next[last & BLOCK_PLACES - 1] = place;
        }
        Block block = own(place);
        block.previous[place & BLOCK_PLACES - 1] = last;
        block.next[place & BLOCK_PLACES - 1] = NONE;
        last = place;
    }

    private AuthorEdits at(int place) {
        return blocks[place >> BLOCK_BITS].edits[place & BLOCK_PLACES - 1];
    }

    private int next(int place) {
        return blocks[place >> BLOCK_BITS].next[place & BLOCK_PLACES - 1];
    }

    /** The block of the place as it may be written. */
    private Block own(int place) {
        int at = place >> BLOCK_BITS;
        if (blocks[at].cut != cuts) {
            blocks[at] = blocks[at].copy(cuts);
        }
        return blocks[at];
    }
}
