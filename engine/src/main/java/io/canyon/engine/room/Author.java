package io.canyon.engine.room;

/**
 * A connection id in a room, for as long as the room remembers it or a session of it is there. Belongs to the shard's
 * thread.
 */
final class Author {
    /** The version of an edit that was not applied. */
    static final long NOT_APPLIED = AuthorEdits.NOT_APPLIED;

    private static final int NOWHERE = -1;

    private AuthorEdits edits;
    private int place = NOWHERE;
    /** Of its connections in this room, in this run, the newest. */
    private int connectionNumber;

    Author(String id) {
        this(new AuthorEdits(id));
    }

    Author(AuthorEdits edits) {
        this.edits = edits;
    }

    String id() {
        return edits.id();
    }

    /** Whether a newer connection of the id has been here. */
    boolean hasNewerThan(int number) {
        return number - connectionNumber < 0;
    }

    void connected(int number) {
        connectionNumber = number;
    }

    /** The last edit that was applied; 0 if none ever was. */
    long sequence() {
        return edits.sequence();
    }

    /** The version that it made. */
    long version() {
        return edits.version();
    }

    /** The version that the edit made, or {@link #NOT_APPLIED}; the edit is not newer than {@link #sequence}. */
    long versionOf(long editSequence) {
        return edits.versionOf(editSequence);
    }

    AuthorEdits edits() {
        return edits;
    }

    void edits(AuthorEdits newEdits) {
        edits = newEdits;
    }

    /** Whether the room remembers the id. */
    boolean isRemembered() {
        return place != NOWHERE;
    }

    /** Where it stands in the room's {@link AuthorOrder}. */
    int place() {
        return place;
    }

    void place(int newPlace) {
        place = newPlace;
    }

    void forgotten() {
        place = NOWHERE;
    }
}
