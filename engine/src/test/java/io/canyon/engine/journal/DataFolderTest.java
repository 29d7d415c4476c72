package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.DataFolderInUseException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DataFolderTest {
    @TempDir
    private Path root;

    @Test
    void shouldBeOpenOnceInAProcess() throws IOException {
        Path path = root.resolve("a/b");
        try (DataFolder folder = DataFolder.open(path)) {
            assertEquals(path, folder.path());
            assertThrows(DataFolderInUseException.class, () -> DataFolder.open(path));
            assertThrows(DataFolderInUseException.class, () -> DataFolder.open(root.resolve("a/../a/b")));
        }
        DataFolder again = DataFolder.open(path);
        again.close();
        again.close();
    }

    @Test
    void shouldBeOpenInOneProcess() throws Exception {
        try (DataFolder folder = DataFolder.open(root)) {
            // A second opener in this process must not cost the first its lock.
            assertThrows(DataFolderInUseException.class, () -> DataFolder.open(root));
            assertEquals("in use", answer(ChildJvm.start(Opener.class, root.toString())));
            assertEquals(root, folder.path());
        }
        Process child = ChildJvm.start(Opener.class, root.toString());
        assertEquals("open", answer(child));
        assertThrows(DataFolderInUseException.class, () -> DataFolder.open(root));
        child.destroyForcibly();
        child.waitFor();
        DataFolder.open(root).close();
    }

    @Test
    void shouldSayThatItCannotBeWritten() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        IOException notAFolder = assertThrows(IOException.class, () -> DataFolder.open(file));
        assertTrue(notAFolder.getMessage().startsWith("data folder cannot be created"), notAFolder.getMessage());
        Path folder = root.resolve("folder");
        Files.createDirectories(folder.resolve("LOCK"));
        IOException noLock = assertThrows(IOException.class, () -> DataFolder.open(folder));
        assertTrue(noLock.getMessage().startsWith("data folder cannot be written"), noLock.getMessage());
        Files.delete(folder.resolve("LOCK"));
        DataFolder.open(folder).close();
    }

    private static String answer(Process child) throws IOException {
        BufferedReader answers = child.inputReader();
        return answers.readLine();
    }

    /** Opens a data folder and keeps it until it is killed. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) throws Exception {
            try (DataFolder folder = DataFolder.open(Path.of(arguments[0]))) {
                System.out.println("open");
                Thread.currentThread().join();
                folder.path();
            } catch (DataFolderInUseException e) {
                System.out.println("in use");
            }
        }
    }
}
