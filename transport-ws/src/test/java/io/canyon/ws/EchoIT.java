package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The echo wire, spoken with the runnable jar. */
@Timeout(240)
class EchoIT {
    private static final int WRITERS = 4;
    private static final int LARGE_BYTES = 3 << 20;

    private final long seed = Long.getLong("canyon.seed", System.nanoTime());

    @TempDir
    private Path folder;

    @Test
    void shouldEditOneDocumentWithPresence() throws Exception {
        try (JarServer server = JarServer.start(folder);
                EchoClient a = EchoClient.enter(server.port(), "a")) {
            a.send("{'event':'presence','room':'r','presence':{'cursor':[1,2]}}");
            assertEquals(1, a.editAndAwait(1, "{'title':['Plan'],'list':[[1]]}"));
            try (EchoClient b = EchoClient.enter(server.port(), "b")) {
                assertEquals("{\"title\":\"Plan\",\"list\":[1]}", b.document().toString());
                assertEquals("b", a.await("entered").get("id").textValue());
                assertEquals(2, b.editAndAwait(1, "{'list':{'1':[2],'_t':'a'}}"));
                a.awaitVersion(2);
                assertEquals(3, a.editAndAwait(2, "{'title':['Plan','Plan B']}"));
                b.awaitVersion(3);
                assertEquals(
                        "{\"title\":\"Plan B\",\"list\":[1,2]}", b.document().toString());
                assertEquals(a.document(), b.document());
                b.send("{'event':'presence','room':'r','presence':{'x':1}}");
                JsonNode shown = a.await("presence");
                assertEquals(
                        "{\"event\":\"presence\",\"room\":\"r\",\"id\":\"b\",\"userId\":\"user of b\","
                                + "\"presence\":{\"x\":1}}",
                        shown.toString());
                a.send("{'event':'join','room':'r','userId':'user of a','version':1}".replace("1}", a.version() + "}"));
                JsonNode joined = a.await("joined");
                assertEquals(
                        "[{\"id\":\"b\",\"userId\":\"user of b\",\"presence\":{\"x\":1}}]",
                        joined.get("members").toString());
                assertFalse(joined.has("doc") || joined.has("delta"), joined.toString());
            }
            assertEquals("b", a.await("left").get("id").textValue());
        }
    }

    @Test
    void shouldResumeAndApplyOnce() throws Exception {
        try (JarServer server = JarServer.start(folder);
                EchoClient other = EchoClient.enter(server.port(), "other")) {
            EchoClient before = EchoClient.enter(server.port(), "c");
            before.editAndAwait(1, "{'n':[0],'l':[[]]}");
            String underWay = "{'event':'edit','room':'r','seq':2,'base':1,'delta':{'l':{'0':['x'],'_t':'a'}}}";
            before.send(underWay);
            other.awaitVersion(2);
            // Its ack is never read.
            before.close();
            other.editAndAwait(1, "{'n':[0,1]}");
            try (EchoClient after = EchoClient.connect(server.port(), "c").with(before)) {
                after.send("{'event':'join','room':'r','userId':'user of c','version':1}");
                JsonNode joined = after.await("joined");
                assertEquals(1, joined.get("from").longValue());
                assertEquals(2, joined.get("seq").longValue());
                assertEquals(other.document(), after.document());
                after.send(underWay);
                JsonNode ack = after.await("ack");
                assertEquals(2, ack.get("version").longValue());
                assertEquals(4, after.editAndAwait(3, "{'n':[1,2]}"));
                other.awaitVersion(4);
                assertEquals("{\"n\":2,\"l\":[\"x\"]}", other.document().toString());
                assertEquals(other.document(), after.document());
            }
        }
    }

    @Test
    void shouldKeepBothInsertionsOfStaleEdits() throws Exception {
        try (JarServer server = JarServer.start(folder);
                EchoClient a = EchoClient.enter(server.port(), "a");
                EchoClient b = EchoClient.enter(server.port(), "b")) {
            a.editAndAwait(1, "{'l':[['x','y','z']]}");
            b.awaitVersion(1);
            // Neither has seen the other's.
            a.edit(2, "{'l':{'1':['A'],'_t':'a','_0':['x',0,0]}}");
            b.edit(1, "{'l':{'3':['B'],'_t':'a','_0':['x',0,0],'_1':['',0,3]}}".replace("'3'", "'2'"));
            a.onAck(a.await("ack"), EchoClient.json("{\"l\":{\"1\":[\"A\"],\"_t\":\"a\",\"_0\":[\"x\",0,0]}}"));
            JsonNode ack = b.await("ack");
            b.onAck(ack, EchoClient.json("{\"l\":{\"2\":[\"B\"],\"_t\":\"a\",\"_0\":[\"x\",0,0],\"_1\":[\"\",0,3]}}"));
            a.awaitVersion(3);
            b.awaitVersion(3);
            assertEquals(a.document(), b.document());
            List<String> items = new ArrayList<>();
            a.document().get("l").forEach(item -> items.add(item.textValue()));
            assertEquals(List.of("A", "B", "y", "z"), items.stream().sorted().toList());
        }
    }

    @Test
    void shouldLoseNothingAckedAndApplyNothingTwiceWhenKilled() throws Exception {
        System.out.println("EchoIT: canyon.seed=" + seed);
        Random random = new Random(seed);
        List<EchoWriter> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new EchoWriter("w" + i, random.nextLong()));
        }
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            try (JarServer server = JarServer.start(folder);
                    EchoClient first = EchoClient.enter(server.port(), "first")) {
                first.editAndAwait(1, "{'items':[[]]}");
                server.kill();
            }
            for (int round = 0; round < 5; round++) {
                writeUntilKilled(threads, writers, Duration.ofMillis(300 + random.nextInt(900)));
            }
            try (JarServer server = JarServer.start(folder)) {
                for (EchoWriter writer : writers) {
                    writer.settle(server.port());
                }
                try (EchoClient newcomer = EchoClient.enter(server.port(), "newcomer")) {
                    for (EchoWriter writer : writers) {
                        assertEquals(newcomer.document(), writer.settle(server.port()));
                        writer.check(newcomer.document());
                    }
                }
            }
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    private void writeUntilKilled(ExecutorService threads, List<EchoWriter> writers, Duration time) throws Exception {
        long before = writers.stream().mapToLong(EchoWriter::acks).sum();
        List<Future<?>> runs = new ArrayList<>();
        try (JarServer server = JarServer.start(folder)) {
            for (EchoWriter writer : writers) {
                runs.add(threads.submit(() -> {
                    writer.run(server.port());
                    return null;
                }));
            }
            while (writers.stream().mapToLong(EchoWriter::acks).sum() == before) {
                assertTrue(server.isAliveFor(Duration.ofMillis(20)), () -> server.errors());
                for (Future<?> run : runs) {
                    if (run.isDone()) {
                        run.get();
                    }
                }
            }
            server.killAfter(time);
        }
        for (Future<?> run : runs) {
            run.get(60, TimeUnit.SECONDS);
        }
        System.out.println("EchoIT: killed after " + time + " and "
                + (writers.stream().mapToLong(EchoWriter::acks).sum() - before) + " acks");
    }

    @Test
    void shouldReplaceTheOlderConnectionAndCloseAtTheEnd() throws Exception {
        try (JarServer server = JarServer.start(folder);
                EchoClient older = EchoClient.enter(server.port(), "a");
                EchoClient newer = EchoClient.enter(server.port(), "a");
                CanvasClient canvas = CanvasClient.connect(server.port(), "r", "c")) {
            assertEquals(4001, older.await("closed").get("code").intValue());
            assertEquals(1008, canvas.awaitClose());
            assertEquals(1, newer.editAndAwait(1, "[1]"));
            server.terminate();
            assertEquals(1001, newer.await("closed").get("code").intValue());
            assertEquals(0, server.awaitEnd());
        }
    }

    @Test
    void shouldJoinLargeDocumentsAndCatchUpSlowClients() throws Exception {
        try (JarServer server = JarServer.start(folder);
                EchoClient a = EchoClient.enter(server.port(), "a");
                RawClient slow = new RawClient(server.port(), 16 << 10)) {
            a.editAndAwait(1, "{'text':['" + "x".repeat(LARGE_BYTES) + "'],'n':[0]}");
            assertEquals(101, slow.upgrade("/?id=slow"));
            slow.sendText("{\"event\":\"join\",\"room\":\"r\",\"userId\":\"u\"}");
            server.awaitMetric("canyon_states_encoded_total", 1);
            try (EchoClient b = EchoClient.enter(server.port(), "b")) {
                assertEquals(a.document(), b.document());
                for (int seq = 2; seq <= 60; seq++) {
                    a.editAndAwait(seq, "{'t" + seq % 4 + "':['" + "y".repeat(100_000) + "'],'n':[" + seq + "]}");
                }
                b.awaitVersion(a.version());
                assertEquals(a.document(), b.document());
            }
            assertTrue(server.metric("canyon_states_encoded_total") >= 2);
            JsonNode last = null;
            long version = -1;
            while (version < a.version()) {
                last = EchoClient.json(slow.readText());
                switch (last.get("event").textValue()) {
                    case "joined", "edit" -> version = last.get("version").longValue();
                    default -> {}
                }
            }
            assertEquals("joined", last.get("event").textValue());
            assertFalse(last.get("asked").booleanValue());
        }
    }
}
