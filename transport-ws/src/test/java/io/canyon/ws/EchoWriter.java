package io.canyon.ws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client of the echo wire that puts items into one list without a pause until its server is gone, one edit under way
 * at a time. It goes on with its id: what was under way is sent again as it was, unless it was applied.
 */
final class EchoWriter {
    private final String id;
    private final Random random;
    private final AtomicLong acks = new AtomicLong();
    private final Set<String> acked = new HashSet<>();
    private EchoClient client;
    private String underWay;
    private String item;
    private long seq;

    EchoWriter(String id, long seed) {
        this.id = id;
        this.random = new Random(seed);
    }

    /** Acks so far; safe to read from any thread. */
    long acks() {
        return acks.get();
    }

    /** Resumes, and writes until the connection is gone. */
    void run(int port) throws InterruptedException {
        try {
            resume(port);
            while (true) {
                if (underWay == null) {
                    send();
                }
                await();
            }
        } catch (CompletionException | EchoClient.ClosedException e) {
            // The server is gone while this was under way; what became of it is for the next run to find out.
            return;
        } finally {
            if (client != null) {
                client.close();
            }
        }
    }

    /** Resumes, settles what was under way, and tells the document. */
    JsonNode settle(int port) throws InterruptedException {
        resume(port);
        while (underWay != null) {
            await();
        }
        client.close();
        client = EchoClient.connect(port, id).with(client);
        join();
        client.close();
        return client.document();
    }

    /** Fails unless everything acked stands once in the list, and nothing twice. */
    void check(JsonNode document) {
        List<String> found = new ArrayList<>();
        document.get("items").forEach(one -> found.add(one.get("id").textValue()));
        if (found.size() != new HashSet<>(found).size()) {
            throw new AssertionError("an item stands twice: " + found);
        }
        Set<String> missing = new HashSet<>(acked);
        found.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new AssertionError(id + ": acked and lost: " + missing);
        }
    }

    private void resume(int port) throws InterruptedException {
        EchoClient before = client;
        client = EchoClient.connect(port, id);
        if (before != null) {
            client.with(before);
        }
        onJoined(join());
        if (underWay != null) {
            client.send(underWay);
        }
    }

    private JsonNode join() throws InterruptedException {
        String version = client.version() < 0 ? "" : ",'version':" + client.version();
        client.send("{'event':'join','room':'r','userId':'" + id + "'" + version + "}");
        return client.await("joined");
    }

    private void send() {
        item = id + "-" + (seq + 1);
        sendItem();
    }

    private void sendItem() {
        seq++;
        int index = random.nextInt(client.document().get("items").size() + 1);
        String delta = "{'items':{'" + index + "':[{'id':'" + item + "'}],'_t':'a'}}";
        underWay =
                "{'event':'edit','room':'r','seq':" + seq + ",'base':" + client.version() + ",'delta':" + delta + "}";
        client.send(underWay);
    }

    private void await() throws InterruptedException {
        JsonNode answer = client.next();
        switch (answer.get("event").textValue()) {
            case "closed" -> throw new EchoClient.ClosedException("closed: " + answer);
            case "reject" -> onRejected(answer);
            case "joined" -> onJoined(answer);
            case "ack" -> {
                client.onAck(
                        answer, EchoClient.json(underWay.replace('\'', '"')).get("delta"));
                onApplied();
            }
            default -> {}
        }
    }

    /** A join was answered, or a lag has ended: that tells of edits, too. */
    private void onJoined(JsonNode joined) {
        if (underWay != null && joined.get("seq").longValue() >= seq) {
            onApplied();
        }
    }

    /** What the others did meanwhile may be more than the room remembers: then the item goes again, as a new edit. */
    private void onRejected(JsonNode rejection) {
        if (!rejection.get("code").textValue().equals("too-old")) {
            throw new AssertionError("rejected: " + rejection + " of " + underWay);
        }
        sendItem();
    }

    private void onApplied() {
        acked.add(item);
        acks.incrementAndGet();
        underWay = null;
    }
}
