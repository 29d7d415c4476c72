package io.canyon.bench.load;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A load run's result as text. */
final class LoadReport {
    private static final double NS_PER_US = 1000;
    private static final double NS_PER_S = 1e9;

    private final LoadPlan plan;
    private final LoadResult result;

    LoadReport(LoadPlan plan, LoadResult result) {
        this.plan = plan;
        this.result = result;
    }

    String text() {
        LoadStats stats = result.stats();
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%s: rooms=%d sessions=%d writers=%d seconds=%d %s",
                plan.url(),
                plan.rooms(),
                plan.sessions(),
                plan.writers(),
                plan.seconds(),
                plan.isOpenLoop() ? "open loop, rate=" + plan.rate() : "closed loop, in-flight=" + plan.inFlight());
        line(text, "edits/s       %,14.0f", (double) stats.ackedInWindow / plan.seconds());
        line(text, "deliveries/s  %,14.0f", (double) stats.deliveriesInWindow / plan.seconds());
        line(
                text,
                "server CPU    %s",
                result.serverCpuNs().isEmpty()
                        ? "unknown"
                        : cpu(result.serverCpuNs().getAsLong()));
        line(text, "load CPU      %s", cpu(result.loadCpuNs()));
        line(text, "latency us    %10s %10s %10s %10s %10s", "p50", "p90", "p99", "p99.9", "max");
        latency(text, "ack", stats.ackNs);
        latency(text, "delivery", stats.deliveryNs);
        if (plan.stalled() > 0) {
            line(
                    text,
                    "stalled=%d for %d s: catch-ups=%d not-up-to-date=%d",
                    plan.rooms() * plan.stalled(),
                    plan.stallSeconds(),
                    stats.stalledCatchUps,
                    result.notUpToDate());
        }
        line(
                text,
                "rejected=%d catch-ups=%d lost-connections=%d unanswered=%d%s",
                stats.rejected,
                stats.catchUps,
                stats.closed,
                result.unanswered(),
                result.lostReason() == null ? "" : " (" + result.lostReason() + ")");
        return text.toString();
    }

    private String cpu(double usedNs) {
        long deliveries = result.stats().deliveriesInWindow;
        String used = String.format(Locale.ROOT, "%.2f s of %d s", usedNs / NS_PER_S, plan.seconds());
        if (deliveries == 0) {
            return used;
        }
        return String.format(Locale.ROOT, "%.3f us per delivery (%s)", usedNs / NS_PER_US / deliveries, used);
    }

    private static void latency(StringBuilder text, String name, Histogram histogram) {
        line(
                text,
                "  %-11s %10.0f %10.0f %10.0f %10.0f %10.0f",
                name,
                histogram.getValueAtPercentile(50) / NS_PER_US,
                histogram.getValueAtPercentile(90) / NS_PER_US,
                histogram.getValueAtPercentile(99) / NS_PER_US,
                histogram.getValueAtPercentile(99.9) / NS_PER_US,
                histogram.getMaxValue() / NS_PER_US);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
