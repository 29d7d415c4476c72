package io.canyon.engine.dialect.service;

import io.canyon.engine.room.Output;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RoomKind;
import io.canyon.engine.spi.ServiceJoined;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A WELCOME as a service is told it. Not thread-safe. */
final class JoinedMessage implements ServiceJoined {
    private final UnsafeBuffer contents = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer members = new UnsafeBuffer(0, 0);
    private Output welcome;
    private int handle;
    private long roomId;
    private long version;
    private Contents contentsKind;
    private int totalBytes;

    /** Takes what it says, but for its contents: there are none. */
    JoinedMessage wrap(Output output, int ownHandle, long ownRoomId, long ofVersion) {
        welcome = output;
        handle = ownHandle;
        roomId = ownRoomId;
        version = ofVersion;
        contentsKind = Contents.NOTHING_NEW;
        contents.wrap(0, 0);
        totalBytes = 0;
        return this;
    }

    /** Takes what it has to tell of the document. */
    void contents(Contents kind, DirectBuffer smile, int offset, int lengthBytes) {
        contentsKind = kind;
        contents.wrap(smile, offset, lengthBytes);
        totalBytes = lengthBytes;
    }

    /** The document comes in chunks. */
    void chunks(int lengthBytes) {
        contentsKind = Contents.CHUNKS;
        totalBytes = lengthBytes;
    }

    void members(DirectBuffer smile, int lengthBytes) {
        members.wrap(smile, 0, lengthBytes);
    }

    @Override
    public int handle() {
        return handle;
    }

    @Override
    public long roomId() {
        return roomId;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public long from() {
        return welcome.has(Output.HAS_FROM) ? welcome.fromVersion() : -1;
    }

    @Override
    public long sequence() {
        return welcome.sequence();
    }

    @Override
    public Permission permission() {
        return Permission.of(welcome.value());
    }

    @Override
    public RoomKind kind() {
        return welcome.has(Output.OF_RECORDS) ? RoomKind.RECORDS : RoomKind.DOCUMENT;
    }

    @Override
    public boolean isAsked() {
        return welcome.has(Output.ASKED);
    }

    @Override
    public Contents contentsKind() {
        return contentsKind;
    }

    @Override
    public DirectBuffer contents() {
        return contents;
    }

    @Override
    public int totalBytes() {
        return totalBytes;
    }

    @Override
    public DirectBuffer members() {
        return members;
    }
}
