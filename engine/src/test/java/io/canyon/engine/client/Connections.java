package io.canyon.engine.client;

import java.util.List;
import java.util.Random;

/** What happens on the connections of simulated users: they take their time, and break. */
final class Connections {
    private final Server server;
    private final Random random;
    /** Connections that broke. */
    int lost;
    /** Frames that came over connections which their client had given up. */
    int lateFrames;

    /** Where the connections lead. */
    interface Server {
        void accept(EchoLink link);

        void receive(EchoLink link, String frame);

        /** The connection is gone. */
        void closed(EchoLink link);
    }

    Connections(Server server, Random random) {
        this.server = server;
        this.random = random;
    }

    void open(SimulatedUser user, boolean succeeds, long nowMs) {
        EchoLink link = user.link();
        if (link == null || link.isOpen) {
            return;
        }
        if (succeeds) {
            server.accept(link);
            user.protocol.opened(nowMs);
        } else {
            link.isAbandoned = true;
            user.protocol.closed(1006, nowMs);
        }
    }

    /** The client loses what is under way to it; the server may still get what is under way to it, later. */
    void breakDown(SimulatedUser user, long nowMs) {
        EchoLink link = user.link();
        if (link != null && link.isOpen) {
            lost++;
            link.isAbandoned = true;
            user.protocol.closed(1006, nowMs);
        }
    }

    /** Frames of connections that the client has given up may still come, before or behind those of the next one. */
    void deliverToServer(SimulatedUser user) {
        List<EchoLink> alive =
                user.links.stream().filter(link -> link.isOpen && !link.isEnded).toList();
        if (alive.isEmpty()) {
            return;
        }
        EchoLink link = alive.get(random.nextInt(alive.size()));
        String frame = link.toServer.poll();
        if (frame != null) {
            lateFrames += link.isAbandoned ? 1 : 0;
            server.receive(link, frame);
        } else if (link.isAbandoned || link.closeCode != 0 && link != user.link()) {
            server.closed(link);
        }
        if (link.isAbandoned && random.nextInt(4) == 0) {
            link.toServer.clear();
        }
    }

    void deliverToClient(SimulatedUser user, long nowMs) {
        EchoLink link = user.link();
        if (link == null || !link.isOpen) {
            return;
        }
        String frame = link.toClient.poll();
        if (frame != null) {
            user.protocol.received(frame, nowMs);
        } else if (link.closeCode != 0) {
            link.isAbandoned = true;
            user.protocol.closed(link.closeCode, nowMs);
        }
    }

    /** Whether nothing is under way for the user, over no connection. */
    static boolean isIdle(SimulatedUser user) {
        return user.isIdle()
                && user.links.stream().allMatch(link -> !link.isOpen || link.isEnded || link == user.link());
    }
}
