package io.canyon.engine.journal;

import io.canyon.engine.DataFolderInUseException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of one engine, ours alone while this is open. The lock is the operating system's: it goes with the
 * process, however that ends.
 */
public final class DataFolder implements AutoCloseable {
    private static final String LOCK_FILE = "LOCK";

    /**
     * Real paths open in this process. They are asked before the lock file is touched: closing any channel on a file
     * drops the process's lock on it, even if another channel took it.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Path realPath;
    private final FileChannel lockChannel;
    private final Generations generations;

    private DataFolder(Path path, Path realPath, FileChannel lockChannel, Generations generations) {
        this.path = path;
        this.realPath = realPath;
        this.lockChannel = lockChannel;
        this.generations = generations;
    }

    /**
     * Opens a folder, which is created if it is missing.
     *
     * @throws DataFolderInUseException if another process, or another engine of this one, has it open
     * @throws IOException if it cannot be created, read or written
     */
    public static DataFolder open(Path path) throws IOException {
        Path realPath = createFolder(path);
        if (!OPEN.add(realPath)) {
            throw new DataFolderInUseException(path, null);
        }
        FileChannel channel = null;
        try {
            channel = lock(path);
            return new DataFolder(path, realPath, channel, Generations.open(path));
        } catch (IOException | RuntimeException | Error e) {
            release(realPath, channel);
            throw e;
        }
    }

    /**
     * Keeps engines out of a folder that is only to be read; nothing of it is changed.
     *
     * @return to be closed when it has been read
     * @throws DataFolderInUseException if an engine has it open
     * @throws IOException if there is no such folder, or it cannot be read
     */
    public static Closeable lockForReading(Path path) throws IOException {
        Path realPath = path.toRealPath();
        Path lock = path.resolve(LOCK_FILE);
        if (Files.notExists(lock)) {
            return () -> {};
        }
        if (!OPEN.add(realPath)) {
            throw new DataFolderInUseException(path, null);
        }
        FileChannel channel = null;
        boolean isOurs = false;
        try {
            channel = FileChannel.open(lock, StandardOpenOption.READ);
            isOurs = channel.tryLock(0, Long.MAX_VALUE, true) != null;
        } finally {
            if (!isOurs) {
                release(realPath, channel);
            }
        }
        if (!isOurs) {
            throw new DataFolderInUseException(path, null);
        }
        FileChannel held = channel;
        return () -> release(realPath, held);
    }

    public Path path() {
        return path;
    }

    public Generations generations() {
        return generations;
    }

    /** Lets others open the folder. */
    @Override
    public void close() throws IOException {
        if (lockChannel.isOpen()) {
            release(realPath, lockChannel);
        }
    }

    private static void release(Path realPath, FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            OPEN.remove(realPath);
        }
    }

    private static Path createFolder(Path path) throws IOException {
        try {
            return Files.createDirectories(path).toRealPath();
        } catch (IOException e) {
            throw new IOException("data folder cannot be created: path=" + path, e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = openLockFile(path);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException byAnotherClassLoader) {
            throw new DataFolderInUseException(path, byAnotherClassLoader);
        }
        channel.close();
        throw new DataFolderInUseException(path, null);
    }

    private static FileChannel openLockFile(Path path) throws IOException {
        try {
            return FileChannel.open(path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("data folder cannot be written: path=" + path, e);
        }
    }
}
