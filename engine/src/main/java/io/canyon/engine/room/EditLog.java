package io.canyon.engine.room;

import org.agrona.DirectBuffer;

/** Where applied edits go before anything shows them. Called on the shard's thread. */
public interface EditLog {
    /** Logs {@code length} bytes of an edit of records exactly as it was applied under {@code version}. */
    void append(Room room, long version, Member author, long resyncFrom, DirectBuffer edit, int offset, int length);

    /**
     * Logs what was applied of a document session's edit.
     *
     * @param command has the author's sequence, and the base
     * @param length 0 when it changed nothing
     */
    void appendDocument(
            Room room, long version, Member author, Command command, DirectBuffer edit, int offset, int length);

    /** Makes sure that the command at hand can be logged with so many bytes more than it has; false if it cannot. */
    boolean reserve(int moreBytes);
}
