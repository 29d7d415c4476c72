package io.canyon.engine.dialect.echo;

import io.canyon.engine.dialect.Dialect;
import io.canyon.engine.dialect.MemberPlaces;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.RejectCode;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Codec of the echo wire. Not thread-safe: one instance per I/O thread. Frames and outputs belong to the caller and are
 * not kept after a call.
 */
public final class EchoDialect implements Dialect {
    public static final String NAME = "echo";

    private final EchoFrame frame;
    private final EchoEncoder encoder = new EchoEncoder();
    private final MemberPlaces places = new MemberPlaces(EchoEncoder.SEPARATOR_BYTES);

    /**
     * @param maxDepth deepest nesting of a frame, the frame itself counted
     * @param maxEditBytes longest edit that a delta may become
     */
    public EchoDialect(int maxDepth, int maxEditBytes) {
        frame = new EchoFrame(maxDepth, maxEditBytes);
    }

    /** The frame that was read last, or is to be read. */
    public EchoFrame frame() {
        return frame;
    }

    @Override
    public int encode(Output output, DirectBuffer room, MutableDirectBuffer target) {
        return encoder.encode(output, room, target);
    }

    /**
     * Writes what all who wait for a STATE are told of it. Their frames have it between {@link #encodeWelcomeHead} and
     * {@link #encodeWelcomeTail}, each without the entry of the session itself, see {@link #places}.
     *
     * @return its length
     */
    public int encodeState(Output state, MutableDirectBuffer target) {
        return encoder.state(state, places, target);
    }

    /** Where the members are in what {@link #encodeState} has written. */
    public MemberPlaces places() {
        return places;
    }

    /**
     * Writes what stands before the state in the frame of a PENDING WELCOME.
     *
     * @param version version of the state
     * @return its length
     */
    public int encodeWelcomeHead(Output welcome, long version, DirectBuffer room, MutableDirectBuffer target) {
        return encoder.welcomeHead(welcome, version, room, target);
    }

    /** Writes what stands behind the state, from {@code offset} on; returns its length. */
    public int encodeWelcomeTail(Output welcome, MutableDirectBuffer target, int offset) {
        return encoder.welcomeTail(welcome, target, offset);
    }

    /**
     * Writes a {@code reject} of what never came to its room.
     *
     * @param version version that the session was last sent
     */
    public int encodeReject(
            long seq, RejectCode code, String message, long version, DirectBuffer room, MutableDirectBuffer target) {
        return encoder.reject(seq, code, message, version, room, target);
    }

    /** @param room null to leave it out */
    public int encodeError(EchoError code, String message, DirectBuffer room, MutableDirectBuffer target) {
        return encoder.error(code, message, room, target);
    }
}
