package io.canyon.aeron.server;

import io.canyon.aeron.SmileJson;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.EditForm;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewayFactory;
import io.canyon.engine.spi.ServiceConnection;
import io.canyon.engine.spi.ServiceGateway;
import io.canyon.engine.spi.ServiceHello;
import io.canyon.engine.spi.ServiceJoin;
import io.canyon.engine.spi.ServiceSession;
import io.canyon.engine.spi.ServiceWire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An engine that writes down what it is asked, and does what a test says. */
final class FakeEngine implements GatewayFactory, ServiceGateway {
    final List<Session> sessions = new ArrayList<>();
    final Queue<Runnable> deliveries = new ArrayDeque<>();
    FrameFactory frames;
    ServiceWire wire;
    Runnable wakeUp;
    boolean admits = true;
    boolean isClosed;

    @Override
    public Gateway openGateway(FrameFactory factory, Runnable wake) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServiceGateway openServiceGateway(FrameFactory factory, ServiceWire serviceWire, Runnable wake) {
        frames = factory;
        wire = serviceWire;
        wakeUp = wake;
        return this;
    }

    @Override
    public ServiceSession open(ServiceHello hello, ServiceConnection connection) {
        Session session = new Session(hello, connection);
        sessions.add(session);
        if (admits) {
            connection.onAdmitted();
        }
        return session;
    }

    @Override
    public int deliver() {
        int work = 0;
        for (Runnable delivery = deliveries.poll(); delivery != null; delivery = deliveries.poll()) {
            delivery.run();
            work++;
        }
        return work;
    }

    @Override
    public void close() {
        isClosed = true;
    }

    /** Has the agent do something in its next delivery. */
    void deliver(Runnable delivery) {
        deliveries.add(delivery);
        wakeUp.run();
    }

    Session last() {
        return sessions.get(sessions.size() - 1);
    }

    /** A frame of so many bytes, all the same. */
    Frame frame(int lengthBytes, int value) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[lengthBytes]);
        bytes.setMemory(0, lengthBytes, (byte) value);
        return frames.sharedFrame(bytes, 0, lengthBytes);
    }

    /** The engine's side of one connection. */
    static final class Session implements ServiceSession {
        final ServiceHello hello;
        final ServiceConnection connection;
        final List<String> asked = new ArrayList<>();
        Runnable onAsked = () -> {};
        RuntimeException failure;
        boolean readsPayloads = true;
        boolean isRecording = true;
        int edits;

        Session(ServiceHello hello, ServiceConnection connection) {
            this.hello = hello;
            this.connection = connection;
        }

        @Override
        public void join(ServiceJoin join) {
            String credentials =
                    join.credentials() == null ? "" : " " + join.credentials().json();
            asked("join " + join.handle() + " " + join.room() + " " + join.userId() + " " + join.version() + " "
                    + join.kind() + credentials);
        }

        @Override
        public void edit(
                int handle, long sequence, long base, EditForm form, DirectBuffer smile, int offset, int length) {
            edits++;
            if (!isRecording) {
                return;
            }
            asked("edit " + handle + " " + sequence + " " + base + " " + form + " " + json(smile, offset, length));
        }

        @Override
        public void presence(int handle, DirectBuffer smile, int offset, int length) {
            asked("presence " + handle + " " + json(smile, offset, length));
        }

        @Override
        public void authenticate(int handle, Credentials credentials) {
            asked("authenticate " + handle + " " + credentials.json());
        }

        @Override
        public void leave(int handle) {
            asked("leave " + handle);
        }

        @Override
        public void onMalformed(String problem) {
            asked.add("malformed " + problem);
            connection.close(CloseReason.MALFORMED, problem);
        }

        @Override
        public void onDrained() {
            if (isRecording) {
                asked("drained");
            }
        }

        @Override
        public void onClosed() {
            asked.add("closed");
        }

        private void asked(String what) {
            asked.add(what);
            onAsked.run();
            if (failure != null) {
                throw failure;
            }
        }

        private String json(DirectBuffer smile, int offset, int length) {
            byte[] bytes = new byte[length];
            smile.getBytes(offset, bytes);
            return readsPayloads ? SmileJson.json(bytes) : Arrays.toString(bytes);
        }
    }
}
