package io.canyon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.EngineCounter;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchEngineTest {
    @ParameterizedTest
    @EnumSource(DurabilityLevel.class)
    void shouldBringAnEditFromFrameToFrame(DurabilityLevel durability) {
        try (BenchEngine engine = new BenchEngine(durability)) {
            BenchEngine.IoLoop writers = engine.openLoop();
            BenchEngine.IoLoop readers = engine.openLoop();
            BenchEngine.Editor writer = writers.connect("writer");
            readers.connect("reader-0");
            BenchEngine.Editor reader = readers.connect("reader-1");
            engine.sendAll(writer, List.of(SampleDocument.creation(0, 1)));
            long built = engine.counter(EngineCounter.FRAMES_BUILT);
            long read = reader.connection().frames();
            writer.send(new UnsafeBuffer(SampleDocument.edit(SampleDocument.key(0), 7)));
            engine.turnUntil(reader.connection(), read + 1);
            assertEquals("{\"type\":\"ack\",\"messageId\":\"editor-7\",\"timestamp\":2}", writers.lastFrame());
            assertEquals(
                    "{\"type\":\"patch\",\"clientId\":\"writer\",\"documentPatches\":[{\"shape:00000000\":"
                            + SampleDocument.patch(7) + "}],\"timestamp\":2}",
                    readers.lastFrame());
            assertEquals(2, engine.counter(EngineCounter.FRAMES_BUILT) - built);
            assertEquals(2, engine.counter(EngineCounter.EDITS_APPLIED));
        }
    }

    @Test
    void shouldFindAnEditThatWasNotTold() {
        JournalBenchmark benchmark = new JournalBenchmark();
        benchmark.durability = DurabilityLevel.NONE;
        benchmark.setUp();
        benchmark.oneEditPerBatch();
        benchmark.sixtyFourEditsPerBatch();
        benchmark.forgetOne();
        assertThrows(IllegalStateException.class, benchmark::tearDown);
    }

    @Test
    void shouldWriteABatchOncePerSession() {
        NettyFanOutBenchmark benchmark = new NettyFanOutBenchmark();
        benchmark.sessions = 10;
        benchmark.setUp();
        for (int i = 0; i < 100; i++) {
            benchmark.startCounting();
            benchmark.batch();
            benchmark.batch();
            benchmark.checkCounts();
        }
        benchmark.tearDown();
    }

    @ParameterizedTest
    @EnumSource(EchoFanOutBenchmark.Connections.class)
    void shouldBuildAFrameOfADocumentRoomOnce(EchoFanOutBenchmark.Connections connections) {
        EchoFanOutBenchmark benchmark = new EchoFanOutBenchmark();
        benchmark.connections = connections;
        benchmark.sessions = 10;
        benchmark.batch = 3;
        benchmark.setUp();
        for (int i = 0; i < 20; i++) {
            benchmark.startCounting();
            for (int j = 0; j < 2; j++) {
                benchmark.makeEdits();
                benchmark.deliver();
                benchmark.checkDelivery();
            }
            benchmark.checkCounts();
        }
        benchmark.makeEdits();
        assertThrows(IllegalStateException.class, benchmark::checkDelivery);
        benchmark.tearDown();
    }

    @Test
    void shouldFindAFrameThatWasBuiltTwice() {
        FanOutBenchmark benchmark = new FanOutBenchmark();
        benchmark.sessions = 10;
        benchmark.setUp();
        benchmark.startCounting();
        benchmark.broadcast();
        benchmark.checkCounts();
        benchmark.startCounting();
        assertTrue(benchmark.broadcast() > 0);
        benchmark.sessions = 9;
        assertThrows(IllegalStateException.class, benchmark::checkCounts);
        benchmark.tearDown();
    }

    @ParameterizedTest
    @EnumSource(ResumeBenchmark.Missed.class)
    void shouldSendWhatAnEditorMissed(ResumeBenchmark.Missed missed) {
        ResumeBenchmark benchmark = new ResumeBenchmark();
        benchmark.keys = 1000;
        benchmark.missed = missed;
        benchmark.setUp();
        long before = benchmark.bytesReceived();
        long bytes = benchmark.reconnect() - before;
        benchmark.tearDown();
        switch (missed) {
            case NOTHING -> assertEquals("{\"type\":\"synced\",\"timestamp\":14}".length(), bytes);
            case TEN_RECORDS -> assertTrue(bytes > 10 * 150 && bytes < 10 * 400, () -> "bytes=" + bytes);
            case EVERYTHING -> assertTrue(bytes > 1000 * 150 && bytes < 1000 * 400, () -> "bytes=" + bytes);
        }
    }
}
