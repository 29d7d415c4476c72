package io.canyon.engine.room;

import org.agrona.DirectBuffer;

/** Where applied edits go before anything shows them. Called on the shard's thread. */
public interface EditLog {
    /** Logs {@code length} bytes of an edit exactly as it was applied under {@code version}. */
    void append(Room room, long version, Member author, long resyncFrom, DirectBuffer edit, int offset, int length);
}
