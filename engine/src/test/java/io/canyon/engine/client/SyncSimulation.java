package io.canyon.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Several users of one room, on connections that take their time and break, and a server that stops and starts. */
final class SyncSimulation {
    private static final int USERS = 4;
    private static final int STEPS = 700;
    private static final int SETTLING_ROUNDS = 3_000;
    private static final SyncOptions OPTIONS =
            SyncOptions.DEFAULTS.withBackoff(Duration.ofMillis(20), Duration.ofMillis(500));

    /** What a user does to the document. */
    interface Editor {
        JsonNode edit(SimulatedUser user, JsonNode document);
    }

    /** What may happen beside edits and broken connections. */
    record Troubles(boolean losesVersions, boolean refuses, boolean forgets, boolean losesFrames, boolean undoes) {}

    final EchoRoom room;
    final Connections connections;
    final List<SimulatedUser> users = new ArrayList<>();
    private final Random random;
    private final Editor editor;
    private final Troubles troubles;
    private long nowMs;
    int restarts;
    int undone;

    SyncSimulation(Random random, JsonNode document, int historyLength, Editor editor, Troubles troubles) {
        this.random = random;
        this.editor = editor;
        this.troubles = troubles;
        room = new EchoRoom(document, historyLength);
        connections = new Connections(room, random);
        for (int i = 0; i < USERS; i++) {
            SimulatedUser user = new SimulatedUser("u" + i, OPTIONS, new Random(random.nextLong()));
            users.add(user);
            user.protocol.join("user" + i, null, nowMs);
        }
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            nowMs += random.nextInt(60);
            step(users.get(random.nextInt(USERS)));
            users.forEach(SimulatedUser::check);
        }
        settle();
        for (SimulatedUser user : users) {
            assertEquals(room.edits().document(), user.document(), user.name);
            assertEquals(room.edits().version(), user.protocol.edits().version(), user.name);
            assertEquals(USERS - 1, user.protocol.members().size(), user.name);
        }
    }

    private void step(SimulatedUser user) {
        switch (random.nextInt(40)) {
            case 0 -> connections.breakDown(user, nowMs);
            case 1 -> lag(user);
            case 2 -> trouble(user);
            case 3 -> show(user);
            case 4, 5, 6, 7, 8, 9 -> user.edit(editor, nowMs);
            case 10 -> undo(user);
            case 11, 12, 13, 14 -> room.release();
            case 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 -> connections.deliverToServer(user);
            case 25 -> repeat(user);
            default -> connections.deliverToClient(user, nowMs);
        }
        if (random.nextInt(4) == 0) {
            connections.open(user, random.nextInt(5) > 0, nowMs);
        }
        user.protocol.tick(nowMs);
    }

    private void undo(SimulatedUser user) {
        if (troubles.undoes() && user.document() != null) {
            boolean isDone = random.nextInt(3) > 0 ? user.protocol.undo(nowMs) : user.protocol.redo(nowMs);
            undone += isDone ? 1 : 0;
        }
    }

    private void show(SimulatedUser user) {
        user.protocol.show(JsonNodeFactory.instance.objectNode().put("x", random.nextInt(100)), nowMs);
    }

    private void lag(SimulatedUser user) {
        if (user.link() != null) {
            room.lag(user.link());
        }
    }

    private void trouble(SimulatedUser user) {
        switch (random.nextInt(6)) {
            case 0 -> restart();
            case 1 -> {
                if (troubles.refuses()) {
                    room.permit(random.nextInt(3) == 0);
                }
            }
            case 2 -> {
                if (troubles.forgets() && user.link() != null) {
                    room.edits().forget(user.link().id);
                }
            }
            case 3 -> {
                if (user.link() != null) {
                    room.evict(user.link());
                }
            }
            case 4 -> {
                if (troubles.losesFrames() && user.link() != null) {
                    // a gap, or an edit without an answer
                    user.link().toClient.poll();
                }
            }
            default -> room.joinRefusal = random.nextInt(5) > 0 ? null : random.nextBoolean() ? "limit" : "unavailable";
        }
    }

    private void restart() {
        boolean isClean = random.nextBoolean();
        int lostVersions = !isClean && troubles.losesVersions() ? random.nextInt(4) : 0;
        room.restart(isClean, lostVersions, random.nextBoolean());
        restarts++;
    }

    /**
     * The last frame that waits arrives twice. The ack of the second is worth less, so the first must not get lost; and
     * the room must not forget in between.
     */
    private void repeat(SimulatedUser user) {
        EchoLink link = user.link();
        String frame = link == null || troubles.losesFrames() || troubles.forgets() ? null : link.toServer.peekLast();
        if (frame != null && frame.contains("\"event\":\"edit\"")) {
            link.toServer.add(frame);
        }
    }

    /** No more trouble; everything arrives. */
    private void settle() {
        room.joinRefusal = null;
        room.permit(false);
        if (troubles.losesFrames()) {
            // that the last frame is lost, nobody can know before the next one
            users.forEach(user -> connections.breakDown(user, nowMs));
        }
        for (int round = 0; round < SETTLING_ROUNDS; round++) {
            nowMs += 500;
            boolean isIdle = true;
            for (SimulatedUser user : users) {
                connections.open(user, true, nowMs);
                if (user.link() != null && room.isLagging(user.link())) {
                    room.lag(user.link());
                }
                connections.deliverToServer(user);
                room.release();
                connections.deliverToClient(user, nowMs);
                user.protocol.tick(nowMs);
                user.check();
                isIdle &= Connections.isIdle(user);
            }
            room.release();
            if (isIdle && users.stream().allMatch(SimulatedUser::isIdle)) {
                return;
            }
        }
        throw new AssertionError("never idle: " + users);
    }
}
