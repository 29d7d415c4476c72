package io.canyon.engine.shard;

import io.canyon.engine.room.Command;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A shard whose test takes the commands of one I/O thread, and writes the outputs. */
public final class FakeShard {
    private final Inbox inbox;
    private final IoThread thread;

    public FakeShard(int inboxBytes, Runnable wakeUp) {
        inbox = new Inbox(inboxBytes);
        thread = new IoThreads(1).add(wakeUp);
    }

    public Inbox inbox() {
        return inbox;
    }

    public IoThread thread() {
        return thread;
    }

    /** Takes all commands that are there. */
    public List<Command> take() {
        List<Command> commands = new ArrayList<>();
        inbox.drain((buffer, offset, length) -> {
            UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
            copy.putBytes(0, buffer, offset, length);
            commands.add(new Command().wrap(copy, 0));
            return true;
        });
        return commands;
    }

    public void tell(DirectBuffer output, int length) {
        thread.outbox(0).write(output, 0, length);
    }
}
