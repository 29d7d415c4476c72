package io.canyon.aeron.client;

import java.nio.file.Path;

/** A server in a process of its own: folder and port are the arguments. Runs until it is killed. */
final class ServerMain {
    private ServerMain() {}

    @SuppressWarnings("resource")
    public static void main(String[] args) throws InterruptedException {
        new RestartableServer(Path.of(args[0]), Integer.parseInt(args[1]));
        System.out.println(JvmProcess.READY);
        Thread.currentThread().join();
    }
}
