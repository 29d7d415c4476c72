package io.canyon.aeron.client;

/** A client in a process of its own, which counts in a room: Aeron folder, channel and user are the arguments. */
final class ServiceMain {
    private ServiceMain() {}

    public static void main(String[] args) {
        RoomsConfig config = RoomsConfig.builder()
                .aeronDirectory(args[0])
                .request(args[1], 7401)
                .response(args[1].startsWith("aeron:ipc") ? "aeron:ipc" : "aeron:udp?endpoint=127.0.0.1:0", 7402)
                .build();
        try (RoomsClient client = RoomsClient.launch(config)) {
            RemoteRoom room = client.join("lobby", args[2]);
            room.joined().join();
            System.out.println(JvmProcess.READY);
            for (long count = 1; ; count++) {
                room.set("/" + args[2], count).join();
            }
        }
    }
}
