package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A small file system of its own, where the user may mount one. */
public final class Tmpfs implements AutoCloseable {
    private static final int PIECE_BYTES = 4096;
    private static final int PIECES = 256;

    private final Path path;

    private Tmpfs(Path path) {
        this.path = path;
    }

    public static Tmpfs mount(Path path, int sizeMiB) throws IOException, InterruptedException {
        Files.createDirectories(path);
        boolean mounted;
        try {
            mounted = run("mount", "-t", "tmpfs", "-o", "size=" + sizeMiB + "m", "tmpfs", path.toString());
        } catch (IOException noSuchCommand) {
            mounted = false;
        }
        assumeTrue(mounted, "a tmpfs cannot be mounted here: " + path);
        return new Tmpfs(path);
    }

    public Path path() {
        return path;
    }

    long usableBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    /** Takes all space but so much. */
    public void fillUpTo(long freeBytes) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECES * PIECE_BYTES);
        try (FileChannel channel = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (long pieces = piecesAbove(freeBytes); pieces > 0; pieces = piecesAbove(freeBytes)) {
                piece.clear().limit((int) Math.min(PIECES, pieces) * PIECE_BYTES);
                channel.write(piece);
            }
        }
    }

    /** Gives the space back. */
    public void empty() throws IOException {
        Files.deleteIfExists(filler());
    }

    @Override
    public void close() throws IOException {
        try {
            // Lazily: a mapping of the journal may outlive its close by a moment.
            if (!run("umount", "-l", path.toString())) {
                throw new IOException("cannot be unmounted: path=" + path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private long piecesAbove(long freeBytes) throws IOException {
        return (usableBytes() - freeBytes) / PIECE_BYTES;
    }

    private Path filler() {
        return path.resolve("filler");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
