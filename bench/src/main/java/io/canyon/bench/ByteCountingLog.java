package io.canyon.bench;

import io.canyon.engine.room.Command;
import io.canyon.engine.room.EditLog;
import io.canyon.engine.room.Member;
import io.canyon.engine.room.Room;
import org.agrona.DirectBuffer;

/** Takes the place of the journal. */
final class ByteCountingLog implements EditLog {
    private long bytes;

    @Override
    public void append(
            Room room, long version, Member author, long resyncFrom, DirectBuffer edit, int offset, int length) {
        bytes += length;
    }

    @Override
    public void appendDocument(
            Room room, long version, Member author, Command command, DirectBuffer edit, int offset, int length) {
        bytes += length;
    }

    @Override
    public boolean reserve(int moreBytes) {
        return true;
    }

    long bytes() {
        return bytes;
    }
}
