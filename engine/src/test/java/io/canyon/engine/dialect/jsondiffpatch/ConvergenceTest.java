package io.canyon.engine.dialect.jsondiffpatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Several clients edit one document at the same time, over connections that lag and break: all end with the same one.
 */
class ConvergenceTest {
    private static final int RUNS = Integer.getInteger("canyon.runs", 60);
    private static final int STEPS = 400;

    private final long seed =
            Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
    private Random random;
    private EchoServerModel server;
    private List<EchoClientModel> clients;

    @BeforeEach
    void printSeed() {
        System.out.println("ConvergenceTest: canyon.seed=" + seed);
    }

    /** What a client does to its own document. */
    private interface Editor {
        JsonNode edit(JsonNode document);
    }

    @Test
    void shouldEndWithTheSameDocument() {
        int carried = 0;
        int refused = 0;
        int resent = 0;
        for (int run = 0; run < RUNS; run++) {
            begin(run, new RandomDocuments(new Random(seed + run)).scene(), run % 3 == 0 ? 3 : 1000);
            RandomDocuments documents = new RandomDocuments(random);
            simulate(documents::edited);
            carried += server.carriedEdits;
            refused += server.refusedEdits;
            resent += clients.stream().mapToInt(client -> client.resent).sum();
        }
        assertTrue(carried > RUNS && refused > RUNS / 10 && resent > RUNS, carried + " " + refused + " " + resent);
    }

    @Test
    void shouldKeepAllInsertionsAndRemoveEachItemOnce() {
        for (int run = 0; run < RUNS; run++) {
            Set<String> expected = new HashSet<>();
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < 6; i++) {
                list.add(item("first" + i));
                expected.add("first" + i);
            }
            begin(run, JsonNodeFactory.instance.objectNode().set("list", list), run % 3 == 0 ? 3 : 1000);
            int[] lastId = new int[1];
            simulate(document -> {
                ObjectNode copy = document.deepCopy();
                editList((ArrayNode) copy.get("list"), expected, lastId);
                return copy;
            });
            List<String> ids = new ArrayList<>();
            server.document()
                    .get("list")
                    .forEach(item -> ids.add(item.path("id").asText("null")));
            assertEquals(expected, new HashSet<>(ids), "seed=" + seed + " run=" + run);
            assertEquals(expected.size(), ids.size(), "seed=" + seed + " run=" + run + " ids=" + ids);
        }
    }

    private void editList(ArrayNode list, Set<String> expected, int[] lastId) {
        int index = list.isEmpty() ? 0 : random.nextInt(list.size());
        switch (list.isEmpty() ? 0 : random.nextInt(5)) {
            case 0, 1 -> {
                String id = "n" + ++lastId[0];
                list.insert(index, item(id));
                expected.add(id);
            }
            case 2 -> expected.remove(list.remove(index).get("id").textValue());
            case 3 -> {
                JsonNode moved = list.remove(index);
                list.insert(random.nextInt(list.size() + 1), moved);
            }
            default -> ((ObjectNode) list.get(index)).put("v", random.nextInt(1000));
        }
    }

    private static ObjectNode item(String id) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("v", 0);
    }

    private void begin(int run, JsonNode document, int historyLength) {
        random = new Random(seed + 31L * run);
        server = new EchoServerModel(document, historyLength);
        clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(new EchoClientModel("c" + i));
        }
    }

    private void simulate(Editor editor) {
        for (int step = 0; step < STEPS; step++) {
            EchoClientModel client = clients.get(random.nextInt(clients.size()));
            switch (random.nextInt(24)) {
                case 0 -> breakConnection(client);
                case 1 -> lag(client);
                case 2, 3, 4, 5 -> edit(client, editor);
                case 6, 7, 8, 9 -> client.flush();
                case 10, 11, 12, 13, 14, 15 -> client.deliverToServer(server);
                default -> client.deliverFromServer();
            }
            if (!client.isConnected() && random.nextInt(6) == 0) {
                client.connect(server);
            }
        }
        settle();
        for (EchoClientModel client : clients) {
            assertEquals(server.document(), client.shadow(), "seed=" + seed);
            assertEquals(server.document(), client.local(), "seed=" + seed);
        }
    }

    private void breakConnection(EchoClientModel client) {
        if (client.isConnected()) {
            client.disconnect(server);
        }
    }

    private void lag(EchoClientModel client) {
        if (!client.isConnected()) {
            return;
        }
        if (client.lags) {
            server.drained(client);
        } else {
            server.lag(client);
        }
    }

    private void edit(EchoClientModel client, Editor editor) {
        if (client.hasJoined()) {
            client.change(editor.edit(client.local()));
        }
    }

    private void settle() {
        for (int round = 0; round < 10_000; round++) {
            boolean isIdle = true;
            for (EchoClientModel client : clients) {
                if (!client.isConnected()) {
                    client.connect(server);
                } else if (client.lags) {
                    server.drained(client);
                }
                client.deliverFromServer();
                client.flush();
                client.deliverToServer(server);
                isIdle &= client.isIdle();
            }
            if (isIdle) {
                return;
            }
        }
        throw new AssertionError("never idle: seed=" + seed);
    }
}
