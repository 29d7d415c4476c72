package io.canyon.bench.load;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * What a load run does. Immutable; validated when built.
 *
 * @param url of the server
 * @param rooms rooms that are edited at the same time
 * @param sessions sessions in each room, writers included
 * @param writers sessions of each room that edit
 * @param inFlight edits that each writer has on the way in the closed loop
 * @param rate edits per second in all in the open loop; 0 for the closed loop
 * @param warmUpSeconds load that is not measured
 * @param seconds load that is measured
 * @param threads event loops of the load itself
 * @param stalled sessions of each room that do not read for a while, from the begin of the measurement on
 * @param stallSeconds how long they do not read
 */
record LoadPlan(
        URI url,
        int rooms,
        int sessions,
        int writers,
        int inFlight,
        int rate,
        int warmUpSeconds,
        int seconds,
        int threads,
        int stalled,
        int stallSeconds) {
    static final int DEFAULT_PORT = 80;

    LoadPlan {
        if (!"ws".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("--url is not ws://host[:port]/: value=" + url);
        }
        requireRange("--rooms", rooms, 1, 10_000);
        requireRange("--sessions", sessions, 1, 100_000);
        requireRange("--writers", writers, 1, sessions);
        requireRange("--in-flight", inFlight, 1, 10_000);
        requireRange("--rate", rate, 0, 10_000_000);
        requireRange("--warm-up", warmUpSeconds, 0, 3600);
        requireRange("--seconds", seconds, 1, 86_400);
        requireRange("--threads", threads, 1, 64);
        requireRange("--stalled", stalled, 0, sessions - writers);
        requireRange("--stall-seconds", stallSeconds, 1, Math.max(seconds, 30));
    }

    boolean isOpenLoop() {
        return rate > 0;
    }

    int port() {
        return url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
    }

    /** Host as it stands in a socket address: an IPv6 address without its brackets. */
    String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    boolean isLoopback() {
        try {
            return InetAddress.getByName(host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " out of range: value=" + value + " min=" + min + " max=" + max);
        }
    }
}
