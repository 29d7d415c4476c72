package io.canyon.engine.gateway;

import io.canyon.engine.dialect.Dialect;
import io.canyon.engine.dialect.DocumentFrame;
import io.canyon.engine.dialect.echo.EchoError;
import io.canyon.engine.dialect.service.ServiceDialect;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.RejectCode;
import io.canyon.engine.spi.ServiceError;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The wire of services: messages of a transport, rooms by handle. */
final class ServiceMessages implements DocumentWire {
    private final ServiceDialect service;
    private final FrameBuilder frames;
    private final int chunkBytes;
    /** The document of the state at hand, filled by it; shared by all who are sent it. */
    private DirectBuffer document;

    /** @param chunkBytes longest document that is sent in one message */
    ServiceMessages(ServiceDialect service, FrameBuilder frames, int chunkBytes) {
        this.service = service;
        this.frames = frames;
        this.chunkBytes = chunkBytes;
    }

    @Override
    public String name() {
        return ServiceDialect.NAME;
    }

    @Override
    public Dialect dialect() {
        return service;
    }

    @Override
    public DocumentFrame frame() {
        return service.frame();
    }

    @Override
    public RoomAddress address() {
        return RoomAddress.ofHandle(service.frame().handle(), service.frame().room());
    }

    @Override
    public boolean isFor(RoomAddress room) {
        return service.frame().handle() == room.handle();
    }

    @Override
    public String refusal(DocumentConnection connection, DocumentSession session) {
        byte[] room = service.frame().room();
        if (session == null) {
            return connection.isIn(room) ? "the room has another handle" : null;
        }
        return session.isOver() || Arrays.equals(room, session.room().name()) ? null : "the handle is another room's";
    }

    /** Others of its rooms may well be its own still. */
    @Override
    public boolean endsConnection(CloseReason reason) {
        return reason == CloseReason.SHUTDOWN;
    }

    @Override
    public int encode(Output output, RoomAddress room, long roomNumber) {
        return output.type() == OutputType.WELCOME
                ? service.encodeWelcome(output, room.handle(), roomNumber, frames.text())
                : service.encodeOwn(output, roomNumber, frames.text());
    }

    @Override
    public int encodeReject(RejectCode code, long version, RoomAddress room, long roomNumber) {
        return service.encodeReject(
                service.frame().seq(), code, service.frame().problem(), version, roomNumber, frames.text());
    }

    @Override
    public int encodeError(EchoError code, String message, RoomAddress room, boolean isOver) {
        return service.encodeRefused(room.handle(), wordFor(code), isOver, message, frames.text());
    }

    @Override
    public int encodeEnd(CloseReason reason, String message, RoomAddress room) {
        ServiceError error = reason == CloseReason.REPLACED ? ServiceError.REPLACED : wordFor(EchoError.of(reason));
        return service.encodeRefused(room.handle(), error, true, message, frames.text());
    }

    @Override
    public void readState(Output state) {
        byte[] copy = new byte[state.documentLength()];
        state.buffer().getBytes(state.documentOffset(), copy);
        document = new UnsafeBuffer(copy);
        service.readMembers(state);
    }

    @Override
    public void sendWelcome(Link link, Output welcome, long version, RoomAddress room, long roomNumber) {
        int length = chunked() == null
                ? service.encodeWelcome(welcome, version, document, room.handle(), roomNumber, frames.text())
                : service.encodeAnnouncement(
                        welcome, version, document.capacity(), room.handle(), roomNumber, frames.text());
        link.sendText(length);
    }

    @Override
    public DirectBuffer chunked() {
        return document.capacity() > chunkBytes ? document : null;
    }

    @Override
    public int encodeChunk(DirectBuffer whole, int offset, int lengthBytes, long roomNumber) {
        return service.encodeChunk(whole, offset, lengthBytes, roomNumber, frames.text());
    }

    @Override
    public void forgetState() {
        document = null;
        service.forgetMembers();
    }

    private static ServiceError wordFor(EchoError code) {
        return switch (code) {
            case FORBIDDEN -> ServiceError.FORBIDDEN;
            case BAD_FRAME, UNKNOWN_EVENT -> ServiceError.MALFORMED;
            case NOT_JOINED -> ServiceError.NOT_JOINED;
            case LIMIT -> ServiceError.LIMIT;
            case ROOM_CLOSED -> ServiceError.ROOM_CLOSED;
            case UNAVAILABLE -> ServiceError.UNAVAILABLE;
        };
    }
}
