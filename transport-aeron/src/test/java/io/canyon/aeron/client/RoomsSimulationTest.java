package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Services on wires that take their time, are full, and break, and a server that lags, forgets and is killed, all in
 * one thread: they end with the same documents, with every acked edit there once and no refused one.
 */
class RoomsSimulationTest {
    private static final int RUNS = Integer.getInteger("canyon.runs", 30);
    private static final int FIRST_RUN = Integer.getInteger("canyon.run", 0);
    private static final int SERVICES = 3;
    private static final int STEPS = 1_200;
    private static final int SETTLING_ROUNDS = 3_000;

    private final long seed =
            Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));

    private final List<SimulatedClient> services = new ArrayList<>();
    private final long[] nowNs = new long[1];
    private Random random;
    private SimulatedServer server;
    private int breaks;
    private int restarts;
    private int fragmented;
    private int chunked;
    private int deltas;
    private int repeated;
    private int rejected;
    private int unconfirmed;
    private long failures;

    @BeforeEach
    void printSeed() {
        System.out.println("RoomsSimulationTest: canyon.seed=" + seed);
    }

    @Test
    void shouldEndWithTheSameDocumentsAndEveryEditOnce() {
        for (int run = FIRST_RUN; run < FIRST_RUN + RUNS; run++) {
            simulate(run);
        }
        System.out.println("breaks=" + breaks + " restarts=" + restarts + " fragmented=" + fragmented + " chunked="
                + chunked + " deltas=" + deltas + " repeated=" + repeated + " rejected=" + rejected + " unconfirmed="
                + unconfirmed);
        assertEquals(0, failures);
        if (RUNS >= 30) {
            assertTrue(breaks > RUNS && restarts > 0 && fragmented > 0 && chunked > 0 && deltas > 0, "no trouble");
            assertTrue(repeated > 0 && rejected > 0 && unconfirmed > 0, "no doubt");
        }
    }

    private void simulate(int run) {
        random = new Random(seed + run);
        nowNs[0] = random.nextLong();
        services.clear();
        server = new SimulatedServer(initial(), run % 3 == 0 ? 3 : 1000);
        server.chunkBytes = run % 2 == 0 ? 100 : Integer.MAX_VALUE;
        try {
            for (int i = 0; i < SERVICES; i++) {
                String name = "s" + i;
                services.add(
                        i == 0
                                ? new SimulatedTicker(name, random.nextLong(), nowNs)
                                : new SimulatedService(name, random.nextLong(), nowNs));
            }
            for (int step = 0; step < STEPS; step++) {
                nowNs[0] += random.nextInt(20_000_000);
                step(services.get(random.nextInt(SERVICES)), run);
            }
            settle();
            check();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed=" + seed + " run=" + run, e);
        }
        fragmented += server.fragmented;
        chunked += server.chunked;
        deltas += server.deltas;
        for (String room : SimulatedClient.ROOMS) {
            repeated += server.room(room).repeated;
            rejected += server.room(room).rejected;
        }
    }

    private static JsonNode initial() {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("counter", 0);
        document.putArray("items");
        document.putObject("flags");
        return document;
    }

    private void step(SimulatedClient service, int run) {
        SimulatedWire wire = service.audit().wire();
        switch (random.nextInt(40)) {
            case 0 -> {
                if (wire != null && !wire.isBroken) {
                    wire.isBroken = true;
                    breaks++;
                }
            }
            case 1, 2 -> {
                if (wire != null) {
                    server.lag(wire, random.nextBoolean());
                }
            }
            case 3 -> {
                if (random.nextInt(8) == 0) {
                    server.restart(random.nextInt(3) == 0);
                    restarts++;
                }
            }
            case 4 -> {
                // a room forgets who has not been there for long
                if (run % 5 == 0 && wire != null && wire.isBroken) {
                    server.room(SimulatedClient.ROOMS[random.nextInt(2)]).forget(service.clientId());
                }
            }
            case 5 -> {
                if (wire != null) {
                    wire.fullOffers = random.nextInt(60);
                }
            }
            case 6, 7, 8, 9, 10, 11, 12 -> service.edit();
            case 13, 14, 15, 16 -> server.release();
            default -> {
                // time passes
            }
        }
        deliver(service, random.nextInt(4), random.nextInt(4));
        service.check();
    }

    /** Carries some messages, and lets the client work. */
    private void deliver(SimulatedClient service, int toServer, int toClient) {
        SimulatedWire wire = service.audit().wire();
        if (wire != null) {
            wire.isOpen |= random.nextInt(3) == 0;
            for (int i = 0; i < toServer && !wire.toServer.isEmpty() && !wire.isBroken; i++) {
                server.take(wire, wire.toServer.remove());
            }
            wire.readable = toClient;
        }
        service.doWork();
        // the server notices late
        for (SimulatedWire old : service.audit().wires) {
            if ((old.isClosed || old.isBroken) && random.nextInt(6) == 0) {
                server.closed(old);
            }
        }
    }

    /** No more trouble; everything arrives. */
    private void settle() {
        for (int round = 0; round < SETTLING_ROUNDS; round++) {
            nowNs[0] += 300_000_000;
            boolean isIdle = true;
            for (SimulatedClient service : services) {
                SimulatedWire now = service.audit().wire();
                now.isOpen = true;
                now.fullOffers = 0;
                service.audit().wires.stream().filter(wire -> wire != now).forEach(server::closed);
                server.lag(now, false);
                deliver(service, 100, 100);
                server.release();
                service.check();
                isIdle &= service.isIdle();
            }
            if (isIdle && round > 30) {
                return;
            }
        }
        throw new AssertionError("never idle: " + services);
    }

    private void check() {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < SimulatedClient.ROOMS.length; i++) {
            JsonNode document =
                    Smiles.plain(server.room(SimulatedClient.ROOMS[i]).document());
            for (SimulatedClient service : services) {
                assertEquals(document, service.document(i), service::toString);
                assertEquals(server.room(SimulatedClient.ROOMS[i]).version(), service.version(i), service::toString);
            }
            document.get("items").forEach(item -> tokens.add(item.get("id").textValue()));
            document.get("flags").fieldNames().forEachRemaining(tokens::add);
        }
        for (SimulatedClient service : services) {
            for (String token : service.audit().acked) {
                assertEquals(1, Collections.frequency(tokens, token), "acked " + token);
            }
            for (String token : service.audit().refused) {
                assertEquals(0, Collections.frequency(tokens, token), "refused " + token);
            }
            for (String token : service.audit().unconfirmed) {
                assertTrue(Collections.frequency(tokens, token) <= 1, "unconfirmed " + token);
            }
            unconfirmed += service.audit().unconfirmed.size();
            failures += service.count(RoomsCounter.MALFORMED) + service.count(RoomsCounter.HANDLER_FAILURES);
            assertEquals(List.of(), service.audit().errors, service::toString);
            if (service instanceof SimulatedService client) {
                assertEquals(List.of(SERVICES - 1, SERVICES - 1), client.memberCounts(), service::toString);
            }
        }
    }
}
