package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.engine.delta.Change;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import java.util.concurrent.CompletableFuture;

/** An edit of this client that the room has not answered: updates that were seen at once, or a command for the room. */
final class OwnEdit {
    final PayloadForm form;
    /** What is sent, however often. */
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
    /** Only the room's answer tells what became of it. */
    boolean isDoubtful;

    private OwnEdit(PayloadForm form, byte[] smile, long base, Change change, long after, long upTo) {
        this.form = form;
        this.smile = smile;
        this.base = base;
        this.change = change;
        this.after = after;
        this.upTo = upTo;
        future = change == null ? new CompletableFuture<>() : null;
    }

    static OwnEdit updates(JsonNode delta, long base, long after, long upTo) {
        return new OwnEdit(PayloadForm.DELTA, Smiles.write(delta), base, JsonDeltas.parse(delta), after, upTo);
    }

    static OwnEdit command(PayloadForm form, byte[] smile, long base, long after) {
        return new OwnEdit(form, smile, base, null, after, after);
    }

    /** As it was sent. */
    JsonNode tree() {
        return Smiles.read(smile);
    }

    boolean isCommand() {
        return change == null;
    }
}
