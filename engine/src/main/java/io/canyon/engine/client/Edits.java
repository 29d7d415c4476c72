package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;

/**
 * The edits of one client in one room: what is unsent, the one that is in flight, what the room answers, and undo. Not
 * thread-safe.
 */
final class Edits {
    /** What a frame asks for. */
    enum Outcome {
        DONE,
        /** Join again, from the version that is here. */
        JOIN,
        /** Join again, as if nothing were here. */
        JOIN_ANEW,
        /** Go on under another id. */
        NEW_ID
    }

    /** So much evidence that a server does not take a frame is enough. */
    static final int ENOUGH_EVIDENCE = 3;

    private final Frames frames;
    private final ProtocolOutput output;
    private final int maxFrameBytes;
    private final ThreeDocuments documents;
    private final UndoHistory undoHistory;
    /** The edit in flight; null when there is none. */
    private Flight flight;
    /** How sure it is that the server will never take the edit in flight, and why. */
    private int evidence;

    private String evidenceCode;
    /** The last number of an edit under this id. */
    private long lastSeq;
    /** Updates of the user so far. */
    private long updates;
    /** The last update that has been sent, or is no more. */
    private long departed;
    /** At most so long is what is unsent, as a delta. */
    private long unsentBytes;

    private boolean wasSaved = true;
    /** What the room has sent does not apply to the shadow: it is not what the room has at this version. */
    private boolean isBroken;

    Edits(Frames frames, SyncOptions options, ProtocolOutput output) {
        this.frames = frames;
        this.output = output;
        maxFrameBytes = options.maxFrameBytes();
        documents = new ThreeDocuments(options.diff());
        undoHistory = new UndoHistory(documents, options.maxUndoSteps());
    }

    JsonNode local() {
        return documents.local();
    }

    long version() {
        return documents.version();
    }

    /** The version to join with; -1 for the whole document. */
    long joinVersion() {
        return isBroken ? -1 : documents.version();
    }

    long updates() {
        return updates;
    }

    boolean hasFlight() {
        return flight != null;
    }

    boolean isSaved() {
        return flight == null && documents.isClean();
    }

    boolean canUndo() {
        return undoHistory.canUndo();
    }

    boolean canRedo() {
        return undoHistory.canRedo();
    }

    /**
     * The user has made {@code after} of {@code before}, which may have gone on meanwhile.
     *
     * @return whether anything has changed
     * @throws IllegalArgumentException when {@code after} holds what is not JSON
     * @throws SyncException when what is unsent would be too large with it; nothing has happened then
     */
    boolean update(JsonNode before, JsonNode after) {
        JsonNode delta = documents.delta(before, after);
        if (delta == null) {
            return false;
        }
        String text = JsonText.write(delta);
        // a copy, so that what the user handed in stays the user's
        delta = JsonText.read(text);
        JsonNode wanted = JsonDeltas.apply(before, JsonDeltas.parse(delta));
        JsonNode local = documents.local();
        if (before != local) {
            wanted = documents.rebased(before, wanted, local);
            delta = documents.delta(local, wanted);
        }
        if (delta == null) {
            return false;
        }
        admit(wanted, JsonText.lengthBytes(text));
        updates++;
        undoHistory.updated(local, JsonDeltas.parse(delta), wanted, updates);
        changeLocally(wanted, delta);
        return true;
    }

    /** What is unsent goes out as one edit, so it must not be longer than that may be. Measured when it might be. */
    private void admit(JsonNode wanted, long deltaBytes) {
        long frameBytes = unsentBytes + deltaBytes + frames.maxEditBytes();
        if (frameBytes > maxFrameBytes) {
            JsonNode unsent = documents.unsentOf(wanted);
            frameBytes = unsent == null ? 0 : JsonText.lengthBytes(JsonText.write(unsent)) + frames.maxEditBytes();
        }
        if (frameBytes > maxFrameBytes) {
            throw new SyncException(SyncException.TOO_LARGE, "an edit of up to " + frameBytes + " bytes");
        }
        unsentBytes = Math.max(0, frameBytes - frames.maxEditBytes());
    }

    boolean undo() {
        return turned(undoHistory.undo(documents.local(), updates + 1));
    }

    boolean redo() {
        return turned(undoHistory.redo(documents.local(), updates + 1));
    }

    private boolean turned(JsonNode document) {
        if (document == null) {
            return false;
        }
        updates++;
        changeLocally(document, null);
        return true;
    }

    private void changeLocally(JsonNode document, JsonNode delta) {
        JsonNode before = documents.local();
        documents.change(document);
        report(before, delta, true, null);
    }

    /** Sends what has gathered, if nothing is in flight. */
    void flush() {
        if (flight == null && !documents.isClean()) {
            JsonNode delta = documents.unsent();
            if (delta != null) {
                depart(delta);
            }
        }
        reportSaved();
    }

    private void depart(JsonNode delta) {
        String frame = frames.edit(lastSeq + 1, documents.version(), delta);
        Flight next = new Flight(lastSeq + 1, frame, delta, JsonDeltas.parse(delta), departed, updates);
        departed = updates;
        unsentBytes = 0;
        int lengthBytes = JsonText.lengthBytes(frame);
        if (lengthBytes > maxFrameBytes) {
            JsonNode before = documents.local();
            documents.dropUnsent();
            lose(next, SyncException.TOO_LARGE, "a frame of " + lengthBytes + " bytes");
            report(before, null, false, null);
            return;
        }
        documents.depart(next.change());
        take(next);
        output.send(frame);
    }

    private void take(Flight next) {
        flight = next;
        lastSeq = next.seq();
        evidence = 0;
    }

    /** The room has let this client in, and has not applied the edit in flight, if any. */
    void resume() {
        if (flight != null && evidence >= ENOUGH_EVIDENCE) {
            takeBack(evidenceCode, "the server does not take the frame");
        }
        if (flight != null) {
            output.send(flight.frame());
        }
        flush();
    }

    /** The server did not like something; {@code weight} of {@link #ENOUGH_EVIDENCE} it was the edit in flight. */
    void suspect(String code, int weight) {
        if (flight != null) {
            evidence += weight;
            evidenceCode = code;
        }
    }

    /** Under another id nobody can tell what became of the edit in flight. */
    void leaveId() {
        if (flight != null) {
            takeBack(SyncRejection.UNCONFIRMED, "another connection has taken the id");
        }
        beginAnew();
        reportSaved();
    }

    /** What was sent under another id, is not known to this one. */
    void beginAnew() {
        lastSeq = 0;
    }

    /**
     * The room has told its state.
     *
     * @param isAsked answers the last join; since that was sent, nothing has happened to the shadow
     */
    Outcome joined(JsonNode frame, boolean isAsked) {
        long next = Frames.number(frame, "version");
        JsonNode document = frame.get("doc");
        if (document == null && (isBroken || Frames.number(frame, "from") != documents.version())) {
            return Outcome.JOIN;
        }
        // the answer to a join that comes from lower down is from another timeline than what is here
        if (next < documents.version() && (document == null || !isAsked)) {
            return Outcome.DONE;
        }
        long seq = Frames.number(frame, "seq", -1);
        boolean isForgotten = seq < 0 ? lastSeq > 0 : seq > lastSeq;
        boolean endsFlight = flight != null && (isForgotten || flight.seq() <= seq);
        JsonNode before = documents.local();
        try {
            if (document == null) {
                documents.follow(change(frame.get("delta")), next, endsFlight);
            } else {
                documents.replace(document, next, endsFlight);
                isBroken = false;
            }
        } catch (DeltaException e) {
            return broken();
        }
        if (endsFlight) {
            Flight ended = flight;
            flight = null;
            end(ended, isForgotten);
        }
        report(before, null, false, null);
        return isForgotten ? Outcome.NEW_ID : Outcome.DONE;
    }

    private void end(Flight ended, boolean isForgotten) {
        if (isForgotten) {
            lose(ended, SyncRejection.UNCONFIRMED, "the room has forgotten what it has applied");
        } else {
            output.confirmed(ended.upTo());
        }
    }

    /** Somebody else's edit. */
    Outcome edit(JsonNode frame) {
        long next = Frames.number(frame, "version");
        if (next <= documents.version()) {
            return Outcome.DONE;
        }
        if (next > documents.version() + 1) {
            return Outcome.JOIN;
        }
        JsonNode before = documents.local();
        JsonNode delta = frame.get("delta");
        boolean isWhole = isSaved();
        try {
            documents.follow(change(delta), next, false);
        } catch (DeltaException e) {
            return broken();
        }
        report(before, isWhole ? delta : null, false, frame);
        return Outcome.DONE;
    }

    /** The room has applied an edit of this client. */
    Outcome ack(JsonNode frame) {
        long next = Frames.number(frame, "version");
        boolean isFlight = flight != null && flight.seq() == Frames.number(frame, "seq");
        if (next > documents.version() + 1 || !isFlight && next > documents.version()) {
            return Outcome.JOIN;
        }
        if (!isFlight) {
            return Outcome.DONE;
        }
        JsonNode before = documents.local();
        if (next <= documents.version()) {
            documents.endFlight();
        } else {
            try {
                land(frame.get("delta"), next);
            } catch (DeltaException e) {
                return broken();
            }
        }
        output.confirmed(flight.upTo());
        flight = null;
        report(before, null, false, null);
        return Outcome.DONE;
    }

    /** @param delta what the room has applied; null: what was sent */
    private void land(JsonNode delta, long next) {
        JsonNode shadow = documents.shadow();
        Change applied = delta == null ? flight.change() : change(delta);
        documents.follow(applied, next, true);
        if (delta != null) {
            undoHistory.appliedOtherwise(flight.after(), flight.upTo(), shadow, applied, documents.shadow());
        }
    }

    /** The room has refused an edit of this client. */
    void reject(JsonNode frame, boolean canSend) {
        if (flight == null || flight.seq() != Frames.number(frame, "seq")) {
            return;
        }
        String code = Frames.text(frame, "code");
        if (code.equals("too-old") || code.equals("out-of-order")) {
            sendCarried(canSend);
        } else {
            takeBack(code, frame.path("message").asText());
        }
    }

    /** The edit in flight goes again, as it is by now, as another one. */
    private void sendCarried(boolean canSend) {
        Change carried = documents.carried();
        if (carried == null) {
            takeBack("conflict", "nothing of the edit is left");
            return;
        }
        JsonNode delta = JsonDeltas.print(carried);
        String frame = frames.edit(lastSeq + 1, documents.version(), delta);
        take(new Flight(lastSeq + 1, frame, delta, JsonDeltas.parse(delta), flight.after(), flight.upTo()));
        if (canSend) {
            output.send(frame);
        }
    }

    private void takeBack(String code, String message) {
        JsonNode before = documents.local();
        Flight refused = flight;
        flight = null;
        documents.endFlight();
        lose(refused, code, message);
        report(before, null, false, null);
    }

    private void lose(Flight lost, String code, String message) {
        undoHistory.takenBack(lost.after(), lost.upTo());
        SyncRejection rejection = new SyncRejection(code, message, lost.delta());
        output.tell(listener -> listener.onRejected(rejection));
        output.lost(lost.after(), lost.upTo(), new SyncException(code, message));
    }

    private Outcome broken() {
        isBroken = true;
        return Outcome.JOIN_ANEW;
    }

    private static Change change(JsonNode delta) {
        return delta == null || delta.isNull() ? null : JsonDeltas.parse(delta);
    }

    /** @param author the frame of somebody else's edit, or null */
    private void report(JsonNode before, JsonNode delta, boolean isLocal, JsonNode author) {
        JsonNode after = documents.local();
        if (before == null || before == after) {
            return;
        }
        long version = documents.version();
        String id = author == null ? null : author.path("id").asText(null);
        String userId = author == null ? null : author.path("userId").asText(null);
        output.tell(listener -> {
            // found out where the listeners are called: it takes its time in a large document
            JsonNode step = delta == null ? documents.delta(before, after) : delta;
            if (step != null) {
                listener.onChange(new SyncChange(after, step, isLocal, version, id, userId));
            }
        });
    }

    /** Tells when everything is acknowledged, or not any more. */
    void reportSaved() {
        boolean isSaved = isSaved();
        if (isSaved) {
            output.confirmed(updates);
        }
        if (isSaved != wasSaved) {
            wasSaved = isSaved;
            output.tell(listener -> listener.onSaved(isSaved));
        }
    }
}
