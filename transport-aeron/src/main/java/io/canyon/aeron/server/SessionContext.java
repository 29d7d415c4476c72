package io.canyon.aeron.server;

import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.ServiceConnection;
import io.canyon.engine.spi.ServiceHello;
import io.canyon.engine.spi.ServiceSession;
import java.util.Map;

/** What the sessions of one agent share. Used in the agent's thread. */
interface SessionContext {
    AeronConfig config();

    AeronCounters counters();

    SessionMessages messages();

    ResponseStreams streams();

    /** Time of the present turn. */
    long nowNs();

    /** Time of the present turn that counts only while the agent takes turns, so that its pauses are no silence. */
    long attentiveNs();

    /** Whether somebody may come in now. */
    ConnectResult mayOpen();

    ServiceSession open(ServiceHello hello, ServiceConnection connection);

    static Handshake handshake(String peer) {
        return new Handshake("/aeron", "", Map.of(), peer);
    }
}
