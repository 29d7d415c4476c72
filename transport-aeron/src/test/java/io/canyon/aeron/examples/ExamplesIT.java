package io.canyon.aeron.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.AeronTransport;
import io.canyon.aeron.client.JoinedState;
import io.canyon.aeron.client.RoomHandler;
import io.canyon.aeron.client.RoomsConfig;
import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.RejectReason;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.spi.TransportContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ExamplesIT {
    @TempDir
    private Path folder;

    @Test
    void shouldRun() throws IOException {
        String directory = folder.resolve("driver").toString();
        AeronConfig config =
                AeronConfig.DEFAULTS.withChannel("aeron:ipc").withDirectory(folder.resolve("driver"), true);
        try (Engine engine = Engine.start(EngineConfig.of(folder.resolve("data")));
                AeronTransport transport = AeronTransport.start(
                        config, new TransportContext(engine, engine::isReady, Map.of(), "process", failure -> {}))) {
            assertEquals("aeron:ipc", transport.address().split(" ")[0]);
            assertEquals("1:2 EditAck[version=3, durability=PROCESS]", Scorekeeper.keep(directory));
            Counter counter = new Counter();
            byte[] delta = new SmileMapper().writeValueAsBytes(new JsonMapper().readTree("{\"ticks\":[1]}"));
            Ticker.tick(RoomsConfig.builder().aeronDirectory(directory).build(), counter, new UnsafeBuffer(delta), 100);
            assertEquals(3, counter.joinedAt);
        }
    }

    /** Sees where the room was when it was entered. */
    private static final class Counter implements RoomHandler {
        long joinedAt = -1;

        @Override
        public void onJoined(JoinedState joined) {
            joinedAt = joined.version();
        }

        @Override
        public void onAck(long sequence, long version, Durability durability, AppliedAs as, DirectBuffer delta) {}

        @Override
        public void onEdit(long version, DirectBuffer clientId, DirectBuffer userId, DirectBuffer delta) {}

        @Override
        public void onReject(long sequence, RejectReason reason, long version, DirectBuffer message) {}
    }
}
