package io.canyon.engine.dialect;

import org.agrona.collections.IntArrayList;

/**
 * Where the entries of a list of members stand that was written for many sessions, each of which leaves out its own.
 * Not thread-safe.
 */
public final class MemberPlaces {
    /** Where each begins; at last, where the one behind the last would. */
    private final IntArrayList starts = new IntArrayList();

    private final int separatorBytes;

    /** @param separatorBytes what stands between two entries */
    public MemberPlaces(int separatorBytes) {
        this.separatorBytes = separatorBytes;
    }

    public void clear() {
        starts.clear();
    }

    /** The next entry begins there; at last, the one behind the last would. */
    public void add(int offset) {
        starts.addInt(offset);
    }

    /** Where that begins which a session leaves out; with the separator before it, unless it comes first. */
    public int leftOutOffset(int place) {
        return isThere(place) ? starts.getInt(place) - (place == 0 ? 0 : separatorBytes) : 0;
    }

    public int leftOutLength(int place) {
        if (!isThere(place)) {
            return 0;
        }
        int length = starts.getInt(place + 1) - starts.getInt(place);
        return starts.size() == 2 ? length - separatorBytes : length;
    }

    private boolean isThere(int place) {
        return place + 1 < starts.size();
    }
}
