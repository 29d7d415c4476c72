package io.canyon.aeron;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.util.concurrent.TimeUnit;
import org.agrona.BitUtil;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.status.CountersReader;

/** Sets up the media driver of a server: one thread, small files, and patience with a machine that pauses. */
final class OwnDriver {
    private static final long UNBLOCK_MARGIN_NS = TimeUnit.SECONDS.toNanos(5);

    /** A session has a publication and an image, with some counters each. */
    private static final int COUNTERS_PER_SESSION = 24;

    private static final int MIN_COUNTER_BYTES = 1 << 20;

    private OwnDriver() {}

    /**
     * Starts one.
     *
     * @param folder of its files, which it makes and removes
     * @param isInvoked whether its work is left to the caller
     * @param onError told what goes wrong; any thread
     * @param onEnd told that somebody ends it
     */
    static MediaDriver launch(
            AeronConfig config, String folder, boolean isInvoked, ErrorHandler onError, Runnable onEnd) {
        long pauseNs = config.driverTimeout().toNanos();
        MediaDriver.Context context = new MediaDriver.Context()
                .aeronDirectoryName(folder)
                // What is old is removed all the same, but not what a driver uses.
                .dirDeleteOnStart(false)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .threadingMode(isInvoked ? ThreadingMode.INVOKER : ThreadingMode.SHARED)
                .sharedIdleStrategy(config.idle().strategy())
                .publicationTermBufferLength(config.termBytes())
                .ipcTermBufferLength(config.termBytes())
                .termBufferSparseFile(true)
                .counterValuesBufferLength(counterBytes(config.maxSessions()))
                .clientLivenessTimeoutNs(pauseNs)
                .driverTimeoutMs(config.driverTimeout().toMillis())
                // A stalled writer is only unblocked when it cannot be alive any more.
                .publicationUnblockTimeoutNs(pauseNs + UNBLOCK_MARGIN_NS)
                .errorHandler(onError)
                .terminationHook(onEnd);
        return MediaDriver.launch(context);
    }

    /** The memory of counters is what a driver has most of, four times over for their names. */
    private static int counterBytes(int sessions) {
        int bytes = sessions * COUNTERS_PER_SESSION * CountersReader.COUNTER_LENGTH;
        return Math.max(MIN_COUNTER_BYTES, BitUtil.findNextPositivePowerOfTwo(bytes));
    }
}
