package io.canyon.engine.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Connections to a room of this JVM. Everything happens in the thread that sends, before it goes on. Thread-safe. */
final class RoomTransport implements SyncTransport {
    private final EchoRoom room;
    private final List<Way> ways = new ArrayList<>();
    private final Queue<Runnable> deliveries = new ArrayDeque<>();
    private boolean isDelivering;
    private boolean isDown;

    RoomTransport(EchoRoom room) {
        this.room = room;
    }

    /** One connection. */
    private final class Way implements SyncConnection {
        private final EchoLink link;
        private final SyncReceiver receiver;

        Way(EchoLink link, SyncReceiver receiver) {
            this.link = link;
            this.receiver = receiver;
        }

        @Override
        public void send(String text) {
            synchronized (RoomTransport.this) {
                if (!link.isEnded) {
                    room.receive(link, text);
                }
            }
            deliver();
        }

        @Override
        public void close() {
            synchronized (RoomTransport.this) {
                ways.remove(this);
                room.closed(link);
            }
            deliver();
        }
    }

    @Override
    public SyncConnection connect(String id, SyncReceiver receiver) {
        Way way = new Way(new EchoLink(id), receiver);
        synchronized (this) {
            if (isDown) {
                deliveries.add(() -> receiver.onClosed(1006, "down"));
            } else {
                ways.add(way);
                room.accept(way.link);
                deliveries.add(receiver::onOpen);
            }
        }
        deliver();
        return way;
    }

    /** No connection stays, and none is made, until it is up again. */
    void setDown(boolean value) {
        synchronized (this) {
            isDown = value;
            for (Way way : List.copyOf(ways)) {
                ways.remove(way);
                room.closed(way.link);
                deliveries.add(() -> way.receiver.onClosed(1001, "down"));
            }
        }
        deliver();
    }

    /** Does something to the room, and delivers what comes of it. */
    void with(Runnable action) {
        synchronized (this) {
            action.run();
        }
        deliver();
    }

    /** Without a lock, in order; whoever comes while another thread delivers, leaves it to that one. */
    private void deliver() {
        while (true) {
            Runnable next;
            synchronized (this) {
                collect();
                if (isDelivering || deliveries.isEmpty()) {
                    return;
                }
                isDelivering = true;
                next = deliveries.poll();
            }
            try {
                next.run();
            } finally {
                synchronized (this) {
                    isDelivering = false;
                }
            }
        }
    }

    private void collect() {
        room.release();
        for (Way way : ways) {
            for (String text = way.link.toClient.poll(); text != null; text = way.link.toClient.poll()) {
                String frame = text;
                deliveries.add(() -> way.receiver.onText(frame));
            }
        }
    }
}
