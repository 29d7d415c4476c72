package io.canyon.engine.gateway;

import io.canyon.engine.room.Output;
import io.canyon.engine.spi.Frame;

/** The state of a room on its way to the sessions that wait for it; what they have in common is made once. */
final class StateOutput {
    private final FrameBuilder frames;
    private final DocumentWire documents;
    private RoomSessions room;
    private Output output;
    private Frame frame;
    private boolean hasRead;

    StateOutput(FrameBuilder frames, DocumentWire documents) {
        this.frames = frames;
        this.documents = documents;
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

    /** The wire of whole documents, which has this one for what its sessions are told of it. */
    DocumentWire document() {
        if (!hasRead) {
            hasRead = true;
            documents.readState(output);
        }
        return documents;
    }

    void release() {
        if (frame != null) {
            frame.release();
            frame = null;
        }
        if (hasRead) {
            hasRead = false;
            documents.forgetState();
        }
    }
}
