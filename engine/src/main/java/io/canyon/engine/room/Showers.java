package io.canyon.engine.room;

import io.canyon.engine.document.Document;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Which sessions show each presence key, key -> session, so that it costs one look to know whether anybody does. Stands
 * in the presence's tree, under a name that no session has.
 */
final class Showers {
    /** Most logical bytes that one session's showing of a key adds, without the key's name. */
    static final int MAX_GROWTH_BYTES = 32 + 32 + 32 + Long.BYTES + 1;

    private static final UnsafeBuffer NO_NAME = new UnsafeBuffer(new byte[0]);
    private static final UnsafeBuffer ANY_VALUE = new UnsafeBuffer(new byte[] {Smile.NULL});

    private final Document tree;
    private final int keys;

    Showers(Document tree, long version) {
        this.tree = tree;
        this.keys = tree.object(tree.record(tree.root(), NO_NAME, 0, 0, version));
    }

    /** Versions are the tree's. */
    void add(DirectBuffer key, int offset, int length, DirectBuffer session, long version) {
        int sessions = tree.object(tree.record(keys, key, offset, length, version));
        tree.set(sessions, session, 0, Long.BYTES, ANY_VALUE, 0, version);
    }

    /** True if nobody shows the key any more. */
    boolean remove(DirectBuffer key, int offset, int length, DirectBuffer session) {
        int sessions = tree.object(tree.find(keys, key, offset, length));
        tree.erase(sessions, session, 0, Long.BYTES);
        boolean isLast = tree.memberCount(sessions) == 0;
        if (isLast) {
            tree.erase(keys, key, offset, length);
        }
        return isLast;
    }

    boolean isAny(DirectBuffer key, int offset, int length) {
        return tree.find(keys, key, offset, length) != 0;
    }
}
