package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.spi.Permission;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The client's side of the echo wire for one room: told what happens, it says what is to be done. It knows neither
 * clock nor thread nor transport; randomness and names are given to it. Not thread-safe.
 */
final class SyncProtocol {
    /** Result of {@link #nextTickMs} when nothing is to come. */
    static final long NEVER = Long.MAX_VALUE;

    /** A connection that has lasted so long was a good one. */
    private static final long STABLE_MS = 5_000;

    private static final int MAX_TIMEOUT_DOUBLINGS = 6;

    /** So often another connection may take this id, over all its life, before this client leaves it. */
    private static final int MAX_REPLACEMENTS = 2;

    private final SyncOptions options;
    private final Supplier<String> ids;
    private final ProtocolOutput output;
    private final Frames frames;
    private final Members members;
    private final Edits edits;
    private final PresenceSender presence;
    private final Backoff backoff;
    private SyncState state = SyncState.NEW;
    private String id;
    private String userId;
    private JsonNode credentials;
    /** Those of the last join; others may have come since. */
    private JsonNode shownCredentials;

    private Permission permission;
    private boolean hasJoined;
    /** When the next attempt follows, while OFFLINE, or JOINING behind an error. */
    private long retryAtMs = NEVER;
    /** Since when an answer is awaited: to a join, or to the edit in flight. */
    private long askedAtMs = NEVER;

    private int timeouts;
    private int replacements;
    private long liveAtMs;

    SyncProtocol(
            String room, SyncOptions options, Supplier<String> ids, RandomGenerator random, ProtocolOutput output) {
        this.options = options;
        this.ids = ids;
        this.output = output;
        frames = new Frames(room);
        members = new Members(output);
        edits = new Edits(frames, options, output);
        presence = new PresenceSender(frames, options.presenceInterval().toMillis(), output);
        backoff = new Backoff(
                options.minBackoff().toMillis(), options.maxBackoff().toMillis(), random);
        id = ids.get();
    }

    SyncState state() {
        return state;
    }

    String id() {
        return id;
    }

    /** Null before the first join is answered. */
    Permission permission() {
        return permission;
    }

    List<SyncMember> members() {
        return members.all();
    }

    Edits edits() {
        return edits;
    }

    JsonNode presence() {
        return presence.latest();
    }

    /** @param newCredentials null for none */
    void join(String newUserId, JsonNode newCredentials, long nowMs) {
        if (state != SyncState.NEW && state != SyncState.REFUSED) {
            throw new IllegalStateException("state=" + state);
        }
        userId = newUserId;
        credentials = newCredentials;
        connect(nowMs);
    }

    void authenticate(JsonNode newCredentials, long nowMs) {
        credentials = newCredentials;
        if (state == SyncState.LIVE) {
            shownCredentials = newCredentials;
            output.send(frames.auth(newCredentials));
        } else if (state == SyncState.REFUSED) {
            connect(nowMs);
        }
    }

    boolean undo(long nowMs) {
        boolean isDone = permission != Permission.READ_ONLY && edits.undo();
        flush(nowMs);
        return isDone;
    }

    boolean redo(long nowMs) {
        boolean isDone = permission != Permission.READ_ONLY && edits.redo();
        flush(nowMs);
        return isDone;
    }

    void show(JsonNode newPresence, long nowMs) {
        presence.show(newPresence);
        presence.tick(state == SyncState.LIVE, nowMs);
    }

    void close() {
        if (state == SyncState.CLOSED) {
            return;
        }
        if (state == SyncState.LIVE) {
            output.send(frames.leave());
        }
        output.disconnect();
        enter(SyncState.CLOSED);
        SyncException reason = new SyncException(SyncException.CLOSED, "the client is closed");
        output.joinFailed(reason);
        output.lost(0, Long.MAX_VALUE, reason);
    }

    /** The connection is there. */
    void opened(long nowMs) {
        if (state == SyncState.CONNECTING) {
            sendJoin(nowMs);
        }
    }

    /** There is no connection any more. */
    void closed(int code, long nowMs) {
        if (state == SyncState.CLOSED || state == SyncState.REFUSED || state == SyncState.NEW) {
            return;
        }
        if (state == SyncState.LIVE) {
            edits.suspect(CloseCodes.rejection(code), CloseCodes.evidence(code));
        }
        goOffline(nowMs);
        // once may be an own connection that the server saw late; then it is somebody else, who lives with this id
        if (code == CloseCodes.REPLACED && ++replacements >= MAX_REPLACEMENTS) {
            takeNewId();
            edits.leaveId();
        }
    }

    void received(String text, long nowMs) {
        if (state != SyncState.JOINING && state != SyncState.LIVE) {
            return;
        }
        try {
            receive(JsonText.read(text), nowMs);
        } catch (IllegalArgumentException e) {
            tellError("bad-frame", e.getMessage() + " in " + Frames.excerpt(text));
            output.disconnect();
            goOffline(nowMs);
        }
    }

    /** Something has failed in here: what is known of the connection cannot be trusted. */
    void failed(RuntimeException failure, long nowMs) {
        tellError("internal", failure.toString());
        output.disconnect();
        goOffline(nowMs);
    }

    private void receive(JsonNode frame, long nowMs) {
        if (!frames.isMine(frame)) {
            return;
        }
        switch (Frames.text(frame, "event")) {
            case "joined" -> joined(frame, nowMs);
            case "edit" -> follow(isSettled() ? edits.edit(frame) : Edits.Outcome.DONE, nowMs);
            case "ack" -> follow(isSettled() ? edits.ack(frame) : Edits.Outcome.DONE, nowMs);
            case "reject" -> {
                edits.reject(frame, state == SyncState.LIVE);
                follow(Edits.Outcome.DONE, nowMs);
            }
            case "entered" -> members.entered(frame, id);
            case "left" -> members.left(frame);
            case "presence" -> members.showed(frame, id);
            case "permission" -> permit(frame);
            case "error" -> refused(frame, nowMs);
            default -> {
                // the wire may grow
            }
        }
    }

    /** Between a join and its answer nothing happens to the shadow: the answer stands for it. */
    private boolean isSettled() {
        return state == SyncState.LIVE;
    }

    private void joined(JsonNode frame, long nowMs) {
        boolean isAsked = frame.path("asked").asBoolean();
        boolean isAwaited = state == SyncState.JOINING && askedAtMs != NEVER;
        if (isAsked != isAwaited) {
            return;
        }
        Edits.Outcome outcome = edits.joined(frame, isAsked);
        if (outcome == Edits.Outcome.JOIN || outcome == Edits.Outcome.JOIN_ANEW) {
            follow(outcome, nowMs);
            return;
        }
        members.replace(frame.path("members"), id);
        permit(frame);
        if (outcome == Edits.Outcome.NEW_ID) {
            follow(outcome, nowMs);
            return;
        }
        if (isAsked) {
            enterRoom(nowMs);
        }
        follow(outcome, nowMs);
    }

    private void enterRoom(long nowMs) {
        hasJoined = true;
        liveAtMs = nowMs;
        askedAtMs = NEVER;
        enter(SyncState.LIVE);
        JsonNode document = edits.local();
        output.tell(listener -> listener.onJoined(document));
        output.joined(document);
        edits.resume();
        presence.again();
        presence.tick(true, nowMs);
    }

    private void follow(Edits.Outcome outcome, long nowMs) {
        edits.reportSaved();
        switch (outcome) {
            case DONE -> flush(nowMs);
            case JOIN -> sendJoin(nowMs);
            case JOIN_ANEW -> {
                tellError("bad-frame", "what the room has sent does not apply; asking for the whole document");
                sendJoin(nowMs);
            }
            case NEW_ID -> {
                takeNewId();
                edits.beginAnew();
                connect(nowMs);
            }
        }
    }

    private void takeNewId() {
        id = ids.get();
        replacements = 0;
    }

    /** Sends what can be sent, behind an update. */
    void flush(long nowMs) {
        if (state != SyncState.LIVE) {
            edits.reportSaved();
            return;
        }
        boolean wasInFlight = edits.hasFlight();
        edits.flush();
        if (!edits.hasFlight()) {
            askedAtMs = NEVER;
        } else if (!wasInFlight || askedAtMs == NEVER) {
            askedAtMs = nowMs;
        }
        if (!wasInFlight || !edits.hasFlight()) {
            timeouts = 0;
        }
    }

    private void permit(JsonNode frame) {
        Permission next =
                Frames.text(frame, "permission").equals("readwrite") ? Permission.READ_WRITE : Permission.READ_ONLY;
        if (next != permission) {
            permission = next;
            output.tell(listener -> listener.onPermission(next));
        }
    }

    private void refused(JsonNode frame, long nowMs) {
        String code = Frames.text(frame, "code");
        String message = frame.path("message").asText();
        tellError(code, message);
        boolean isHopeless = code.equals("bad-frame") || code.equals("unknown-event");
        boolean isRefusal = code.equals("forbidden") && credentials == shownCredentials;
        // the name of the room is no name: the server does not repeat it
        boolean isNoRoom = !hasJoined && (isHopeless || code.equals("limit") && !frame.has("room"));
        if (isRefusal || isNoRoom) {
            output.disconnect();
            enter(SyncState.REFUSED);
            output.joinFailed(new SyncException(code, message));
            return;
        }
        if (isHopeless) {
            edits.suspect("invalid", 2);
        }
        if (isHopeless || code.equals("limit")) {
            presence.suspect();
        }
        enter(SyncState.JOINING);
        askedAtMs = NEVER;
        retryAtMs = nowMs + pauseMs(nowMs);
    }

    private void connect(long nowMs) {
        enter(SyncState.CONNECTING);
        retryAtMs = NEVER;
        askedAtMs = nowMs;
        output.connect(id);
    }

    private void sendJoin(long nowMs) {
        enter(SyncState.JOINING);
        retryAtMs = NEVER;
        askedAtMs = nowMs;
        shownCredentials = credentials;
        output.send(frames.join(userId, credentials, edits.joinVersion()));
    }

    private void goOffline(long nowMs) {
        retryAtMs = nowMs + pauseMs(nowMs);
        askedAtMs = NEVER;
        enter(SyncState.OFFLINE);
    }

    private long pauseMs(long nowMs) {
        if (state == SyncState.LIVE && nowMs - liveAtMs >= STABLE_MS) {
            backoff.reset();
        }
        return backoff.nextMs();
    }

    /** Time has passed. */
    void tick(long nowMs) {
        presence.tick(state == SyncState.LIVE, nowMs);
        if (nowMs >= retryAtMs) {
            if (state == SyncState.OFFLINE) {
                connect(nowMs);
            } else {
                sendJoin(nowMs);
            }
        } else if (nowMs >= deadlineMs()) {
            timeouts++;
            if (state == SyncState.LIVE) {
                sendJoin(nowMs);
            } else {
                output.disconnect();
                goOffline(nowMs);
            }
        }
    }

    /** When {@link #tick} is to be called; it may be called at any time. */
    long nextTickMs() {
        return Math.min(Math.min(retryAtMs, deadlineMs()), presence.nextMs(state == SyncState.LIVE));
    }

    private long deadlineMs() {
        if (askedAtMs == NEVER) {
            return NEVER;
        }
        return askedAtMs + (options.answerTimeout().toMillis() << Math.min(timeouts, MAX_TIMEOUT_DOUBLINGS));
    }

    private void enter(SyncState next) {
        if (next != state) {
            state = next;
            if (next == SyncState.REFUSED || next == SyncState.CLOSED) {
                retryAtMs = NEVER;
                askedAtMs = NEVER;
            }
            output.tell(listener -> listener.onState(next));
        }
    }

    private void tellError(String code, String message) {
        SyncException error = new SyncException(code, message);
        output.tell(listener -> listener.onError(error));
    }
}
