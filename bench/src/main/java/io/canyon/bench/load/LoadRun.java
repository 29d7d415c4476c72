package io.canyon.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** One run of a load: connects the editors, lets them work, and adds up what they saw. */
final class LoadRun {
    private static final long CONNECT_TIMEOUT_S = 60;
    private static final long DRAIN_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_MS = 20;
    private static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** An event loop with its editors. */
    private record LoadLoop(EventLoop loop, LoadStats stats, List<LoadEditor> editors) {
        List<LoadEditor> writers() {
            return editors.stream().filter(LoadEditor::isWriter).toList();
        }

        <T> T call(Callable<T> task) throws InterruptedException, ExecutionException {
            return loop.submit(task).get();
        }
    }

    private final LoadPlan plan;
    private final ServerCpu cpu;
    private final List<LoadLoop> loops = new ArrayList<>();

    LoadRun(LoadPlan plan, ServerCpu cpu) {
        this.plan = plan;
        this.cpu = cpu;
    }

    LoadResult run() throws InterruptedException, ExecutionException {
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(plan.threads(), new DefaultThreadFactory("load", true), ioHandlers());
        try {
            for (int i = 0; i < plan.threads(); i++) {
                loops.add(new LoadLoop(group.next(), new LoadStats(), new ArrayList<>()));
            }
            connectAll();
            return measure();
        } finally {
            for (LoadLoop loop : loops) {
                loop.loop()
                        .submit(() ->
                                loop.editors().forEach(editor -> editor.client().close()));
            }
            group.shutdownGracefully(100, 2000, TimeUnit.MILLISECONDS).await(5, TimeUnit.SECONDS);
        }
    }

    private void connectAll() throws InterruptedException, ExecutionException {
        CountDownLatch ready = new CountDownLatch(plan.rooms() * plan.sessions());
        List<ChannelFuture> connecting = new ArrayList<>();
        int count = 0;
        for (int room = 0; room < plan.rooms(); room++) {
            for (int index = 0; index < plan.sessions(); index++) {
                LoadLoop loop = loops.get(count++ % loops.size());
                LoadEditor editor = new LoadEditor(plan, loop.stats(), ready, room, index);
                loop.editors().add(editor);
                connecting.add(connect(loop, editor));
            }
        }
        for (ChannelFuture connected : connecting) {
            connected.sync();
        }
        if (!ready.await(CONNECT_TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not all editors are in their rooms: missing=" + ready.getCount());
        }
        String lost = lostReason();
        if (lost != null) {
            throw new IllegalStateException("an editor was not let in: " + lost);
        }
    }

    private ChannelFuture connect(LoadLoop loop, LoadEditor editor) {
        return new Bootstrap()
                .group(loop.loop())
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new io.netty.channel.ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(editor.client());
                    }
                })
                .connect(new InetSocketAddress(plan.host(), plan.port()));
    }

    private LoadResult measure() throws InterruptedException, ExecutionException {
        long startNs = LoadClock.nowNs() + GRACE_NS;
        long windowNs = startNs + TimeUnit.SECONDS.toNanos(plan.warmUpSeconds());
        long endNs = windowNs + TimeUnit.SECONDS.toNanos(plan.seconds());
        for (LoadLoop loop : loops) {
            loop.loop().execute(() -> start(loop, startNs, windowNs, endNs));
        }
        awaitTime(windowNs);
        long loadBefore = loadCpuNs();
        OptionalLong before = cpu.usedNs();
        awaitTime(endNs);
        OptionalLong after = cpu.usedNs();
        long loadCpuNs = loadCpuNs() - loadBefore;
        LoadStats stats = drain(endNs);
        boolean isKnown = before.isPresent() && after.isPresent();
        OptionalLong used = isKnown ? OptionalLong.of(after.getAsLong() - before.getAsLong()) : OptionalLong.empty();
        return new LoadResult(stats, used, loadCpuNs, notUpToDate(stats.lastAckedDueNs), lostReason());
    }

    private void start(LoadLoop loop, long startNs, long windowNs, long endNs) {
        loop.stats().window(windowNs, endNs);
        stall(loop, windowNs);
        List<LoadEditor> writers = loop.writers();
        if (!plan.isOpenLoop()) {
            writers.forEach(LoadEditor::start);
        } else if (!writers.isEmpty()) {
            double share = (double) writers.size() / (plan.rooms() * plan.writers());
            double intervalNs = TimeUnit.SECONDS.toNanos(1) / (plan.rate() * share);
            new OpenLoop(loop.loop(), loop.stats(), writers, intervalNs, startNs).run();
        }
    }

    private void stall(LoadLoop loop, long windowNs) {
        long delayNs = windowNs - LoadClock.nowNs();
        for (LoadEditor editor : loop.editors()) {
            if (editor.isStalling()) {
                loop.loop().schedule(() -> editor.client().setReading(false), delayNs, TimeUnit.NANOSECONDS);
                loop.loop()
                        .schedule(
                                () -> editor.client().setReading(true),
                                delayNs + TimeUnit.SECONDS.toNanos(plan.stallSeconds()),
                                TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Waits a bounded time for what is still on the way, which begins when those that stalled read again. */
    private LoadStats drain(long endNs) throws InterruptedException, ExecutionException {
        long deadlineNs = System.nanoTime() + DRAIN_TIMEOUT_NS;
        LoadStats stats = addUp();
        if (plan.stalled() > 0) {
            awaitTime(endNs + TimeUnit.SECONDS.toNanos(Math.max(0, plan.stallSeconds() - plan.seconds())));
            deadlineNs = System.nanoTime() + DRAIN_TIMEOUT_NS;
        }
        while ((!isDrained(stats) || notUpToDate(stats.lastAckedDueNs) > 0) && System.nanoTime() - deadlineNs < 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            stats = addUp();
        }
        return stats;
    }

    private boolean isDrained(LoadStats stats) {
        boolean isDelivered =
                stats.catchUps > 0 || stats.deliveries == stats.acked * (plan.sessions() - plan.stalled() - 1);
        return stats.sent == stats.acked && isDelivered || stats.closed > 0;
    }

    private LoadStats addUp() throws InterruptedException, ExecutionException {
        LoadStats sum = new LoadStats();
        for (LoadLoop loop : loops) {
            loop.call(() -> {
                sum.add(loop.stats());
                return null;
            });
        }
        return sum;
    }

    /** Sessions that stalled and have not seen the edit that was due last. */
    private int notUpToDate(long lastDueNs) throws InterruptedException, ExecutionException {
        int count = 0;
        for (LoadLoop loop : loops) {
            count += loop.call(() -> (int) loop.editors().stream()
                    .filter(editor -> editor.isStalling() && editor.latestDueNs() < lastDueNs)
                    .count());
        }
        return count;
    }

    private static long loadCpuNs() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private String lostReason() throws InterruptedException, ExecutionException {
        for (LoadLoop loop : loops) {
            String reason = loop.call(() -> loop.editors().stream()
                    .map(LoadEditor::lostReason)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null));
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    private static void awaitTime(long timeNs) throws InterruptedException {
        for (long restNs = timeNs - LoadClock.nowNs(); restNs > 0; restNs = timeNs - LoadClock.nowNs()) {
            TimeUnit.NANOSECONDS.sleep(restNs);
        }
    }

    private static IoHandlerFactory ioHandlers() {
        return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }
}
