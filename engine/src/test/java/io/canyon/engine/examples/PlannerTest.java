package io.canyon.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class PlannerTest {
    @TempDir
    private Path folder;

    @Test
    void shouldPlan() throws Exception {
        assertNotNull(Planner.overWebSocket());
        BlockingQueue<String> log = new LinkedBlockingQueue<>();
        try (Engine engine = Engine.start(EngineConfig.of(folder))) {
            JsonNode plan = Planner.plan(Planner.inThisJvm(engine), log::add);
            assertEquals("{\"shapes\":[{\"id\":\"s1\",\"x\":10}]}", plan.toString());
            for (String expected : List.of(
                    "mine {\"shapes\":[[{\"id\":\"s1\",\"x\":10}]]}",
                    "mine {\"title\":[\"Plan\"]}",
                    "mine {\"title\":[\"Plan\",0,0]}")) {
                assertEquals(expected, log.poll(60, TimeUnit.SECONDS));
            }
        }
    }
}
