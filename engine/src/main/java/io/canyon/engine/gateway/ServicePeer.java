package io.canyon.engine.gateway;

import io.canyon.engine.dialect.service.ServiceDialect;
import io.canyon.engine.dialect.service.ServiceFrameWriter;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.EditForm;
import io.canyon.engine.spi.ServiceConnection;
import io.canyon.engine.spi.ServiceHello;
import io.canyon.engine.spi.ServiceJoin;
import io.canyon.engine.spi.ServiceSession;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One service: turns what it asks into frames that can wait, once the authenticator has let it in. */
final class ServicePeer implements ServiceSession {
    private static final Logger LOG = LoggerFactory.getLogger(ServicePeer.class);

    private final IoGateway gateway;
    private final ServiceConnection connection;
    private final ServiceHello hello;
    private final ServiceFrameWriter frames;
    private final DocumentConnection peer;

    /** @param frames shared by all of the thread */
    ServicePeer(IoGateway gateway, ServiceConnection connection, ServiceHello hello, ServiceFrameWriter frames) {
        this.gateway = gateway;
        this.connection = connection;
        this.hello = hello;
        this.frames = frames;
        this.peer =
                new DocumentConnection(gateway, connection, hello.handshake(), hello.clientId(), hello.credentials());
    }

    DocumentConnection peer() {
        return peer;
    }

    /** Asks whether it may connect. */
    void open() {
        Authenticator.Request request = new Authenticator.Request(
                ServiceDialect.NAME,
                "",
                hello.clientId(),
                hello.clientId(),
                hello.credentials(),
                false,
                hello.handshake());
        gateway.authenticate(request, this::onAnswer);
    }

    @Override
    public void join(ServiceJoin join) {
        take(frames.join(join));
    }

    @Override
    public void edit(int handle, long sequence, long base, EditForm form, DirectBuffer smile, int offset, int length) {
        take(frames.edit(handle, sequence, base, form, smile, offset, length));
    }

    @Override
    public void presence(int handle, DirectBuffer smile, int offset, int length) {
        take(frames.presence(handle, smile, offset, length));
    }

    @Override
    public void authenticate(int handle, Credentials credentials) {
        take(frames.authenticate(handle, credentials));
    }

    @Override
    public void leave(int handle) {
        take(frames.leave(handle));
    }

    @Override
    public void onMalformed(String problem) {
        if (!peer.isOver()) {
            LOG.debug("malformed message: client={} problem={}", hello.clientId(), problem);
            peer.onMalformed();
            peer.close(CloseReason.MALFORMED, problem);
        }
    }

    @Override
    public void onDrained() {
        peer.onDrained();
    }

    @Override
    public void onClosed() {
        peer.onClosed();
    }

    private void take(int lengthBytes) {
        peer.onFrame(frames.buffer(), 0, lengthBytes);
    }

    private void onAnswer(Admission admission) {
        if (peer.isOver()) {
            return;
        }
        if (admission == null) {
            gateway.refused();
            peer.close(CloseReason.UNAUTHORIZED, "Unauthorized");
        } else {
            connection.onAdmitted();
            peer.admit();
        }
    }
}
