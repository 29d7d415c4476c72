package io.canyon.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LoadReportTest {
    private static final LoadPlan PLAN = new LoadPlan(URI.create("ws://127.0.0.1:8080/"), 1, 3, 1, 8, 0, 5, 2, 1, 1, 2);

    @Test
    void shouldReportRatesLatenciesAndTheServersTime() {
        LoadStats stats = new LoadStats();
        stats.window(1_000_000, 2_000_000_000);
        for (int i = 1; i <= 1000; i++) {
            stats.sent++;
            stats.onAck(1_000_000, 1_000_000 + i * 1000);
            stats.onDelivery(1_000_000, 1_000_000 + i * 2000);
            stats.onDelivery(1_000_000, 1_000_000 + i * 2000);
        }
        LoadResult result = new LoadResult(stats, OptionalLong.of(4_000_000), 1_000_000, 0, null);
        assertEquals("""
                ws://127.0.0.1:8080/: rooms=1 sessions=3 writers=1 seconds=2 closed loop, in-flight=8
                edits/s                  500
                deliveries/s           1,000
                server CPU    2.000 us per delivery (0.00 s of 2 s)
                load CPU      0.500 us per delivery (0.00 s of 2 s)
                latency us           p50        p90        p99      p99.9        max
                  ack                500        900        990        999       1000
                  delivery          1000       1800       1980       1999       2001
                stalled=1 for 2 s: catch-ups=0 not-up-to-date=0
                rejected=0 catch-ups=0 lost-connections=0 unanswered=0
                """, new LoadReport(PLAN, result).text());
        assertTrue(result.isComplete());
    }

    @Test
    void shouldCountAnAnswerThatComesAfterTheWindowAsLatencyButNotAsRate() {
        LoadStats stats = new LoadStats();
        stats.window(1000, 2000);
        stats.sent = 4;
        stats.onAck(999, 1500);
        stats.onAck(1999, 1_000_000);
        stats.onAck(2000, 2500);
        assertEquals(1, stats.ackedInWindow);
        assertEquals(1, stats.ackNs.getTotalCount());
        assertEquals(998_001, stats.ackNs.getMaxValue(), 1000);
        LoadResult result = new LoadResult(stats, OptionalLong.empty(), 0, 0, null);
        assertEquals(1, result.unanswered());
        assertFalse(result.isComplete());
    }

    @Test
    void shouldFindTheServersTimeAmongItsMetrics() {
        String metrics = "# TYPE process_cpu_time_ns counter\nprocess_cpu_time_ns_total 1.25E9\nprocess_uptime 3\n";
        assertEquals(OptionalLong.of(1_250_000_000), ServerCpu.parse(metrics));
        assertEquals(OptionalLong.empty(), ServerCpu.parse("process_uptime 3\n"));
    }
}
