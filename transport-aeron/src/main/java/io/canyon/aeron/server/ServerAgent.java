package io.canyon.aeron.server;

import io.aeron.Image;
import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.AeronCounter;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.aeron.codec.Durability;
import io.canyon.engine.spi.GatewayFactory;
import io.canyon.engine.spi.ServiceConnection;
import io.canyon.engine.spi.ServiceGateway;
import io.canyon.engine.spi.ServiceHello;
import io.canyon.engine.spi.ServiceSession;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's duty cycle: takes the requests of all services, a bounded number of each in turn, and gives them what
 * the engine has. All of it, the conductor of the Aeron client included, runs in one thread; only the wake-up and
 * {@link #stopAccepting} are for others.
 */
public final class ServerAgent implements Agent, SessionContext {
    private static final Logger LOG = LoggerFactory.getLogger(ServerAgent.class);
    private static final int FRAMES_PER_TURN = 32;
    private static final long TIMER_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long REOPEN_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    /** A turn that took longer was a pause, during which nobody could be heard. */
    private static final long MAX_ATTENTIVE_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /** Sessions beyond those that may be open, while they are refused or end. */
    private static final int SPARE_SESSIONS = 64;
    /** Of all sources together, behind a burst of as many as there may be. */
    private static final long CONNECT_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1) / 128;

    private final AeronConfig config;
    private final BooleanSupplier ready;
    private final AeronCounters counters;
    private final NanoClock clock;
    private final AeronLink link;
    private final ConnectPace pace;
    private final SessionMessages messages;
    private final RequestAdapter adapter;
    private final ServiceGateway gateway;
    private final SecureRandom random = new SecureRandom();
    private final List<RequestSource> sources = new ArrayList<>();
    private final List<ClientSession> sessions = new ArrayList<>();

    private volatile boolean isAwake = true;
    private volatile boolean isAccepting = true;
    private long nowNs;
    private long attentiveNs;
    private long timerNs;
    private int first;
    private long reopenNs;
    private boolean isLost;
    private boolean isStopped;

    /**
     * Opens a gateway; from then on the agent is to be run.
     *
     * @param link to the media driver
     * @param durability what acks say
     */
    public ServerAgent(
            AeronConfig config,
            GatewayFactory gateways,
            BooleanSupplier ready,
            AeronCounters counters,
            NanoClock clock,
            AeronLink link,
            Durability durability) {
        this.config = config;
        this.ready = ready;
        this.counters = counters;
        this.clock = clock;
        this.link = link;
        this.nowNs = clock.nanoTime();
        this.pace = new ConnectPace(config.maxSessions() + SPARE_SESSIONS, CONNECT_INTERVAL_NS, nowNs);
        FramePool frames = new FramePool();
        this.messages = new SessionMessages(frames, config, durability);
        this.adapter = new RequestAdapter(counters, config.termBytes(), this::onConnect);
        this.gateway = gateways.openServiceGateway(frames, new AeronWire(durability), this::wakeUp);
    }

    @Override
    public String roleName() {
        return "canyon-aeron";
    }

    @Override
    public int doWork() {
        tick(clock.nanoTime());
        int work = link.poll();
        if (link.isLost()) {
            onLinkLost();
        }
        work += deliver();
        work += takeRequests();
        work += goOn();
        if (nowNs - timerNs >= TIMER_INTERVAL_NS) {
            timerNs = nowNs;
            for (int i = 0; i < sessions.size(); i++) {
                sessions.get(i).onTimer();
            }
        }
        return work;
    }

    @Override
    public void onClose() {
        if (!isStopped) {
            isStopped = true;
            sessions.forEach(ClientSession::onStop);
            sessions.clear();
            sources.clear();
            gateway.close();
        }
    }

    /** Any thread: refuses whoever comes from now on. */
    public void stopAccepting() {
        isAccepting = false;
    }

    /** A publication of requests has come. */
    public void onImage(Image image) {
        add(new AeronRequestImage(image), image.sourceIdentity());
    }

    /** A publication of requests is gone. Aeron may not be called here, so its session is ended in the next turn. */
    public void onImageGone(Image image) {
        onGone(new AeronRequestImage(image));
    }

    RequestSource add(RequestImage image, String peer) {
        RequestSource source = new RequestSource(adapter, image, peer, config.maxMessageBytes());
        sources.add(source);
        return source;
    }

    void onGone(RequestImage image) {
        for (RequestSource source : sources) {
            if (source.image().equals(image)) {
                source.onGone();
            }
        }
    }

    @Override
    public AeronConfig config() {
        return config;
    }

    @Override
    public AeronCounters counters() {
        return counters;
    }

    @Override
    public SessionMessages messages() {
        return messages;
    }

    @Override
    public ResponseStreams streams() {
        return link;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long attentiveNs() {
        return attentiveNs;
    }

    @Override
    public ConnectResult mayOpen() {
        if (!isAccepting || !ready.getAsBoolean()) {
            return ConnectResult.UNAVAILABLE;
        }
        int open = 0;
        for (ClientSession session : sessions) {
            // The one that asks is among them.
            if (session.state() == SessionState.OPEN || session.state() == SessionState.ADMITTING) {
                open++;
            }
        }
        return open > config.maxSessions() ? ConnectResult.LIMIT : ConnectResult.OK;
    }

    @Override
    public ServiceSession open(ServiceHello hello, ServiceConnection connection) {
        return gateway.open(hello, connection);
    }

    private void onConnect(RequestSource source, ConnectTo request) {
        if (sessions.size() >= config.maxSessions() + SPARE_SESSIONS || !source.mayBegin(nowNs) || !pace.take(nowNs)) {
            // Made again, it is another try.
            counters.increment(AeronCounter.CONNECTS_UNANSWERED);
            return;
        }
        ClientSession before = source.session();
        if (before != null) {
            before.onGone(AeronCounter.SESSIONS_REPLACED);
        }
        ClientSession session = new ClientSession(this, request, random.nextLong() & Long.MAX_VALUE, source.peer());
        sessions.add(session);
        source.begin(session, nowNs);
        session.connect();
    }

    /** Called by shard threads; the agent is never asleep for long. */
    private void wakeUp() {
        isAwake = true;
    }

    /** Nobody can be heard; the driver is looked for, now and then. */
    private void onLinkLost() {
        if (!isLost) {
            isLost = true;
            reopenNs = nowNs;
            counters.increment(AeronCounter.DRIVERS_LOST);
            LOG.warn("The media driver is gone; all sessions end until it is back");
            sessions.forEach(session -> session.onGone(AeronCounter.SESSIONS_UNREACHABLE));
            sources.clear();
        }
        if (nowNs - reopenNs >= REOPEN_INTERVAL_NS) {
            reopenNs = nowNs;
            link.reopen();
            isLost = link.isLost();
        }
    }

    private void tick(long now) {
        attentiveNs += Math.min(now - nowNs, MAX_ATTENTIVE_NS);
        nowNs = now;
    }

    private int deliver() {
        if (!isAwake) {
            return 0;
        }
        // Before the delivery: a wake-up during it asks for another one.
        isAwake = false;
        try {
            return 1 + gateway.deliver();
        } catch (RuntimeException e) {
            LOG.error("Delivery failed; all sessions end, as they may have missed messages", e);
            counters.increment(AeronCounter.DELIVERY_EXCEPTIONS);
            for (int i = 0; i < sessions.size(); i++) {
                sessions.get(i).onFailed();
            }
            return 1;
        }
    }

    private int takeRequests() {
        int count = sources.size();
        if (count == 0) {
            return 0;
        }
        first = first + 1 < count ? first + 1 : 0;
        int work = 0;
        boolean isOneGone = false;
        for (int i = 0; i < count; i++) {
            int index = first + i < count ? first + i : first + i - count;
            RequestSource source = sources.get(index);
            work += source.poll(FRAMES_PER_TURN);
            isOneGone |= source.isGone();
        }
        if (isOneGone) {
            sources.removeIf(this::endIfGone);
        }
        return work;
    }

    private boolean endIfGone(RequestSource source) {
        if (source.isGone() && source.session() != null) {
            source.session().onGone(AeronCounter.SESSIONS_IMAGE_LOST);
        }
        return source.isGone();
    }

    private int goOn() {
        int work = 0;
        for (int i = sessions.size() - 1; i >= 0; i--) {
            ClientSession session = sessions.get(i);
            work += session.turn();
            if (session.state() == SessionState.CLOSED) {
                sessions.set(i, sessions.get(sessions.size() - 1));
                sessions.remove(sessions.size() - 1);
            }
        }
        return work;
    }
}
