package io.canyon.engine.gateway;

import io.canyon.engine.dialect.echo.EchoDialect;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.Frame;

/** The state of a room on its way to the sessions that wait for it; what they have in common is made once. */
final class StateOutput {
    private final FrameBuilder frames;
    private final EchoDialect echo;
    private RoomSessions room;
    private Output output;
    private Frame frame;
    private boolean hasRead;

    StateOutput(FrameBuilder frames, EchoDialect echo) {
        this.frames = frames;
        this.echo = echo;
    }

    StateOutput wrap(RoomSessions newRoom, Output newOutput) {
        room = newRoom;
        output = newOutput;
        return this;
    }

    long version() {
        return output.version();
    }

    /** The frame that is the state; released with this. */
    Frame frame() {
        if (frame == null) {
            frame = frames.sharedFrame(room.dialect().encode(output, room.name(), frames.text()));
        }
        return frame;
    }

    /** The echo dialect, which has the document for frames that a session has the rest of. */
    EchoDialect document() {
        if (!hasRead) {
            hasRead = true;
            echo.readState(output);
        }
        return echo;
    }

    void release() {
        if (frame != null) {
            frame.release();
            frame = null;
        }
        if (hasRead) {
            hasRead = false;
            echo.forgetState();
        }
    }
}
