package io.canyon.engine.document;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The open views of one document, and the segments that only they still read. A view with number n reads the segments
 * that were in the table when it was the n-th to be made: those that came before it and were not replaced before it.
 *
 * <p>All methods but {@link #onViewClosed} are for the document's thread. Views are closed on any thread, which only
 * leaves a word; the document's thread finds it in {@link #reclaim}. After {@link #close} there is no such thread any
 * more, and the last view to be closed gives back what is left.
 */
final class Views {
    private record Replaced(UnsafeBuffer segment, long bornAt, long replacedAt) {}

    private final SegmentPool pool;
    private final ArrayList<DocumentView> open = new ArrayList<>();
    private final ArrayList<Replaced> replaced = new ArrayList<>();
    /** Open views, and one for the document. What is written before a decrement is seen by who comes to zero. */
    private final AtomicInteger holders = new AtomicInteger(1);

    private long count;

    Views(SegmentPool pool) {
        this.pool = pool;
    }

    /** Views made so far. */
    long count() {
        return count;
    }

    /** Number of the newest open view, 0 if there is none. */
    long newest() {
        return open.isEmpty() ? 0 : open.get(open.size() - 1).number();
    }

    int replacedSegments() {
        return replaced.size();
    }

    DocumentView open(Tree tree, Arena arena) {
        holders.incrementAndGet();
        DocumentView view = new DocumentView(this, ++count, tree, arena);
        open.add(view);
        return view;
    }

    /** Takes over a segment that came in after view {@code bornAt} and leaves the table now. */
    void replace(UnsafeBuffer segment, long bornAt) {
        replaced.add(new Replaced(segment, bornAt, count));
    }

    /** Gives back what no open view reads any more; false if no view was closed since the last call. */
    boolean reclaim() {
        boolean isAnyClosed = false;
        for (int i = 0; i < open.size(); i++) {
            isAnyClosed |= open.get(i).isClosed();
        }
        if (isAnyClosed) {
            open.removeIf(DocumentView::isClosed);
            replaced.removeIf(this::giveBack);
        }
        return isAnyClosed;
    }

    /** The document goes, having handed over all segments that views read. */
    void close() {
        leave();
    }

    /** Any thread: a view is closed, and its reader reads no more. */
    void onViewClosed() {
        leave();
    }

    private void leave() {
        if (holders.decrementAndGet() == 0) {
            replaced.forEach(gone -> pool.release(gone.segment()));
            replaced.clear();
        }
    }

    private boolean giveBack(Replaced gone) {
        for (DocumentView view : open) {
            if (gone.bornAt() < view.number() && view.number() <= gone.replacedAt()) {
                return false;
            }
        }
        pool.release(gone.segment());
        return true;
    }
}
