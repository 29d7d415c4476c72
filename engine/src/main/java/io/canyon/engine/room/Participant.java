package io.canyon.engine.room;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What a session in a room of one document is, besides being a {@link Member}. Belongs to the shard's thread. */
final class Participant {
    private final UnsafeBuffer userId;
    private final int connectionNumber;
    private final Author author;
    private final UnsafeBuffer shown = new UnsafeBuffer(new byte[0]);
    private final UndoStack undoStack = new UndoStack();
    private int shownLength;
    private int place;
    private boolean hasAsked;
    private long askedVersion;

    Participant(byte[] userId, int connectionNumber, Author author) {
        this.userId = new UnsafeBuffer(userId);
        this.connectionNumber = connectionNumber;
        this.author = author;
    }

    /** UTF-8; the buffer is exactly as long. */
    DirectBuffer userId() {
        return userId;
    }

    /** Whether the command, which enters, names the same user. */
    boolean isUser(Command command) {
        int length = command.documentLength();
        return userId.compareTo(new UnsafeBuffer(command.buffer(), command.documentOffset(), length)) == 0;
    }

    /** Another user has come over the same connection. */
    void user(Command command) {
        byte[] name = new byte[command.documentLength()];
        command.buffer().getBytes(command.documentOffset(), name);
        userId.wrap(name);
    }

    /** Of its id's connections the newest has the highest. */
    int connectionNumber() {
        return connectionNumber;
    }

    Author author() {
        return author;
    }

    UndoStack undoStack() {
        return undoStack;
    }

    /** Its place in the list of members that was written last. */
    int place() {
        return place;
    }

    void place(int newPlace) {
        place = newPlace;
    }

    /** Whether the state that it waits for answers a question of its own. */
    boolean hasAsked() {
        return hasAsked;
    }

    /** The version that it knew when it asked. */
    long askedVersion() {
        return askedVersion;
    }

    void asks(long knownVersion) {
        hasAsked = true;
        askedVersion = knownVersion;
    }

    void answered() {
        hasAsked = false;
    }

    /** Keeps a copy of the Smile value. */
    void show(DirectBuffer source, int offset, int length) {
        if (shown.capacity() < length) {
            shown.wrap(new byte[length]);
        }
        shown.putBytes(0, source, offset, length);
        shownLength = length;
    }

    /** What the session shows, {@link #shownLength} bytes. */
    DirectBuffer shown() {
        return shown;
    }

    /** 0: it shows nothing. */
    int shownLength() {
        return shownLength;
    }
}
