package io.canyon.engine.files;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * A file per room, replaced as a whole: written under a temporary name, forced, renamed, its folder forced. The file's
 * name is a hash of the room's, so that no room name ever becomes a path.
 */
public final class RoomFiles {
    private final Path folder;
    private final String suffix;
    private final Executor executor;
    /** Folders that are known to be on the disk. */
    private final Set<Path> prepared = ConcurrentHashMap.newKeySet();

    /**
     * @param suffix of the files' names
     * @param executor runs the reads and writes
     */
    public RoomFiles(Path folder, String suffix, Executor executor) {
        this.folder = folder;
        this.suffix = suffix;
        this.executor = executor;
    }

    /** The whole file; null if there is none. */
    public CompletionStage<ByteBuffer> read(String room) {
        return run(() -> {
            try (FileChannel channel = FileChannel.open(fileOf(room), READ)) {
                ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(channel.size()));
                while (content.hasRemaining() && channel.read(content) >= 0) {
                    // reads until the file ends
                }
                return content.flip();
            } catch (NoSuchFileException e) {
                // Any other reason is not a room without a file, but one whose file cannot be had now.
                return null;
            }
        });
    }

    /** Replaces the file; on disk when it completes. */
    public CompletionStage<Void> write(String room, ByteBuffer content) {
        return run(() -> {
            Path file = fileOf(room);
            prepare(file.getParent());
            DurableFiles.write(file, content);
            return null;
        });
    }

    /** Where the file of {@code room} stands. */
    public Path fileOf(String room) {
        String hash = HexFormat.of().formatHex(sha256().digest(room.getBytes(StandardCharsets.UTF_8)));
        return folder.resolve(hash.substring(0, 2)).resolve(hash + suffix);
    }

    private <T> CompletionStage<T> run(Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                result.complete(task.run());
            } catch (Throwable e) {
                // Errors, too: somebody waits for every answer.
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void prepare(Path parent) throws IOException {
        if (!prepared.contains(parent) || Files.notExists(parent)) {
            Files.createDirectories(parent);
            DurableFiles.forceFolder(folder);
            DurableFiles.forceFolder(folder.toAbsolutePath().getParent());
            prepared.add(parent);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private interface Task<T> {
        T run() throws IOException;
    }
}
