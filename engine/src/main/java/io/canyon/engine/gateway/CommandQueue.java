package io.canyon.engine.gateway;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.shard.Inbox;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The commands of one session on their way to its shard, in order; those that find the inbox full wait. */
final class CommandQueue {
    private final IoGateway gateway;
    private final Session session;
    private final Inbox inbox;
    private final UnsafeBuffer header = new UnsafeBuffer(new byte[Command.HEADER_BYTES]);
    private final ArrayDeque<UnsafeBuffer> waiting = new ArrayDeque<>();

    CommandQueue(IoGateway gateway, Session session, Inbox inbox) {
        this.gateway = gateway;
        this.session = session;
        this.inbox = inbox;
    }

    void post(CommandType type, int value) {
        Command.putHeader(header, 0, type, session.id(), value, 0);
        post(header, 0, Command.HEADER_BYTES);
    }

    void post(DirectBuffer command, int offset, int length) {
        if (!waiting.isEmpty() || !inbox.offer(command, offset, length)) {
            if (waiting.isEmpty()) {
                gateway.counters().increment(EngineCounter.INBOX_FULL);
                gateway.stalled(session);
            }
            UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
            copy.putBytes(0, command, offset, length);
            waiting.add(copy);
        }
    }

    /** Tries again; true when nothing waits any more. */
    boolean retry() {
        while (!waiting.isEmpty()) {
            UnsafeBuffer command = waiting.peek();
            if (!inbox.offer(command, 0, command.capacity())) {
                return false;
            }
            waiting.remove();
        }
        return true;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
