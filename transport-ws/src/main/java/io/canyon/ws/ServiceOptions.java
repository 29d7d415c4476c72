package io.canyon.ws;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code serve} for services over Aeron; each of them starts that transport. */
final class ServiceOptions {
    @Option(
            names = "--aeron",
            description = "Serves services over Aeron, too, with a media driver of its own. Default: no")
    private boolean isWanted;

    @Option(
            names = "--aeron-channel",
            paramLabel = "CHANNEL",
            description = "Where services send to: 'aeron:udp?endpoint=HOST:PORT', or 'aeron:ipc' alone. "
                    + "Default: aeron:udp?endpoint=127.0.0.1:40123, and aeron:ipc")
    private String channel;

    @Option(names = "--aeron-stream", paramLabel = "N", description = "Stream on which services send. Default: 7401")
    private Integer stream;

    @Option(
            names = "--aeron-dir",
            paramLabel = "FOLDER",
            description = "Folder of the media driver, which services on this machine name for IPC. "
                    + "Default: canyon-aeron-USER-PORT in /dev/shm")
    private Path folder;

    @Option(names = "--aeron-external-driver", description = "A media driver runs already in --aeron-dir. Default: no")
    private boolean isDriverExternal;

    @Option(
            names = "--aeron-idle",
            paramLabel = "backoff|sleep|spin",
            description = "What the threads of Aeron do while they have nothing to do: 'backoff' pause, up to 250 us, "
                    + "'sleep' for 1 ms, 'spin' take a processor each. Default: backoff")
    private String idle;

    @Option(
            names = "--aeron-term-length",
            paramLabel = "SIZE",
            converter = ByteSize.Converter.class,
            description = "Length of a term of the logs, of which each service has two of three terms; a power of two. "
                    + "Default: 1MiB")
    private ByteSize termLength;

    @Option(names = "--aeron-max-sessions", paramLabel = "N", description = "Services at one time. Default: 256")
    private Integer maxSessions;

    /**
     * The transport that is asked for.
     *
     * @param maxFrameBytes longest message of an editor, which is that of a service, too
     */
    Optional<TransportSpec> transport(int maxFrameBytes) {
        Map<String, String> options = new LinkedHashMap<>();
        put(options, "channel", channel);
        put(options, "stream", stream);
        put(options, "dir", folder);
        put(options, "external-driver", isDriverExternal ? true : null);
        put(options, "idle", idle);
        put(options, "term-length", termLength == null ? null : termLength.intBytes());
        put(options, "max-sessions", maxSessions);
        if (!isWanted && options.isEmpty()) {
            return Optional.empty();
        }
        options.put("max-message", Integer.toString(maxFrameBytes));
        return Optional.of(new TransportSpec("aeron", options));
    }

    private static void put(Map<String, String> options, String name, Object value) {
        if (value != null) {
            options.put(name, value.toString());
        }
    }
}
