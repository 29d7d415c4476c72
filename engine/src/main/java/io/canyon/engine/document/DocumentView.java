package io.canyon.engine.document;

import io.canyon.engine.edit.RawBytes;
import io.canyon.engine.edit.SmileWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.DirectBuffer;

/**
 * A document as it was when {@link Document#freeze} was called, whatever is written to it since, and also when it is
 * closed before the view. For {@link ChangeEncoder} and {@link DocumentSnapshot}.
 *
 * <p>A view is read by one thread, the first to read it, which the caller sees to that it sees what was written before
 * the freeze; any other ends in {@link IllegalStateException}, as does any use after {@link #close}. While a view is
 * open, the document's thread copies each segment before it first writes to it; these bytes stay in use until the view
 * is closed.
 */
public final class DocumentView implements AutoCloseable {
    private final Views views;
    private final long number;
    private final Tree tree;
    private final Arena arena;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private Thread reader;

    DocumentView(Views views, long number, Tree tree, Arena arena) {
        this.views = views;
        this.number = number;
        this.tree = tree;
        this.arena = arena;
    }

    /**
     * Writes the value of the root member of that name as Smile.
     *
     * @return false, with nothing written, when there is none
     */
    public boolean writeValue(DirectBuffer name, int nameOffset, int nameLength, SmileWriter target) {
        Tree frozen = tree();
        Members members = frozen.members();
        name.boundsCheck(nameOffset, nameLength);
        int entry = members.find(frozen.root(), name.byteArray(), RawBytes.at(name, nameOffset), nameLength);
        if (entry == 0 || !members.isLive(entry)) {
            return false;
        }
        frozen.write(NodeLayout.slotOf(entry), target);
        return true;
    }

    /** Lets the memory go. Any thread, but not while another still reads. Closing again does nothing. */
    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            arena.forget();
            views.onViewClosed();
        }
    }

    boolean isClosed() {
        return isClosed.get();
    }

    long number() {
        return number;
    }

    Tree tree() {
        if (isClosed.get()) {
            throw new IllegalStateException("view is closed");
        }
        Thread current = Thread.currentThread();
        if (reader == null) {
            reader = current;
        } else if (reader != current) {
            throw new IllegalStateException(
                    "view of another thread: reader=" + reader.getName() + " current=" + current.getName());
        }
        return tree;
    }
}
