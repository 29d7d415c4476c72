package io.canyon.aeron;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Makes settings of what an operator has set by name. */
final class AeronOptions {
    private static final AeronConfig DEFAULTS = AeronConfig.DEFAULTS;
    static final Set<String> NAMES = Set.of(
            "channel",
            "ipc",
            "stream",
            "dir",
            "external-driver",
            "idle",
            "term-length",
            "keep-alive-ms",
            "session-timeout-ms",
            "connect-timeout-ms",
            "driver-timeout-ms",
            "max-sessions",
            "max-message",
            "max-queued");

    private final Map<String, String> options;

    private AeronOptions(Map<String, String> options) {
        this.options = options;
    }

    /** @throws IllegalArgumentException when there is no such option, or its value is out of range */
    static AeronConfig parse(Map<String, String> options) {
        for (String name : options.keySet()) {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException("the transport aeron has no option " + name);
            }
        }
        return new AeronOptions(options).config();
    }

    private AeronConfig config() {
        String folder = options.get("dir");
        return new AeronConfig(
                options.getOrDefault("channel", DEFAULTS.channel()),
                flag("ipc", DEFAULTS.servesIpc()),
                number("stream", DEFAULTS.streamId()),
                folder == null ? null : Path.of(folder),
                !flag("external-driver", !DEFAULTS.ownsDriver()),
                idle(),
                number("term-length", DEFAULTS.termBytes()),
                millis("keep-alive-ms", DEFAULTS.keepAliveInterval()),
                millis("session-timeout-ms", DEFAULTS.sessionTimeout()),
                millis("connect-timeout-ms", DEFAULTS.connectTimeout()),
                millis("driver-timeout-ms", DEFAULTS.driverTimeout()),
                number("max-sessions", DEFAULTS.maxSessions()),
                number("max-message", DEFAULTS.maxMessageBytes()),
                number("max-queued", DEFAULTS.maxQueuedBytes()));
    }

    private IdleKind idle() {
        String value = options.get("idle");
        if (value == null) {
            return DEFAULTS.idle();
        }
        return Arrays.stream(IdleKind.values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("idle=" + value + " is none of backoff, sleep and spin"));
    }

    private boolean flag(String name, boolean otherwise) {
        String value = options.getOrDefault(name, Boolean.toString(otherwise));
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(name + "=" + value + " is neither true nor false");
        }
        return value.equals("true");
    }

    private Duration millis(String name, Duration otherwise) {
        return Duration.ofMillis(number(name, (int) otherwise.toMillis()));
    }

    private int number(String name, int otherwise) {
        String value = options.get(name);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + "=" + value + " is no number", e);
        }
    }
}
