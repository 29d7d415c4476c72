package io.canyon.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.EngineStartException;
import io.canyon.engine.JournalKind;
import io.canyon.engine.SimulatedStart;
import io.canyon.engine.TextFrame;
import io.canyon.engine.journal.SimulatedDisk;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.Handshake;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * An engine, its editors, the network and the disk between them, in one thread. What happens next is drawn from one
 * seed: the same seed gives the same run.
 */
final class Simulation {
    private static final int STEPS = 1500;
    private static final int MAX_ROUNDS = 20_000;
    private static final int QUIET_ROUNDS = 4;
    private static final Duration IDLE_TIMEOUT = Duration.ofMillis(50);

    private final Profile profile;
    private final Path folder;
    private final SplittableRandom random;
    private final SplittableRandom seeds;
    private final Oracle oracle = new Oracle();
    private final SimulatedDisk disk;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final Map<String, Admission> admissions = new HashMap<>();
    private final StringBuilder log = new StringBuilder();

    private TaskQueue tasks;
    private Engine engine;
    private Gateway gateway;
    private long nowNs;
    private boolean isKilled;
    private int markers;
    private int crashes;

    Simulation(long seed, Profile profile, Path folder) {
        this.profile = profile;
        this.folder = folder;
        SplittableRandom source = new SplittableRandom(seed);
        random = source.split();
        seeds = source.split();
        disk = new SimulatedDisk(source.split(), profile == Profile.FORCED, oracle, this::onJournalCall);
        int rooms = profile.isGuarded() ? 5 : 1 + random.nextInt(2);
        for (int i = profile.isGuarded() ? 10 : 3 + random.nextInt(3); i > 0; i--) {
            clients.add(new SimulatedClient("c" + i, "room " + i % rooms, oracle));
        }
    }

    /** All that happened, for the comparison of two runs. */
    String log() {
        return log.toString();
    }

    int crashes() {
        return crashes;
    }

    long lost() {
        return oracle.lost();
    }

    long edits() {
        return oracle.edits();
    }

    void run() {
        start();
        for (int i = 0; i < STEPS; i++) {
            try {
                step();
            } catch (SimulatedDisk.Crash crash) {
                crash(crash.getMessage());
            }
            if (!engine.isReady()) {
                crash("engine");
            }
        }
        disk.heal();
        admissions.clear();
        clients.stream().filter(SimulatedClient::isConnected).forEach(SimulatedClient::refresh);
        settle();
        check();
        stop();
        start();
        settle();
        check();
        stop();
    }

    private void step() {
        SimulatedClient client = clients.get(random.nextInt(clients.size()));
        int choice = random.nextInt(100);
        if (choice < 20) {
            act(client);
        } else if (choice < 60) {
            deliver(client, choice < 24);
        } else if (choice < 75) {
            engine.doWork();
        } else if (choice < 88) {
            gateway.deliver();
        } else if (choice < 94) {
            tasks.runOne();
        } else if (choice < 97) {
            nowNs += random.nextLong(IDLE_TIMEOUT.toNanos());
        } else if (choice < 98) {
            disk.full(random.nextInt(4) == 0);
        } else if (random.nextInt(4) == 0) {
            trouble();
        } else {
            disconnect(client);
            if (profile.isGuarded()) {
                changeAdmission();
            }
        }
    }

    private void changeAdmission() {
        Admission[] choices = {null, Admission.READ_ONLY, Admission.READ_WRITE};
        SimulatedClient other = clients.get(random.nextInt(clients.size()));
        admissions.put(other.id, choices[random.nextInt(choices.length)]);
        if (other.isConnected()) {
            other.refresh();
        }
    }

    private void trouble() {
        switch (random.nextInt(8)) {
            case 0 -> isKilled = true;
            case 1 -> {
                stop();
                start();
            }
            default -> disk.crashAfter(random.nextInt(12));
        }
    }

    private void act(SimulatedClient client) {
        if (!client.isConnected()) {
            if (random.nextBoolean()) {
                connect(client);
            }
        } else if (random.nextInt(8) == 0 && client.isSynced()) {
            client.show(++markers);
        }
        if (client.mayEdit()) {
            client.edit(patch(client));
        }
    }

    private Map<String, Map<String, Object>> patch(SimulatedClient client) {
        Map<String, Map<String, Object>> patch = new TreeMap<>();
        List<String> live = new ArrayList<>(client.liveKeys());
        String own = client.id + "/" + random.nextInt(3);
        boolean isLive = live.contains(own);
        boolean mayComeBack = !profile.losesTimelines();
        if (!isLive && !client.isChanging(own) && (mayComeBack || !client.knows(own))) {
            patch.put(own, SimulatedClient.frame(Record.EXISTS, true, Record.BORN, ++markers, "x", ++markers));
        } else if (isLive && random.nextInt(6) == 0) {
            patch.put(own, SimulatedClient.frame(Record.EXISTS, false));
        }
        live.remove(own);
        for (int i = random.nextInt(3); i > 0 && !live.isEmpty(); i--) {
            String key = live.get(random.nextInt(live.size()));
            Map<String, Object> change = SimulatedClient.frame(random.nextBoolean() ? "x" : "y", ++markers);
            if (random.nextInt(3) == 0) {
                change.put("text", "long ".repeat(random.nextInt(300)));
            }
            patch.put(key, change);
        }
        if (patch.isEmpty()) {
            // Of a key that never is: refused.
            patch.put("nobody/" + random.nextInt(2), SimulatedClient.frame("x", ++markers));
        }
        return patch;
    }

    private void connect(SimulatedClient client) {
        SimulatedLink link = new SimulatedLink();
        String query = "roomId=" + client.room.replace(" ", "%20") + "&clientId=" + client.id;
        link.session(gateway.open(new Handshake("/", query, Map.of(), "test"), link));
        client.connect(link);
        log("connect", client.id);
    }

    private void deliver(SimulatedClient client, boolean isTwice) {
        if (!client.isConnected()) {
            return;
        }
        SimulatedLink link = client.link();
        if (random.nextBoolean()) {
            link.deliverToServer(isTwice);
        } else {
            for (int i = 1 + random.nextInt(6); i > 0 && client.isConnected(); i--) {
                receive(client);
            }
        }
    }

    /** What stands instead of refused keys comes in the same write as the word that they were refused. */
    private void receive(SimulatedClient client) {
        SimulatedLink link = client.link();
        boolean isCorrected = true;
        while (isCorrected) {
            String frame = link.takeForClient();
            isCorrected = frame != null && frame.contains("\"rejected\":");
            if (frame != null) {
                log(client.id, frame);
                client.onFrame(frame);
            }
        }
        if (link.isClosed()) {
            client.onDisconnected();
        }
    }

    /** While a shard is in its journal the I/O thread goes on, with all that it was given. */
    private void onJournalCall() {
        if (gateway != null && random.nextInt(3) == 0) {
            gateway.deliver();
            clients.stream().filter(SimulatedClient::isConnected).forEach(this::receive);
        }
    }

    private void disconnect(SimulatedClient client) {
        if (client.isConnected()) {
            client.link().cut();
            client.onDisconnected();
            log("disconnect", client.id);
        }
    }

    private void start() {
        nowNs += 1;
        isKilled = false;
        while (engine == null) {
            tasks = new TaskQueue(seeds.split());
            try {
                engine = SimulatedStart.start(config(), disk, tasks, this::now, seeds.nextLong());
            } catch (EngineStartException e) {
                requireCrash(e);
                end("start");
            }
        }
        tasks.direct(false);
        gateway = engine.openGateway(TextFrame.FACTORY, () -> {});
        oracle.doubtfulRooms().forEach(room -> oracle.onFound(room, read(room)));
    }

    private EngineConfig config() {
        Authenticator authenticator = request ->
                CompletableFuture.completedFuture(admissions.getOrDefault(request.clientId(), Admission.READ_WRITE));
        EngineLimits limits = EngineLimits.DEFAULTS
                .withMaxDepth(32)
                .withMaxDocumentBytes(1 << 20)
                .withSessionBudgetBytes(4096);
        return EngineConfig.of(folder)
                .withDurability(profile.durability)
                .withJournal(JournalKind.SEGMENTS)
                .withShards(1 + random.nextInt(3))
                .withCheckpointBytes(64 << 10)
                .withIdleTimeout(IDLE_TIMEOUT)
                .withAuthenticator(profile.isGuarded() ? authenticator : Authenticator.EVERYBODY)
                .withLimits(limits);
    }

    private long now() {
        if (isKilled) {
            throw new SimulatedDisk.Crash("kill");
        }
        return nowNs;
    }

    private void stop() {
        log("stop", "");
        clients.forEach(this::disconnect);
        gateway.close();
        gateway = null;
        tasks.direct(true);
        engine.close();
        if (engine.isClosedCleanly()) {
            disk.closed();
        } else {
            end("stop");
        }
        engine = null;
    }

    private void crash(String where) {
        isKilled = true;
        clients.forEach(this::disconnect);
        while (engine.isReady()) {
            engine.doWork();
        }
        gateway.close();
        gateway = null;
        engine.close();
        engine = null;
        end(where);
        start();
    }

    private void end(String where) {
        log("crash", where);
        crashes++;
        disk.end(profile.losesPower() && random.nextBoolean());
    }

    private void settle() {
        int rounds = 0;
        // What a round brings to the server is worked off in the next.
        for (int quiet = 0; quiet < QUIET_ROUNDS; ) {
            if (++rounds > MAX_ROUNDS) {
                throw new AssertionError("editors do not come to rest");
            }
            try {
                quiet = settleOnce() ? quiet + 1 : 0;
            } catch (SimulatedDisk.Crash crash) {
                crash(crash.getMessage());
            }
            if (!engine.isReady()) {
                crash("engine");
                quiet = 0;
            }
        }
    }

    private boolean settleOnce() {
        int work = tasks.runOne() ? 1 : 0;
        work += engine.doWork() + gateway.deliver();
        boolean isSynced = true;
        for (SimulatedClient client : clients) {
            if (!client.isConnected()) {
                connect(client);
            }
            client.link().deliverToServer(false);
            receive(client);
            isSynced &=
                    client.isConnected() && client.isSynced() && client.link().isQuiet();
        }
        return isSynced && work == 0;
    }

    private void check() {
        for (SimulatedClient client : clients) {
            assertEquals(oracle.state(client.room), client.state(), () -> "replica of " + client.id);
            Map<String, Object> shown = new TreeMap<>();
            int others = 0;
            for (SimulatedClient other : clients) {
                if (other.room.equals(client.room)) {
                    others++;
                    if (other != client && other.ownPresence() != null) {
                        shown.put(other.id + "/p", other.ownPresence());
                    }
                }
            }
            // What it shows while it may only read is shown to nobody, and not again later.
            if (!profile.isGuarded()) {
                assertEquals(shown, client.presence(), () -> "presence at " + client.id);
            }
            assertEquals(others, client.clientCount(), () -> "count at " + client.id);
        }
        checkNewcomers();
    }

    private void checkNewcomers() {
        for (String room :
                clients.stream().map(client -> client.room).distinct().toList()) {
            assertEquals(oracle.state(room), read(room), () -> "what a newcomer sees of " + room);
        }
    }

    private Map<String, Map<String, Object>> read(String room) {
        SimulatedClient reader = new SimulatedClient("reader", room, oracle);
        connect(reader);
        runUntil(() -> {
            reader.link().deliverToServer(false);
            receive(reader);
            return reader.isSynced() && reader.link().isQuiet();
        });
        disconnect(reader);
        return reader.state();
    }

    private void runUntil(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            if (i > MAX_ROUNDS) {
                throw new AssertionError("a newcomer is not brought up to date");
            }
            tasks.runOne();
            engine.doWork();
            gateway.deliver();
        }
    }

    private static void requireCrash(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof SimulatedDisk.Crash)) {
            cause = cause.getCause();
        }
        if (cause == null) {
            throw new AssertionError("the engine does not start", failure);
        }
    }

    private void log(String who, String what) {
        log.append(who).append(' ').append(what).append('\n');
    }
}
