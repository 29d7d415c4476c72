package io.canyon.aeron.wire;

import io.aeron.CncFileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * The file by which a media driver is known. One that is killed leaves it as it was, and the next in its place makes
 * another: who has the old one mapped would talk to nobody for as long as a driver may pause. For one thread.
 */
public final class DriverFile {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    /** Not given to another file, as long as this one is mapped; null when there is no telling. */
    private final Object key;

    private long checkedNs;

    /** The one that is there now. */
    public DriverFile(String directory, long nowNs) {
        file = Path.of(directory, CncFileDescriptor.CNC_FILE);
        key = key();
        checkedNs = nowNs;
    }

    /** Whether another one is found in its place; looks at most once a second. */
    public boolean isReplaced(long nowNs) {
        if (key == null || nowNs - checkedNs < INTERVAL_NS) {
            return false;
        }
        checkedNs = nowNs;
        Object now = key();
        return now != null && !now.equals(key);
    }

    private Object key() {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException isNotThere) {
            return null;
        }
    }
}
