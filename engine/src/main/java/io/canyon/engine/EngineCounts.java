package io.canyon.engine;

import io.canyon.engine.gateway.IoGateway;
import io.canyon.engine.room.RoomCounters;
import io.canyon.engine.shard.Shard;
import java.util.List;

/** Adds up what the threads of an engine count, each for itself. */
final class EngineCounts {
    private EngineCounts() {}

    static long sum(EngineCounter counter, List<Shard> shards, List<IoGateway> gateways) {
        long sum = 0;
        for (Shard shard : shards) {
            sum += shard.counters().get(counter) + ofRooms(counter, shard.roomCounters());
        }
        for (IoGateway gateway : gateways) {
            sum += gateway.counters().get(counter);
        }
        return sum;
    }

    private static long ofRooms(EngineCounter counter, RoomCounters rooms) {
        return switch (counter) {
            case EDITS_APPLIED -> rooms.editsApplied();
            case EDITS_REFUSED -> rooms.editsRefused();
            case KEYS_REFUSED -> rooms.keysRefused();
            case PRESENCE_CHANGES -> rooms.presenceChanges();
            case BROADCASTS -> rooms.broadcasts();
            case SESSIONS_OPENED -> rooms.sessionsOpened();
            case SESSIONS_CLOSED -> rooms.sessionsClosed();
            case SESSIONS_LAGGED -> rooms.sessionsLagged();
            case CATCH_UPS -> rooms.catchUps();
            case STATES_ENCODED -> rooms.statesEncoded();
            case RESYNCS -> rooms.resyncs();
            case LIMIT_REFUSALS -> rooms.limitRefusals();
            default -> 0;
        };
    }
}
