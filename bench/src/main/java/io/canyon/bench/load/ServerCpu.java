package io.canyon.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.OptionalLong;

/** CPU time that the server has used since its start. */
public interface ServerCpu {
    String METRIC = "process_cpu_time_ns_total";

    /** In nanoseconds; empty when it cannot be told. */
    OptionalLong usedNs() throws InterruptedException;

    /** Of a process on this machine. */
    static ServerCpu ofProcess(long pid) {
        return () -> ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(used -> OptionalLong.of(used.toNanos()))
                .orElse(OptionalLong.empty());
    }

    /**
     * Of a server that shows it among its metrics.
     *
     * @param server its address, for WebSockets
     */
    static ServerCpu ofMetrics(URI server) {
        int port = server.getPort() < 0 ? LoadPlan.DEFAULT_PORT : server.getPort();
        URI metrics = URI.create("http://" + server.getHost() + ":" + port + "/metrics");
        HttpClient client = HttpClient.newHttpClient();
        return () -> {
            try {
                HttpResponse<String> answer =
                        client.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
                return parse(answer.body());
            } catch (IOException e) {
                return OptionalLong.empty();
            }
        };
    }

    /** Finds the metric in the text format of Prometheus. */
    static OptionalLong parse(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith(METRIC + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(METRIC.length() + 1)))
                .findFirst();
    }
}
