package io.canyon.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ChangeReader;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.edit.StepCursor;
import org.agrona.DirectBuffer;

/** An edit of a room that is one document, as it was applied, and whose it was. Immutable. */
public final class DocumentChange {
    /** Longer ones do not say what is in them when they are printed. */
    private static final int MAX_PRINTED_BYTES = 4096;

    private final long version;
    private final long sessionId;
    private final String clientId;
    private final String userId;
    private final DirectBuffer encoded;

    /** @param encoded in the engine's own form; empty when nothing changed; not changed any more */
    DocumentChange(long version, long sessionId, String clientId, String userId, DirectBuffer encoded) {
        this.version = version;
        this.sessionId = sessionId;
        this.clientId = clientId;
        this.userId = userId;
        this.encoded = encoded;
    }

    /** Version of the room that the change made. */
    public long version() {
        return version;
    }

    /** The author's session. */
    public long sessionId() {
        return sessionId;
    }

    /** The author's connection id. */
    public String clientId() {
        return clientId;
    }

    public String userId() {
        return userId;
    }

    /** The jsondiffpatch delta, a new tree each time; null when the edit changed nothing. */
    public JsonNode delta() {
        Change change = change();
        return change == null ? null : JsonDeltas.print(change);
    }

    /** The same as a tree of changes, whose values are slices of Smile; null when the edit changed nothing. */
    public Change change() {
        if (encoded.capacity() == 0) {
            return null;
        }
        StepCursor step = new StepCursor().wrap(encoded, 0, encoded.capacity());
        step.next();
        return ChangeReader.read(encoded, step.nodeOffset(), step.nodeLength());
    }

    /** Bytes that it takes in the engine's own form. */
    public int lengthBytes() {
        return encoded.capacity();
    }

    /** Whose it was and its delta, for people; of a long one, how long it is. */
    @Override
    public String toString() {
        String text = lengthBytes() > MAX_PRINTED_BYTES ? "lengthBytes=" + lengthBytes() : "delta=" + delta();
        return "DocumentChange[version=" + version + ", sessionId=" + sessionId + ", clientId=" + clientId + ", userId="
                + userId + ", " + text + "]";
    }
}
