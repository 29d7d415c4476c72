package io.canyon.aeron.examples;

import io.canyon.aeron.client.JoinOptions;
import io.canyon.aeron.client.LinkState;
import io.canyon.aeron.client.RoomHandler;
import io.canyon.aeron.client.RoomLink;
import io.canyon.aeron.client.RoomsConfig;
import io.canyon.aeron.client.RoomsSession;
import io.canyon.aeron.codec.PayloadForm;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** Sends the same edit again and again, from the caller's own loop. */
final class Ticker {
    private Ticker() {}

    static void tick(RoomsConfig config, RoomHandler handler, DirectBuffer delta, int times) {
        IdleStrategy idle = new YieldingIdleStrategy();
        try (RoomsSession session = RoomsSession.create(config, (state, reason) -> {})) {
            RoomLink link = session.join("match", "ticker", JoinOptions.DEFAULTS, handler);
            while (link.state() != LinkState.LIVE || link.lastSequence() < times) {
                long next = link.lastSequence() + 1;
                long result = link.offerEdit(next, -1, PayloadForm.DELTA, delta, 0, delta.capacity());
                idle.idle(session.doWork() + (result > 0 ? 1 : 0));
            }
        }
    }
}
