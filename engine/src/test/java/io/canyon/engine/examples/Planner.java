package io.canyon.engine.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.canyon.engine.Engine;
import io.canyon.engine.client.EngineTransport;
import io.canyon.engine.client.SyncChange;
import io.canyon.engine.client.SyncClient;
import io.canyon.engine.client.SyncListener;
import io.canyon.engine.client.SyncOptions;
import io.canyon.engine.client.SyncRejection;
import io.canyon.engine.client.SyncTransport;
import io.canyon.engine.client.WebSocketTransport;
import java.net.URI;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;

/** Somebody who plans, in a room that is one document. */
final class Planner {
    static SyncTransport overWebSocket() {
        SyncTransport transport = WebSocketTransport.to(URI.create("ws://localhost:8080/"));
        return transport;
    }

    static SyncTransport inThisJvm(Engine engine) {
        SyncTransport transport = new EngineTransport(engine, ForkJoinPool.commonPool());
        return transport;
    }

    static JsonNode plan(SyncTransport transport, Consumer<String> log) {
        SyncClient client = new SyncClient(transport, "plan", SyncOptions.DEFAULTS);
        client.addListener(new SyncListener() {
            @Override
            public void onChange(SyncChange change) {
                log.accept((change.isLocal() ? "mine " : "theirs ") + change.delta());
            }

            @Override
            public void onRejected(SyncRejection rejection) {
                log.accept("taken back: " + rejection.code() + " " + rejection.delta());
            }
        });
        client.join("ann").join();
        client.update(
                plan -> plan.putArray("shapes").addObject().put("id", "s1").put("x", 10));
        client.setPresence(JsonNodeFactory.instance.objectNode().put("selected", "s1"));
        client.update(plan -> plan.put("title", "Plan")).join(); // it is in the journal now
        client.undo();
        client.flush().join();
        JsonNode plan = client.document();
        client.close();
        return plan;
    }
}
