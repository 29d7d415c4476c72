package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RejectReason;
import io.canyon.aeron.codec.StateContents;
import io.canyon.engine.client.SyncException;
import io.canyon.engine.client.SyncRejection;
import io.canyon.engine.client.ThreeDocuments;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * What a client has of a room's document, and its edits there. Updates are seen at once and go out together, one edit
 * with a base at a time. Commands are applied by the room and seen when it has; without a base they go out one behind
 * the other. Knows neither clock nor thread nor transport. Not thread-safe.
 */
final class RoomReplica {
    private static final int MAX_PIPELINED = 64;
    private static final long NO_BASE = -1;

    /** @param update complete when this one is acked */
    private record Save(long update, CompletableFuture<EditAck> future) {}

    private final int maxWaiting;
    private final int maxWaitingBytes;
    private final ReplicaOutput output;
    private final ThreeDocuments documents = new ThreeDocuments(JsonDiffOptions.DEFAULT);
    /** What the room has been sent and not answered: one edit of updates, or commands. */
    private final Deque<OwnEdit> sent = new ArrayDeque<>();
    /** Commands that are still to be sent. */
    private final Deque<OwnEdit> waiting = new ArrayDeque<>();

    private long waitingBytes;
    /** Of the edit that the updates come to which have not gone; at most this. */
    private long unsentBytes;

    private final Deque<Save> saves = new ArrayDeque<>();
    private long lastSequence;
    /** Updates so far. */
    private long updates;
    /** The last update that has gone out, or is no more. */
    private long departed;
    /** Whether some of what is among the sent waits to go, or to go again. */
    private boolean hasUnsent;

    /** A session was lost since the room has told which edits it has. */
    private boolean hasReconnected;

    /** What the room has sent does not apply: the whole document has been asked for. */
    private boolean isBroken;

    /**
     * @param maxWaiting updates that are not acked, and commands that are not sent
     * @param maxWaitingBytes of those commands
     */
    RoomReplica(int maxWaiting, int maxWaitingBytes, ReplicaOutput output) {
        this.maxWaiting = maxWaiting;
        this.maxWaitingBytes = maxWaitingBytes;
        this.output = output;
    }

    /** What the user sees; null before the first document. */
    JsonNode local() {
        return documents.local();
    }

    /** Of the room's document that is here; -1 before the first. */
    long version() {
        return documents.version();
    }

    /** Whether everything of this client is in the room. */
    boolean isSaved() {
        return sent.isEmpty() && waiting.isEmpty() && documents.isClean();
    }

    /**
     * The user has made another document of the local one.
     *
     * @return null when nothing has changed
     */
    CompletableFuture<EditAck> update(JsonNode next) {
        JsonNode before = documents.local();
        JsonNode delta = documents.delta(before, next);
        if (delta == null) {
            return null;
        }
        if (saves.size() >= maxWaiting) {
            throw busy();
        }
        byte[] smile = Smiles.write(delta);
        // through the wire's eyes, so that what the user handed in stays the user's
        JsonNode wanted = JsonDeltas.apply(before, JsonDeltas.parse(Smiles.read(smile)));
        admit(wanted, smile.length);
        updates++;
        CompletableFuture<EditAck> future = new CompletableFuture<>();
        saves.addLast(new Save(updates, future));
        documents.change(wanted);
        report(before, true, null, null);
        return future;
    }

    /** Updates go out as one edit, so they must not be longer than that may be. Measured when they might be. */
    private void admit(JsonNode wanted, int deltaBytes) {
        long bytes = unsentBytes + deltaBytes;
        if (bytes > output.maxEditBytes()) {
            JsonNode unsent = documents.unsentOf(wanted);
            bytes = unsent == null ? 0 : Smiles.write(unsent).length;
        }
        if (bytes > output.maxEditBytes()) {
            throw new SyncException(SyncException.TOO_LARGE, "an edit of " + bytes + " bytes");
        }
        unsentBytes = bytes;
    }

    /** @param base version that the edit was made for; -1: none */
    CompletableFuture<EditAck> command(PayloadForm form, byte[] smile, long base) {
        if (waiting.size() >= maxWaiting || waitingBytes + smile.length > maxWaitingBytes) {
            throw busy();
        }
        waitingBytes += smile.length;
        OwnEdit edit = OwnEdit.command(form, smile, base, updates);
        waiting.addLast(edit);
        return edit.future;
    }

    private static SyncException busy() {
        return new SyncException("busy", "too many edits wait for their answer");
    }

    /**
     * Sends what can be sent.
     *
     * @return an amount of work
     */
    int pump() {
        if (isBroken || documents.local() == null) {
            return 0;
        }
        int work = gather();
        if (!hasUnsent) {
            return work;
        }
        Iterator<OwnEdit> edits = sent.iterator();
        OwnEdit tooLarge = null;
        while (edits.hasNext() && tooLarge == null) {
            OwnEdit edit = edits.next();
            if (edit.isSent) {
                continue;
            }
            long result = output.offer(edit);
            if (result > 0) {
                edit.isSent = true;
                work++;
            } else if (result == RoomLink.TOO_LARGE) {
                tooLarge = edit;
            } else {
                return work;
            }
        }
        hasUnsent = tooLarge != null;
        if (tooLarge != null) {
            sent.remove(tooLarge);
            refuse(tooLarge, SyncException.TOO_LARGE, "an edit of " + tooLarge.smile.length + " bytes");
        }
        return work;
    }

    /** Takes what may go next among what is sent. */
    private int gather() {
        int work = 0;
        if (sent.isEmpty() && !isCommandNext()) {
            work += depart();
        }
        while (isCommandNext() && mayFollow(waiting.getFirst())) {
            OwnEdit command = waiting.removeFirst();
            waitingBytes -= command.smile.length;
            take(command);
            work++;
        }
        return work;
    }

    private boolean isCommandNext() {
        return !waiting.isEmpty() && waiting.getFirst().after <= departed;
    }

    private boolean mayFollow(OwnEdit command) {
        if (sent.isEmpty()) {
            return true;
        }
        OwnEdit last = sent.getLast();
        return command.base == NO_BASE && last.isCommand() && last.base == NO_BASE && sent.size() < MAX_PIPELINED;
    }

    private void take(OwnEdit edit) {
        edit.sequence = ++lastSequence;
        hasUnsent = true;
        sent.addLast(edit);
    }

    /** All updates that have not gone, go. */
    private int depart() {
        if (departed == updates) {
            return 0;
        }
        unsentBytes = 0;
        JsonNode delta = documents.isClean() ? null : documents.unsent();
        if (delta == null) {
            // nothing of them is left
            departed = updates;
            confirm(updates, new EditAck(documents.version(), Durability.NONE));
            return 1;
        }
        OwnEdit edit = OwnEdit.updates(delta, documents.version(), departed, updates);
        departed = updates;
        documents.depart(edit.change);
        take(edit);
        return 1;
    }

    /** @param contents the delta or document; null for neither */
    void joined(JoinedState joined, JsonNode contents, JsonNode members, Durability durability) {
        hasReconnected |= joined.isReconnect();
        boolean isWhole = joined.form() == StateContents.DOCUMENT;
        if (!isWhole && (isBroken || joined.fromVersion() != documents.version())) {
            output.rejoin(isBroken ? -1 : documents.version());
            return;
        }
        OwnEdit first = sent.peekFirst();
        boolean endsFlight =
                first != null && !first.isCommand() && !joined.isForgotten && first.sequence <= joined.sequence();
        JsonNode before = documents.local();
        try {
            if (isWhole) {
                documents.replace(contents, joined.version(), endsFlight);
                isBroken = false;
            } else {
                documents.follow(contents == null ? null : JsonDeltas.parse(contents), joined.version(), endsFlight);
            }
        } catch (DeltaException e) {
            broken();
            return;
        }
        output.members(members);
        if (!joined.isForgotten) {
            settle(joined, new EditAck(joined.version(), durability));
        }
        report(before, false, null, null);
    }

    /** Finds out which edits have been applied, and which are to go again. */
    private void settle(JoinedState joined, EditAck ack) {
        lastSequence = Math.max(lastSequence, joined.sequence());
        Iterator<OwnEdit> edits = sent.iterator();
        while (edits.hasNext()) {
            OwnEdit edit = edits.next();
            if (hasReconnected && edit.isCommand()) {
                // Those before the last may have been applied, or rejected by an answer that was lost: the room says
                // again.
                edit.isDoubtful = edit.sequence < joined.sequence();
            }
            if (edit.sequence <= joined.sequence() && !edit.isDoubtful) {
                edits.remove();
                end(edit, ack);
            } else if (joined.isAsked() || edit.isDoubtful) {
                edit.isSent = false;
                hasUnsent = true;
            }
        }
        hasReconnected = false;
    }

    /** Somebody else's edit; versions follow one another. */
    void edit(long version, JsonNode delta, String author, String userId) {
        if (version <= documents.version() || isBroken) {
            return;
        }
        if (version > documents.version() + 1) {
            // What came before could not be taken in.
            output.rejoin(documents.version());
            return;
        }
        JsonNode before = documents.local();
        try {
            documents.follow(delta == null ? null : JsonDeltas.parse(delta), version, false);
        } catch (DeltaException e) {
            broken();
            return;
        }
        report(before, false, author, userId);
    }

    /** The room has applied an edit of this client. */
    void ack(long sequence, long version, Durability durability, AppliedAs appliedAs, JsonNode delta) {
        OwnEdit edit = bySequence(sequence);
        if (isBroken || edit == null && version <= documents.version()) {
            return;
        }
        if (edit == null || version > documents.version() + 1) {
            output.rejoin(documents.version());
            return;
        }
        JsonNode before = documents.local();
        if (version <= documents.version()) {
            if (!edit.isCommand()) {
                documents.endFlight();
            }
        } else if (!land(edit, version, appliedAs, delta)) {
            return;
        }
        sent.remove(edit);
        end(edit, new EditAck(version, durability));
        report(before, false, null, null);
    }

    /** @return whether the document is behind the edit now */
    private boolean land(OwnEdit edit, long version, AppliedAs appliedAs, JsonNode delta) {
        boolean isAsSent = appliedAs == AppliedAs.SENT;
        if (isAsSent && edit.form != PayloadForm.DELTA) {
            JsonNode next = edit.form == PayloadForm.JSON_PATCH
                    ? SentTrees.patched(documents.shadow(), edit.tree())
                    : SentTrees.withComponents(documents.shadow(), edit.tree());
            if (next == null) {
                // the room knows best what came of it
                output.rejoin(documents.version());
                return false;
            }
            documents.replace(next, version, false);
            return true;
        }
        try {
            Change applied = null;
            if (isAsSent) {
                applied = edit.isCommand() ? JsonDeltas.parse(edit.tree()) : edit.change;
            } else if (appliedAs == AppliedAs.DELTA) {
                applied = JsonDeltas.parse(delta);
            }
            documents.follow(applied, version, !edit.isCommand());
            return true;
        } catch (DeltaException e) {
            broken();
            return false;
        }
    }

    /** The room has not applied an edit of this client. */
    void reject(long sequence, RejectReason reason, String message) {
        OwnEdit edit = bySequence(sequence);
        if (edit == null) {
            return;
        }
        sent.remove(edit);
        boolean isToGoAgain = reason == RejectReason.TOO_OLD || reason == RejectReason.OUT_OF_ORDER;
        if (isToGoAgain && !edit.isCommand()) {
            // as it is by now, under another number, with all that has gathered behind it
            documents.recallFlight();
            departed = edit.after;
            unsentBytes += edit.smile.length;
        } else {
            refuse(edit, code(reason), message);
        }
    }

    static String code(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The client goes on under another name: nothing that was sent can be confirmed. */
    void forgotten() {
        lastSequence = 0;
        while (!sent.isEmpty()) {
            refuse(sent.removeFirst(), SyncRejection.UNCONFIRMED, "the room has forgotten what it has applied");
        }
    }

    /** The room has been left: nothing follows. */
    void close(SyncException reason) {
        sent.stream().filter(OwnEdit::isCommand).forEach(edit -> output.fail(edit.future, reason));
        waiting.forEach(edit -> output.fail(edit.future, reason));
        saves.forEach(save -> output.fail(save.future(), reason));
        sent.clear();
        waiting.clear();
        waitingBytes = 0;
        saves.clear();
    }

    private OwnEdit bySequence(long sequence) {
        for (OwnEdit edit : sent) {
            if (edit.sequence == sequence) {
                return edit;
            }
        }
        return null;
    }

    private void end(OwnEdit edit, EditAck ack) {
        if (edit.isCommand()) {
            output.complete(edit.future, ack);
        } else {
            confirm(edit.upTo, ack);
        }
    }

    private void confirm(long upTo, EditAck ack) {
        while (!saves.isEmpty() && saves.getFirst().update() <= upTo) {
            output.complete(saves.removeFirst().future(), ack);
        }
    }

    /** What is not among the sent any more, is taken back. */
    private void refuse(OwnEdit edit, String code, String message) {
        SyncException reason = new SyncException(code, message);
        if (edit.isCommand()) {
            output.fail(edit.future, reason);
            return;
        }
        JsonNode before = documents.local();
        documents.endFlight();
        while (!saves.isEmpty() && saves.getFirst().update() <= edit.upTo) {
            output.fail(saves.removeFirst().future(), reason);
        }
        output.rejected(new SyncRejection(code, message, edit.tree()));
        report(before, false, null, null);
    }

    private void broken() {
        isBroken = true;
        output.rejoin(-1);
    }

    private void report(JsonNode before, boolean isLocal, String author, String userId) {
        JsonNode after = documents.local();
        if (before != after) {
            output.changed(new RoomChange(before, after, documents.version(), isLocal, author, userId));
        }
    }
}
