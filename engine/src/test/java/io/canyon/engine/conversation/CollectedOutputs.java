package io.canyon.engine.conversation;

import io.canyon.engine.room.Output;
import io.canyon.engine.room.RoomOutput;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keeps all outputs of a room core, each with the I/O threads that are to get it. */
final class CollectedOutputs implements RoomOutput {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final List<Output> outputs = new ArrayList<>();
    private final List<String> bytes = new ArrayList<>();

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int begin() {
        return 0;
    }

    @Override
    public void end(long ioThreads, int lengthBytes) {
        byte[] copy = new byte[lengthBytes];
        buffer.getBytes(0, copy);
        outputs.add(new Output().wrap(new UnsafeBuffer(copy), 0));
        bytes.add(ioThreads + " " + java.util.HexFormat.of().formatHex(copy));
    }

    void clear() {
        outputs.clear();
        bytes.clear();
    }

    List<Output> outputs() {
        return outputs;
    }

    /** Each output as text. */
    List<String> bytes() {
        return bytes;
    }
}
