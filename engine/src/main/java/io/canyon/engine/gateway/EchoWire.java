package io.canyon.engine.gateway;

import io.canyon.engine.dialect.Dialect;
import io.canyon.engine.dialect.DocumentFrame;
import io.canyon.engine.dialect.MemberPlaces;
import io.canyon.engine.dialect.echo.EchoDialect;
import io.canyon.engine.dialect.echo.EchoError;
import io.canyon.engine.dialect.echo.EchoFrame;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.RejectCode;
import io.canyon.engine.spi.SharedText;
import org.agrona.DirectBuffer;

/** The echo wire: JSON texts, rooms by name. */
final class EchoWire implements DocumentWire {
    private final EchoDialect echo;
    private final FrameBuilder frames;
    private final int maxRoomNameBytes;
    /** What all who wait for the state at hand are told of it. */
    private SharedText state;

    EchoWire(EchoDialect echo, FrameBuilder frames, int maxRoomNameBytes) {
        this.echo = echo;
        this.frames = frames;
        this.maxRoomNameBytes = maxRoomNameBytes;
    }

    @Override
    public String name() {
        return EchoDialect.NAME;
    }

    @Override
    public Dialect dialect() {
        return echo;
    }

    @Override
    public DocumentFrame frame() {
        return echo.frame();
    }

    @Override
    public RoomAddress address() {
        EchoFrame frame = echo.frame();
        boolean mayBe = frame.hasRoom() && frame.roomLengthBytes() <= maxRoomNameBytes;
        return mayBe ? RoomAddress.ofName(frame.room()) : null;
    }

    @Override
    public boolean isFor(RoomAddress room) {
        return echo.frame().isRoom(room.name());
    }

    @Override
    public String refusal(DocumentConnection connection, DocumentSession session) {
        return null;
    }

    @Override
    public boolean endsConnection(CloseReason reason) {
        return reason == CloseReason.REPLACED || reason == CloseReason.SHUTDOWN;
    }

    @Override
    public int encode(Output output, RoomAddress room, long roomNumber) {
        return echo.encode(output, room.utf8(), frames.text());
    }

    @Override
    public int encodeReject(RejectCode code, long version, RoomAddress room, long roomNumber) {
        EchoFrame frame = echo.frame();
        return echo.encodeReject(frame.seq(), code, frame.problem(), version, room.utf8(), frames.text());
    }

    @Override
    public int encodeError(EchoError code, String message, RoomAddress room, boolean isOver) {
        return echo.encodeError(code, message, room == null ? null : room.utf8(), frames.text());
    }

    @Override
    public int encodeEnd(CloseReason reason, String message, RoomAddress room) {
        return encodeError(EchoError.of(reason), message, room, true);
    }

    @Override
    public void readState(Output output) {
        state = frames.share(echo.encodeState(output, frames.text()));
    }

    @Override
    public void sendWelcome(Link link, Output welcome, long version, RoomAddress room, long roomNumber) {
        int head = echo.encodeWelcomeHead(welcome, version, room.utf8(), frames.text());
        int tail = echo.encodeWelcomeTail(welcome, frames.text(), head);
        MemberPlaces places = echo.places();
        int place = welcome.ownPlace();
        Frame frame = frames.compose(head, tail, state, places.leftOutOffset(place), places.leftOutLength(place));
        link.send(frame);
        frame.release();
    }

    @Override
    public DirectBuffer chunked() {
        return null;
    }

    @Override
    public int encodeChunk(DirectBuffer document, int offset, int lengthBytes, long roomNumber) {
        throw new IllegalStateException("this wire has no chunks");
    }

    @Override
    public void forgetState() {
        state.release();
        state = null;
    }
}
