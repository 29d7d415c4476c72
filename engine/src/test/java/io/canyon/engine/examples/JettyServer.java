package io.canyon.engine.examples;

import io.canyon.engine.Engine;
import java.net.URI;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** A Jetty with canvas editors on {@code /canvas}. */
final class JettyServer {
    private static final int MAX_MESSAGE_BYTES = 8 << 20;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 2);

    JettyServer(Engine engine) throws Exception {
        connector.setHost("127.0.0.1");
        connector.setAcceptedSendBufferSize(16 << 10);
        server.addConnector(connector);
        ContextHandler context = new ContextHandler("/");
        context.setHandler(WebSocketUpgradeHandler.from(server, context, container -> {
            container.setMaxTextMessageSize(MAX_MESSAGE_BYTES);
            container.addMapping("/canvas", (request, response, callback) -> new JettyEditor(engine));
        }));
        server.setHandler(context);
        server.start();
    }

    URI uri(String query) {
        return URI.create("ws://127.0.0.1:" + connector.getLocalPort() + "/canvas?" + query);
    }

    void stop() throws Exception {
        server.stop();
    }
}
