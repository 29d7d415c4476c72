package io.canyon.aeron.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aeron.CncFileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverFileTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long START_NS = -5;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.write(folder.resolve(CncFileDescriptor.CNC_FILE), new byte[10]);
    }

    private void replace() throws IOException {
        Path next = Files.write(folder.resolve("next"), new byte[10]);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void shouldKnowAnotherFileInItsPlace() throws IOException {
        DriverFile driver = new DriverFile(folder.toString(), START_NS);
        assertEquals(false, driver.isReplaced(START_NS + SECOND_NS));
        Files.write(file, new byte[20]);
        assertEquals(false, driver.isReplaced(START_NS + 2 * SECOND_NS), "the same, written to");
        replace();
        assertEquals(false, driver.isReplaced(START_NS + 3 * SECOND_NS - 1), "looks once a second");
        assertEquals(true, driver.isReplaced(START_NS + 3 * SECOND_NS));
    }

    @Test
    void shouldWaitForTheNextOneWhereThereIsNone() throws IOException {
        DriverFile driver = new DriverFile(folder.toString(), START_NS);
        Files.move(file, folder.resolve("kept"));
        assertEquals(false, driver.isReplaced(START_NS + SECOND_NS));
        Files.write(file, new byte[10]);
        assertEquals(true, driver.isReplaced(START_NS + 2 * SECOND_NS));
    }

    @Test
    void shouldNotTakeTheFirstForAnother() throws IOException {
        Files.delete(file);
        DriverFile driver = new DriverFile(folder.toString(), START_NS);
        Files.write(file, new byte[10]);
        assertEquals(false, driver.isReplaced(START_NS + SECOND_NS));
    }
}
