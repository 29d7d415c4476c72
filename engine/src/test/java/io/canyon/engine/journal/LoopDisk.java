package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * An ext4 of its own in a file, which writes nothing by itself for ten minutes. A copy of the file is what would be
 * left if the power were cut: what was asked to reach the disk, and no page beyond it that waits in memory.
 */
public final class LoopDisk implements AutoCloseable {
    private static final long SIZE_BYTES = 192L << 20;

    private final Path image;
    private final Path path;

    private LoopDisk(Path image, Path path) {
        this.image = image;
        this.path = path;
    }

    /** Skips the test where it may not be mounted. */
    public static LoopDisk mount(Path folder) throws IOException {
        Path image = folder.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE_BYTES);
        }
        boolean formatted;
        try {
            formatted = run("mkfs.ext4", "-q", "-F", image.toString());
        } catch (IOException noSuchCommand) {
            formatted = false;
        }
        assumeTrue(formatted, "an ext4 cannot be made here: " + image);
        Path path = folder.resolve("disk");
        assumeTrue(mount(image, path), "a loop device cannot be mounted here: " + path);
        return new LoopDisk(image, path);
    }

    /**
     * The disk as the loss of power would leave it now, recovered from its own journal. Whoever writes to it must be
     * halted, or the copy is of several moments.
     */
    public LoopDisk cutPower(Path folder) throws IOException {
        Path copy = Files.createDirectories(folder).resolve("disk.img");
        FileTime before;
        do {
            before = Files.getLastModifiedTime(image);
            if (!run("cp", "--sparse=always", image.toString(), copy.toString())) {
                throw new IOException("cannot be copied: image=" + image);
            }
        } while (!before.equals(Files.getLastModifiedTime(image)));
        Path path = folder.resolve("disk");
        if (!mount(copy, path)) {
            throw new IOException("the copy cannot be mounted: image=" + copy);
        }
        return new LoopDisk(copy, path);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (!run("umount", "-l", path.toString())) {
            throw new IOException("cannot be unmounted: path=" + path);
        }
        Files.delete(image);
    }

    private static boolean mount(Path image, Path path) throws IOException {
        Files.createDirectories(path);
        return run("mount", "-t", "ext4", "-o", "loop,commit=600", image.toString(), path.toString());
    }

    private static boolean run(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
