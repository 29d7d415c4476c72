package io.canyon.ws;

import io.canyon.engine.spi.Transport;
import io.canyon.engine.spi.TransportContext;
import io.canyon.engine.spi.TransportProvider;
import java.util.Map;
import java.util.Set;

/**
 * The transport {@code ws}, with its most common settings as options: host, port, io-threads, origins, max-frame, demo.
 */
public final class WsTransportProvider implements TransportProvider {
    @Override
    public String name() {
        return "ws";
    }

    @Override
    public Transport start(TransportContext context) {
        WsConfig config = config(context.options());
        WsMetrics metrics = new WsMetrics();
        try {
            return new Started(WsServer.start(config, context.gateways(), metrics, context.ready()), metrics);
        } catch (RuntimeException | Error e) {
            metrics.close();
            throw e;
        }
    }

    static WsConfig config(Map<String, String> options) {
        WsConfig config = WsConfig.DEFAULTS;
        for (Map.Entry<String, String> option : options.entrySet()) {
            String value = option.getValue();
            config = switch (option.getKey()) {
                case "host" -> config.withAddress(value, config.port());
                case "port" -> config.withAddress(config.host(), Integer.parseInt(value));
                case "io-threads" -> config.withIoThreads(Integer.parseInt(value));
                case "origins" -> config.withOrigins(Set.of(value.split(" ")));
                case "max-frame" ->
                    config.withLimits(config.limits()
                            .withMaxFrameBytes(ByteSize.parse(value).intBytes()));
                case "demo" -> config.withDemo(Boolean.parseBoolean(value));
                default -> throw new IllegalArgumentException("the transport ws has no option " + option.getKey());
            };
        }
        return config;
    }

    /** A server with metrics of its own. */
    private record Started(WsServer server, WsMetrics metrics) implements Transport {
        @Override
        public String address() {
            return server.address();
        }

        @Override
        public void stopAccepting() {
            server.stopAccepting();
        }

        @Override
        public void close() {
            server.close();
            metrics.close();
        }
    }
}
