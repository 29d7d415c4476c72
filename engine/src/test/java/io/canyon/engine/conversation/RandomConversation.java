package io.canyon.engine.conversation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A conversation that follows from its seed alone, held with the engine and with the model. */
final class RandomConversation {
    private static final int MAX_SESSIONS = 6;
    private static final int LOG_LINES = 30;
    private static final String[] CLIENT_IDS = {"anna", "ben", "c", "c-resync-1", "ключ"};

    private final long seed;
    private final Random random;
    private final RandomFrames frames;
    private final Twin twin;
    private final List<String> log = new ArrayList<>();
    private int sessions;

    RandomConversation(TestEngine engine, long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.frames = new RandomFrames(random);
        this.twin = new Twin(engine, "random " + seed);
    }

    void hold(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            compare();
        }
    }

    /** A newcomer reads everything, the others read again, and all leave. */
    void end() {
        if (twin.sessions().size() < MAX_SESSIONS) {
            connect();
            compare();
        }
        for (String session : twin.sessions()) {
            say("last", session);
            twin.sends(session, frames.reconnect(random.nextInt(2) == 0 ? 0 : knownVersion()));
            twin.run();
            compare();
        }
        twin.closeAll();
    }

    void restart() {
        say("restart", "");
        twin.restart();
    }

    void crash(Path copy) {
        if (twin.sessions().isEmpty()) {
            connect();
        }
        say("crash", "");
        twin.crash(copy);
    }

    void crashLosing(Path copy) {
        say("crash losing", "");
        twin.crashLosing(copy);
    }

    /** The networks of some sessions stand still now and then. */
    void holdWithSlowNetworks(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            compare();
            for (String session : twin.sessions()) {
                if (random.nextInt(20) == 0) {
                    say("stall", session);
                    twin.stall(session);
                } else if (random.nextInt(10) == 0) {
                    say("drain", session);
                    twin.drain(session);
                    compare();
                }
            }
        }
        twin.sessions().forEach(twin::drain);
        compare();
    }

    private void step() {
        List<String> present = twin.sessions();
        int choice = random.nextInt(100);
        if (present.isEmpty() || choice < 8 && present.size() < MAX_SESSIONS) {
            connect();
        } else if (choice < 12) {
            close(present.get(random.nextInt(present.size())));
            twin.run();
        } else if (choice < 13) {
            present.forEach(this::close);
            twin.run();
        } else if (choice < 17) {
            String session = present.get(random.nextInt(present.size()));
            boolean mayWrite = random.nextInt(3) > 0;
            if (!twin.client(session).isLagging) {
                say("refresh " + mayWrite, session);
                twin.refresh(session, mayWrite);
            }
        } else if (choice < 19) {
            // Alone, as it is answered without the shard: it may overtake the answers to frames before it.
            String session = present.get(random.nextInt(present.size()));
            if (!twin.client(session).isLagging) {
                send(session, frames.otherProtocol());
                twin.run();
            }
        } else {
            Set<String> reconnected = new HashSet<>();
            for (int i = random.nextInt(5) == 0 ? 4 : 1; i > 0; i--) {
                String session = present.get(random.nextInt(present.size()));
                String frame = frame(session);
                if (frame.contains("reconnect") && !reconnected.add(session)) {
                    // A second one of a session waits for the answer to the first, and others would overtake it.
                    twin.run();
                }
                send(session, frame);
            }
            if (random.nextInt(10) == 0) {
                close(present.get(random.nextInt(present.size())));
            }
            twin.run();
        }
    }

    private void connect() {
        String session = "S" + ++sessions;
        String clientId = CLIENT_IDS[random.nextInt(CLIENT_IDS.length)];
        boolean mayWrite = random.nextInt(5) > 0;
        say("connect " + clientId + " " + mayWrite, session);
        twin.connect(session, clientId, mayWrite);
    }

    private void close(String session) {
        say("close", session);
        twin.close(session);
    }

    private String frame(String session) {
        int choice = random.nextInt(100);
        if (choice < 3) {
            return frames.malformed();
        } else if (choice < 8) {
            return frames.odd();
        } else if (choice < 20) {
            return frames.reconnect(knownVersion());
        } else if (choice < 28) {
            return frames.patch(twin.client(session).id + "-resync-" + random.nextInt(3));
        }
        return frames.patch();
    }

    private void send(String session, String frame) {
        say(frame, session);
        twin.sends(session, frame);
    }

    /** Something that an editor may believe to be the version, now and then wrongly. */
    private long knownVersion() {
        long version = twin.model().version();
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> version + 1 + random.nextInt(5);
            case 2 -> random.nextInt(60);
            case 3 -> version;
            case 4 -> (long) random.nextInt(4) << 32 | random.nextInt(20);
            default -> Math.max(0, version - random.nextInt(20));
        };
    }

    private void say(String what, String session) {
        log.add(session + ": " + what);
    }

    private void compare() {
        twin.takeEqual(() -> "seed=" + seed + " (replay with -Dcanyon.seed=" + seed + ")\n"
                + String.join("\n", log.subList(Math.max(0, log.size() - LOG_LINES), log.size())));
    }
}
