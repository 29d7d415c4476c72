package io.canyon.ws;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An editor that writes its own keys without a pause until its server is gone, and knows afterwards which documents the
 * server may have: what it had acked, and on top of it any number of the edits that were under way, in order.
 */
final class KeyWriter {
    private static final int KEYS = 20;
    private static final int WINDOW = 16;

    private final String room;
    private final String name;
    private final PatchSource patches;
    private final AtomicLong acks = new AtomicLong();
    private final Deque<Edit> underWay = new ArrayDeque<>();
    /** The own records as the last ack confirmed them. */
    private Replica acked = new Replica();

    private long edits;
    private long lastTimestamp;
    private long firstTimestampOfRun;

    private record Edit(String messageId, Map<String, Object> patch) {}

    KeyWriter(String room, String name, long seed) {
        this.room = room;
        this.name = name;
        this.patches = new PatchSource(name, KEYS, seed);
    }

    String room() {
        return room;
    }

    /** Acks so far; safe to read from any thread. */
    long acks() {
        return acks.get();
    }

    /** The highest version that an ack carried. */
    long lastTimestamp() {
        return lastTimestamp;
    }

    /** The first version that this writer's last run was given; 0 if it had no ack. */
    long firstTimestampOfRun() {
        return firstTimestampOfRun;
    }

    /** Resumes from the last version it knows, and writes until the connection is gone. */
    void run(int port) throws InterruptedException {
        firstTimestampOfRun = 0;
        try (CanvasClient editor = CanvasClient.resume(port, room, name, lastTimestamp, frame -> {})) {
            while (true) {
                while (underWay.size() < WINDOW) {
                    send(editor);
                }
                Map<String, Object> frame = editor.next();
                if (frame.get("type").equals("closed")) {
                    return;
                }
                if (frame.get("type").equals("ack")) {
                    confirm(frame);
                }
            }
        } catch (CompletionException | CanvasClient.ClosedException e) {
            // The server is gone while this was under way; what became of it is for the next run to find out.
            return;
        }
    }

    private void send(CanvasClient editor) {
        String messageId = name + "-" + edits++;
        Map<String, Object> patch = patches.next(edits);
        underWay.add(new Edit(messageId, patch));
        editor.patch(messageId, Json.write(patch));
    }

    private void confirm(Map<String, Object> ack) {
        Edit edit = underWay.remove();
        if (!edit.messageId().equals(ack.get("messageId")) || ack.containsKey("rejected")) {
            throw new AssertionError("expected an ack of " + edit + ", not " + ack);
        }
        long timestamp = (Long) ack.get("timestamp");
        if (timestamp <= lastTimestamp) {
            throw new AssertionError("version " + timestamp + " after " + lastTimestamp);
        }
        lastTimestamp = timestamp;
        if (firstTimestampOfRun == 0) {
            firstTimestampOfRun = timestamp;
        }
        acked.applyPatch(edit.patch());
        acks.incrementAndGet();
    }

    /**
     * Compares a document with what was written, and goes on from it.
     *
     * @throws AssertionError if something acked is missing, or something is there that was never written
     */
    void check(Map<String, Map<String, Object>> document) {
        Map<String, Map<String, Object>> found = new TreeMap<>();
        document.forEach((key, record) -> {
            if (patches.owns(key)) {
                found.put(key, record);
            }
        });
        Replica candidate = new Replica();
        candidate.records().putAll(acked.records());
        int lost = underWay.size();
        while (!candidate.records().equals(found)) {
            if (underWay.isEmpty()) {
                throw new AssertionError(name + " in " + room + ": acked " + acked.records() + " but found " + found
                        + " with " + lost + " edits under way");
            }
            candidate.applyPatch(underWay.remove().patch());
        }
        underWay.clear();
        acked = candidate;
        patches.goOnFrom(candidate.records().keySet());
    }
}
