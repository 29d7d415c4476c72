package io.canyon.engine.gateway;

import io.canyon.engine.dialect.Dialect;
import io.canyon.engine.dialect.DocumentFrame;
import io.canyon.engine.dialect.echo.EchoError;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.RejectCode;
import org.agrona.DirectBuffer;

/**
 * How the clients of whole documents of one I/O thread are spoken with. Texts and messages are written where the
 * gateway's frame builder takes them; each method that does so returns the length, 0 if there is nothing to say. It
 * keeps nothing of any client.
 */
interface DocumentWire {
    /** Its name for authenticators. */
    String name();

    /** Writes what goes to all sessions of a room. */
    Dialect dialect();

    /** The frame that was read last, or is to be read. */
    DocumentFrame frame();

    /** The room that the frame which was read last names; null if it names none, or one that cannot be. */
    RoomAddress address();

    /** Whether the frame that was read last is for that room. */
    boolean isFor(RoomAddress room);

    /**
     * Why the frame that was read last, a join, makes no sense; null if it does.
     *
     * @param session that it is for; null if there is none yet
     */
    String refusal(DocumentConnection connection, DocumentSession session);

    /** Whether a session that ends for that reason takes its connection along. */
    boolean endsConnection(CloseReason reason);

    /** Writes an output for one session, but no WELCOME that is PENDING. */
    int encode(Output output, RoomAddress room, long roomNumber);

    /** Writes a {@code reject} of what never came to its room; version that the session was last sent. */
    int encodeReject(RejectCode code, long version, RoomAddress room, long roomNumber);

    /**
     * Writes that something was refused.
     *
     * @param room null if it was about none that there is
     * @param isOver whether the client is not in the room from here on
     */
    int encodeError(EchoError code, String message, RoomAddress room, boolean isOver);

    /** Writes that a session has ended, while its connection goes on. */
    int encodeEnd(CloseReason reason, String message, RoomAddress room);

    /** Takes a STATE, for all the sessions that wait for it. */
    void readState(Output state);

    /**
     * Sends one of them its PENDING WELCOME, which has in common with those of the others what is the same.
     *
     * @param version version of the state
     */
    void sendWelcome(Link link, Output welcome, long version, RoomAddress room, long roomNumber);

    /**
     * The document of the last {@link #readState}, which is to be sent in chunks behind {@link #sendWelcome}; null:
     * that has it. It is not changed any more.
     */
    DirectBuffer chunked();

    /** Writes a part of such a document. */
    int encodeChunk(DirectBuffer document, int offset, int lengthBytes, long roomNumber);

    /** Lets go what the last {@link #readState} has taken. */
    void forgetState();
}
