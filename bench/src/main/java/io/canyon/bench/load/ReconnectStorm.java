package io.canyon.bench.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/**
 * Many editors come back at the same moment, as after a restart of a network: each tells the version that it has, and
 * is synced when it has been told so and has all that it missed. Speaks to any server of the canvas wire.
 */
final class ReconnectStorm {
    private static final int KEYS_PER_FRAME = 200;
    private static final int FIELDS = 10;
    private static final long TIMEOUT_S = 300;
    private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":(\\d+)");

    @Option(
            names = "--reconnect-storm",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Instead of a load: so many editors reconnect to one room at once, and the time is taken until "
                            + "all are synced.")
    private int editors;

    @Option(
            names = "--storm-keys",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Keys of that room, of ten fields each. Default: ${DEFAULT-VALUE}")
    private int keys;

    @Option(
            names = "--storm-missed",
            paramLabel = "N",
            defaultValue = "10",
            description = "Keys that changed while they were away; as many as the room has: they have nothing yet. "
                    + "Default: ${DEFAULT-VALUE}")
    private int missed;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong lastSyncNs = new AtomicLong();

    boolean isAsked() {
        return editors > 0;
    }

    /** Runs it, and returns what it found. */
    String run(URI url) throws InterruptedException {
        String room = "storm-" + ProcessHandle.current().pid();
        long version = 0;
        Editor writer = new Editor(url, room, "writer");
        for (int first = 0; first < keys; first += KEYS_PER_FRAME) {
            version = writer.edit(creation(first, Math.min(KEYS_PER_FRAME, keys - first)));
        }
        boolean hasNothing = missed >= keys;
        for (int i = 0; i < missed && !hasNothing; i++) {
            writer.edit("\"key" + i * (keys / missed) + "\":{\"field3\":\"changed\"}");
        }
        String reconnect = "{\"type\":\"reconnect\",\"lastTimestamp\":" + (hasNothing ? 0 : version)
                + ",\"protocolVersion\":2,\"documentPatches\":[],\"ephemeralPatches\":[]}";
        Editor probe = new Editor(url, room, "probe");
        probe.await(probe.expects(hasNothing ? keys : missed), reconnect);
        List<Editor> storm = new ArrayList<>();
        for (int i = 0; i < editors; i++) {
            storm.add(new Editor(url, room, "storm-" + i));
        }
        List<CountDownLatch> synced = new ArrayList<>();
        storm.forEach(editor -> synced.add(editor.expects(hasNothing ? keys : missed)));
        long startNs = System.nanoTime();
        storm.forEach(editor -> editor.socket.sendText(reconnect, true));
        for (CountDownLatch each : synced) {
            awaitOrFail(each);
        }
        long elapsedNs = lastSyncNs.get() - startNs;
        storm.forEach(Editor::close);
        probe.close();
        writer.close();
        return String.format(
                Locale.ROOT,
                "%d editors reconnected to %,d keys, having missed %,d: all synced after %.1f ms%n",
                editors,
                keys,
                Math.min(missed, keys),
                elapsedNs / 1e6);
    }

    private static void awaitOrFail(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no answer within " + TIMEOUT_S + " s");
        }
    }

    private static String creation(int first, int count) {
        StringBuilder text = new StringBuilder();
        for (int key = first; key < first + count; key++) {
            text.append(key == first ? "\"" : ",\"").append("key").append(key).append("\":{\"_exists\":true");
            for (int field = 0; field < FIELDS; field++) {
                text.append(",\"field").append(field).append("\":").append(key).append(".5");
            }
            text.append('}');
        }
        return text.toString();
    }

    /** One connection. Its listener is called by one thread at a time. */
    private final class Editor implements WebSocket.Listener {
        private final WebSocket socket;
        private final StringBuilder text = new StringBuilder();
        private final CountDownLatch isInRoom = new CountDownLatch(1);
        private volatile CountDownLatch ack = new CountDownLatch(1);
        private volatile CountDownLatch synced = new CountDownLatch(1);
        private volatile long timestamp;
        private volatile int missing = Integer.MAX_VALUE;
        private boolean isTold;

        Editor(URI url, String room, String clientId) throws InterruptedException {
            URI address = URI.create(url + "?roomId=" + room + "&token=storm&clientId=" + clientId);
            socket = http.newWebSocketBuilder().buildAsync(address, this).join();
            awaitOrFail(isInRoom);
        }

        /** Makes one edit; returns its version. */
        long edit(String members) throws InterruptedException {
            ack = new CountDownLatch(1);
            socket.sendText(
                    "{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{" + members
                            + "}],\"ephemeralPatches\":[]}",
                    true);
            awaitOrFail(ack);
            return timestamp;
        }

        /** Counted down when so many keys have come, and {@code synced}. */
        CountDownLatch expects(int keyCount) {
            missing = keyCount;
            return synced;
        }

        void await(CountDownLatch latch, String frame) throws InterruptedException {
            socket.sendText(frame, true);
            awaitOrFail(latch);
        }

        void close() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                onFrame();
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            throw new IllegalStateException("connection is lost", error);
        }

        private void onFrame() {
            if (text.indexOf("{\"type\":\"clientCount\"") == 0) {
                isInRoom.countDown();
            } else if (text.indexOf("{\"type\":\"ack\"") == 0) {
                Matcher matcher = TIMESTAMP.matcher(text);
                timestamp = matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
                ack.countDown();
            } else if (text.indexOf("{\"type\":\"synced\"") == 0) {
                isTold = true;
            } else if (text.indexOf("{\"type\":\"patch\"") == 0) {
                for (int at = text.indexOf("\"key"); at >= 0; at = text.indexOf("\"key", at + 1)) {
                    missing--;
                }
            }
            if (isTold && missing <= 0 && synced.getCount() > 0) {
                lastSyncNs.accumulateAndGet(System.nanoTime(), Math::max);
                synced.countDown();
            }
        }
    }
}
