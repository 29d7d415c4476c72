package io.canyon.aeron.server;

import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.AeronCounter;
import io.canyon.aeron.RequestWriter;
import io.canyon.aeron.codec.Durability;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.CachedNanoClock;

/** The server's agent between a fake engine and fake publications, driven by a test. */
final class AgentHarness {
    static final AeronConfig CONFIG = AeronConfig.DEFAULTS
            .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(30))
            .withLimits(2, 64 << 10, 1 << 20);
    static final String CHANNEL = "aeron:udp?endpoint=127.0.0.1:9999";

    final FakeEngine engine = new FakeEngine();
    final FakeLink link = new FakeLink();
    final RequestWriter writer = new RequestWriter();
    final AeronCounters counters = new AeronCounters();
    final CachedNanoClock clock = new CachedNanoClock();
    final ServerAgent agent;
    boolean isReady = true;

    AgentHarness() {
        this(CONFIG);
    }

    AgentHarness(AeronConfig config) {
        agent = new ServerAgent(config, engine, () -> isReady, counters, clock, link, Durability.POWER);
    }

    FakeClient client() {
        FakeClient client = new FakeClient();
        agent.add(client, "peer");
        return client;
    }

    /** A client with an open session. */
    FakeClient connected(String clientId) {
        FakeClient client = client();
        client.send(writer.connect(clientId.hashCode(), CHANNEL, 8, clientId));
        turn();
        return client;
    }

    /** The id of the session that was opened last. */
    long sessionId() {
        return link.last().received().stream()
                .filter(message -> message.is("ConnectResponse"))
                .findFirst()
                .orElseThrow()
                .number(1);
    }

    /** Lets the agent work until there is nothing more to do. */
    void turn() {
        for (int i = 0; i < 20; i++) {
            agent.doWork();
        }
    }

    /** Lets so much time go by, with a turn in every 100 ms. */
    void pass(long ms) {
        for (long passedMs = 0; passedMs < ms; passedMs += 100) {
            clock.update(clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100));
            agent.doWork();
        }
        turn();
    }

    long count(AeronCounter counter) {
        return counters.value(counter);
    }
}
