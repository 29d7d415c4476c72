package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewayFactory;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An engine of which a test sees every call, and which sends what the test says, on the right thread. */
final class FakeEngine implements GatewayFactory {
    private static final long TIMEOUT_SECONDS = 20;

    final List<FakeGateway> gateways = new CopyOnWriteArrayList<>();
    final BlockingQueue<Session> opened = new LinkedBlockingQueue<>();
    final AtomicBoolean ready = new AtomicBoolean(true);
    volatile boolean echo;

    @Override
    public Gateway openGateway(FrameFactory frames, Runnable wakeUp) {
        FakeGateway gateway = new FakeGateway(frames, wakeUp);
        gateways.add(gateway);
        return gateway;
    }

    Session nextSession() throws InterruptedException {
        Session session = opened.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertNotNull(session, "no session was opened");
        return session;
    }

    final class FakeGateway implements Gateway {
        final Thread thread = Thread.currentThread();
        final List<Session> sessions = new CopyOnWriteArrayList<>();
        final AtomicBoolean closed = new AtomicBoolean();
        private final FrameFactory frames;
        private final Runnable wakeUp;
        private final Queue<Runnable> outputs = new ConcurrentLinkedQueue<>();
        private boolean inside;

        FakeGateway(FrameFactory frames, Runnable wakeUp) {
            this.frames = frames;
            this.wakeUp = wakeUp;
        }

        Frame frame(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return frames.frame(new UnsafeBuffer(bytes), 0, bytes.length);
        }

        /** Has {@link #deliver} run something, as if a shard had released it. */
        CompletableFuture<Void> release(Runnable output) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            outputs.add(() -> {
                output.run();
                done.complete(null);
            });
            wakeUp.run();
            return done;
        }

        @Override
        public GatewaySession open(Handshake handshake, Connection connection) {
            enter();
            Session session = new Session(this, handshake, connection);
            sessions.add(session);
            opened.add(session);
            leave();
            return session;
        }

        @Override
        public int deliver() {
            enter();
            try {
                int count = 0;
                for (Runnable next = outputs.poll(); next != null; next = outputs.poll()) {
                    next.run();
                    count++;
                }
                return count;
            } finally {
                leave();
            }
        }

        @Override
        public void close() {
            closed.set(true);
        }

        private void enter() {
            if (Thread.currentThread() != thread) {
                throw new IllegalStateException("called on " + Thread.currentThread());
            }
            if (inside) {
                throw new IllegalStateException("called from within a call");
            }
            inside = true;
        }

        private void leave() {
            inside = false;
        }
    }

    final class Session implements GatewaySession {
        final FakeGateway gateway;
        final Handshake handshake;
        final Connection connection;
        final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        final AtomicInteger drained = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final CompletableFuture<Void> closing = new CompletableFuture<>();

        Session(FakeGateway gateway, Handshake handshake, Connection connection) {
            this.gateway = gateway;
            this.handshake = handshake;
            this.connection = connection;
        }

        @Override
        public void onFrame(DirectBuffer frame, int offset, int length) {
            gateway.enter();
            try {
                byte[] bytes = new byte[length];
                frame.getBytes(offset, bytes);
                String text = new String(bytes, StandardCharsets.UTF_8);
                if (text.equals("throw")) {
                    throw new IllegalStateException("asked to throw");
                }
                frames.add(text);
                if (echo) {
                    sendNow(text);
                }
            } finally {
                gateway.leave();
            }
        }

        @Override
        public void onDrained() {
            gateway.enter();
            drained.incrementAndGet();
            gateway.leave();
        }

        @Override
        public void onClosed() {
            gateway.enter();
            closed.incrementAndGet();
            gateway.sessions.remove(this);
            closing.complete(null);
            gateway.leave();
        }

        String nextFrame() throws InterruptedException {
            String frame = frames.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            assertNotNull(frame, "no frame came");
            return frame;
        }

        /** Runs something on the I/O thread and waits for it. */
        void run(Runnable output) throws Exception {
            gateway.release(output).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }

        void send(String text) throws Exception {
            run(() -> sendNow(text));
        }

        long unsentBytes() throws Exception {
            long[] bytes = new long[1];
            run(() -> bytes[0] = connection.unsentBytes());
            return bytes[0];
        }

        void awaitClosed() throws Exception {
            closing.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }

        private void sendNow(String text) {
            Frame frame = gateway.frame(text);
            connection.send(frame);
            frame.release();
            connection.flush();
        }
    }
}
