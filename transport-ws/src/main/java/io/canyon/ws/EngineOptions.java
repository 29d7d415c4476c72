package io.canyon.ws;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.JournalKind;
import io.canyon.engine.SessionLimits;
import io.canyon.engine.spi.Authenticator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options of {@code serve} that are the engine's. */
final class EngineOptions {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "./data",
            description = "Journal and snapshots; one server at a time. Default: ${DEFAULT-VALUE}")
    private Path data;

    @Option(
            names = "--durability",
            paramLabel = "none|process|power",
            defaultValue = "process",
            description = "What an ack says: 'none' applied in memory, 'process' survives a kill of the server, "
                    + "'power' survives the loss of power. Default: ${DEFAULT-VALUE}")
    private DurabilityLevel durability;

    @Option(
            names = "--journal",
            paramLabel = "chronicle|segments",
            defaultValue = "chronicle",
            description =
                    "How the journal is kept: in a Chronicle Queue, or in plain files. May change between starts. "
                            + "Default: ${DEFAULT-VALUE}")
    private JournalKind journal;

    @Option(
            names = "--checkpoint",
            paramLabel = "SIZE",
            defaultValue = "256MiB",
            converter = ByteSize.Converter.class,
            description =
                    "Length of the journal at which rooms are saved and it begins anew. " + "Default: ${DEFAULT-VALUE}")
    private ByteSize checkpoint;

    @Option(
            names = "--shards",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that hold rooms. Default: ${DEFAULT-VALUE}")
    private int shards;

    @Option(
            names = "--shard-idle",
            paramLabel = "backoff|spin",
            defaultValue = "backoff",
            description = "What shard threads do while they have nothing to do: 'backoff' pause, up to 250 us, 'spin' "
                    + "take a processor each. Default: ${DEFAULT-VALUE}")
    private ShardIdle shardIdle;

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long a room without editors stays in memory. Default: ${DEFAULT-VALUE}")
    private Duration idleTimeout;

    @Option(
            names = "--max-frame",
            paramLabel = "SIZE",
            defaultValue = "4MiB",
            converter = ByteSize.Converter.class,
            description = "Longest message of an editor. Default: ${DEFAULT-VALUE}")
    private ByteSize maxFrame;

    @Option(
            names = "--max-rooms",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Rooms in memory at one time. Default: ${DEFAULT-VALUE}")
    private int maxRooms;

    @Option(
            names = "--max-sessions-per-room",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Sessions of one room. Default: ${DEFAULT-VALUE}")
    private int maxSessionsPerRoom;

    @Option(
            names = "--max-document",
            paramLabel = "SIZE",
            defaultValue = "256MiB",
            converter = ByteSize.Converter.class,
            description = "Largest document, traces of deleted entries included. Default: ${DEFAULT-VALUE}")
    private ByteSize maxDocument;

    @Option(
            names = "--max-document-memory",
            paramLabel = "SIZE",
            converter = ByteSize.Converter.class,
            description = "Memory of all documents together, outside of the heap. Default: 80 %% of "
                    + "-XX:MaxDirectMemorySize, without it of the largest heap")
    private ByteSize maxDocumentMemory;

    @Option(
            names = "--max-depth",
            paramLabel = "N",
            defaultValue = "128",
            description = "Deepest nesting of a message. Default: ${DEFAULT-VALUE}")
    private int maxDepth;

    @Option(
            names = "--max-buffer",
            paramLabel = "N",
            defaultValue = "1048576",
            description = "Longest array that a buffer delta may make. Default: ${DEFAULT-VALUE}")
    private int maxBuffer;

    @Option(
            names = "--history-edits",
            paramLabel = "N",
            defaultValue = "1024",
            description =
                    "Edits that a whole-document room remembers, to carry stale edits and returning clients over. "
                            + "Default: ${DEFAULT-VALUE}")
    private int historyEdits;

    @Option(
            names = "--history-size",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = ByteSize.Converter.class,
            description = "Bytes of these edits at most. Default: ${DEFAULT-VALUE}")
    private ByteSize historySize;

    @Option(
            names = "--max-lag",
            paramLabel = "TIME",
            defaultValue = "1m",
            converter = DurationConverter.class,
            description = "How long an editor that lags may take next to nothing (less than 16 KiB). "
                    + "Default: ${DEFAULT-VALUE}")
    private Duration maxLag;

    @Option(
            names = "--max-held",
            paramLabel = "SIZE",
            defaultValue = "4MiB",
            converter = ByteSize.Converter.class,
            description = "Acks that are kept for an editor that lags. Default: ${DEFAULT-VALUE}")
    private ByteSize maxHeld;

    @Option(
            names = "--max-frame-rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Messages per second of one editor, which is read no faster; 0 sets no bound. "
                    + "Default: ${DEFAULT-VALUE}")
    private int maxFrameRate;

    @Option(
            names = "--max-greeting",
            paramLabel = "TIME",
            defaultValue = "250ms",
            converter = DurationConverter.class,
            description = "How long a canvas editor that connects, and does not say yet what it knows, is not told of "
                    + "edits; 0s: it is told at once. Default: ${DEFAULT-VALUE}")
    private Duration maxGreeting;

    @Option(
            names = "--token",
            paramLabel = "SECRET",
            defaultValue = "${env:CANYON_TOKEN}",
            showDefaultValue = Visibility.NEVER,
            description = "Lets in only editors whose 'token' is this. Also from the environment, CANYON_TOKEN, where "
                    + "other users of the machine do not see it. Default: everybody may read and write")
    private String token;

    int maxFrameBytes() {
        return maxFrame.intBytes();
    }

    /**
     * Throws {@link IllegalArgumentException} if an option is out of range, or it is not clear who authenticates.
     *
     * @param found authenticators that the operator has added
     */
    EngineConfig config(Consumer<Throwable> errorHandler, List<Authenticator> found) {
        EngineLimits defaults = EngineLimits.DEFAULTS;
        EngineLimits limits = defaults.withMaxFrameBytes(maxFrameBytes())
                .withMaxDepth(maxDepth)
                .withMaxBufferLength(maxBuffer)
                .withMaxSessionsPerRoom(maxSessionsPerRoom)
                .withMaxRooms(maxRooms)
                .withMaxDocumentBytes(maxDocument.bytes())
                .withMaxPendingFrameBytes(Math.max(maxFrameBytes(), defaults.maxPendingFrameBytes()))
                .withHistoryEdits(historyEdits)
                .withHistoryBytes(historySize.intBytes())
                .withSession(new SessionLimits(maxLag, maxHeld.intBytes(), maxFrameRate).withMaxGreeting(maxGreeting));
        if (maxDocumentMemory != null) {
            limits = limits.withMaxDocumentMemoryBytes(maxDocumentMemory.bytes());
        }
        return shardIdle.in(EngineConfig.of(data.toAbsolutePath().normalize())
                .withDurability(durability)
                .withJournal(journal)
                .withCheckpointBytes(checkpoint.bytes())
                .withShards(shards)
                .withIdleTimeout(idleTimeout)
                .withLimits(limits)
                .withAuthenticator(authenticator(found))
                .withErrorHandler(errorHandler));
    }

    private Authenticator authenticator(List<Authenticator> found) {
        if (found.isEmpty()) {
            return token == null ? Authenticator.EVERYBODY : new TokenAuthenticator(token);
        }
        List<String> names =
                found.stream().map(one -> one.getClass().getName()).sorted().toList();
        if (token != null) {
            throw new IllegalArgumentException("either a token or an authenticator, not both: found " + names);
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException("more than one authenticator: found " + names);
        }
        return found.get(0);
    }
}
