package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCloseTest {
    @TempDir
    private Path folder;

    @Test
    void shouldNotWaitForSessionsOfAClosedGateway() {
        EngineDriver driver = new EngineDriver(EngineConfig.of(folder));
        driver.join("r");
        driver.gateway.close();
        assertTimeout(Duration.ofSeconds(5), driver.engine::close);
    }
}
