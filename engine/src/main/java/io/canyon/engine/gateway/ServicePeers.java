package io.canyon.engine.gateway;

import io.canyon.engine.dialect.service.ServiceFrameWriter;
import io.canyon.engine.spi.ServiceConnection;
import io.canyon.engine.spi.ServiceGateway;
import io.canyon.engine.spi.ServiceHello;
import io.canyon.engine.spi.ServiceSession;
import java.util.regex.Pattern;

/** The gateway of one I/O thread whose peers are services. */
public final class ServicePeers implements ServiceGateway {
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final IoGateway gateway;
    private final ServiceFrameWriter frames;

    public ServicePeers(IoGateway gateway) {
        this.gateway = gateway;
        this.frames = new ServiceFrameWriter(gateway.context().limits().maxFrameBytes());
    }

    @Override
    public ServiceSession open(ServiceHello hello, ServiceConnection connection) {
        boolean isNamed = CLIENT_ID.matcher(hello.clientId()).matches();
        ServicePeer service = new ServicePeer(gateway, connection, hello, frames);
        if (gateway.mayOpen(service.peer(), isNamed ? null : "clientId must be 1 to 64 of A-Z a-z 0-9 _ -")) {
            service.open();
        }
        return service;
    }

    @Override
    public int deliver() {
        return gateway.deliver();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
