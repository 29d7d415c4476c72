package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.engine.delta.Change;
import java.util.concurrent.CompletableFuture;

/** An edit of this client that the room has not answered: updates that were seen at once, or a command for the room. */
final class OwnEdit {
    /** What is sent, however often. */
    final PayloadForm form;

    final JsonNode tree;
    final byte[] smile;
    final long base;
    /** Null for a command. */
    final Change change;
    /** The last update that is not in it; of a command, that goes before it. */
    final long after;
    /** The last update that is in it. */
    final long upTo;
    /** Of a command. */
    final CompletableFuture<EditAck> future;
    /** 0 until it has one. */
    long sequence;

    boolean isSent;

    private OwnEdit(
            PayloadForm form, JsonNode tree, long base, Change change, long after, long upTo, boolean isCommand) {
        this.form = form;
        this.tree = tree;
        this.base = base;
        this.change = change;
        this.after = after;
        this.upTo = upTo;
        smile = Smiles.write(tree);
        future = isCommand ? new CompletableFuture<>() : null;
    }

    static OwnEdit updates(JsonNode delta, Change change, long base, long after, long upTo) {
        return new OwnEdit(PayloadForm.DELTA, delta, base, change, after, upTo, false);
    }

    static OwnEdit command(PayloadForm form, JsonNode tree, long base, long after) {
        return new OwnEdit(form, tree, base, null, after, after, true);
    }

    boolean isCommand() {
        return change == null;
    }
}
