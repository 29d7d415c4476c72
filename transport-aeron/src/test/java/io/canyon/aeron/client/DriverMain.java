package io.canyon.aeron.client;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** A media driver in a process of its own: the folder is the argument. Runs until it is killed. */
final class DriverMain {
    private DriverMain() {}

    @SuppressWarnings("resource")
    public static void main(String[] args) throws InterruptedException {
        MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(args[0])
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1))
                .publicationTermBufferLength(1 << 20)
                .ipcTermBufferLength(1 << 20)
                .dirDeleteOnStart(true));
        System.out.println(JvmProcess.READY);
        Thread.currentThread().join();
    }
}
