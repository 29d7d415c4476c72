package io.canyon.engine.conversation;

import io.canyon.engine.room.Command;
import io.canyon.engine.room.EditLog;
import io.canyon.engine.room.Member;
import io.canyon.engine.room.Room;
import org.agrona.DirectBuffer;

/** Logs the edits of rooms of records with what it is made of; there are no others. */
record RecordsLog(Append target) implements EditLog {
    /** {@link EditLog#append}. */
    @FunctionalInterface
    interface Append {
        void append(Room room, long version, Member author, long resyncFrom, DirectBuffer edit, int offset, int length);
    }

    @Override
    public void append(
            Room room, long version, Member author, long resyncFrom, DirectBuffer edit, int offset, int length) {
        target.append(room, version, author, resyncFrom, edit, offset, length);
    }

    @Override
    public void appendDocument(
            Room room, long version, Member author, Command command, DirectBuffer edit, int offset, int length) {
        throw new IllegalStateException("no room of records: room=" + room.name());
    }

    @Override
    public boolean reserve(int moreBytes) {
        throw new IllegalStateException("no room of records");
    }
}
