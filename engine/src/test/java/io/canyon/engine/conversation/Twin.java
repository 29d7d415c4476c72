package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One conversation with a room of the engine and with the model of it at the same time. */
final class Twin {
    private final TestEngine engine;
    private final String room;
    private final CanvasModel model;
    private final Map<String, TestEngine.Editor> editors = new LinkedHashMap<>();
    private final Map<String, CanvasModel.Client> clients = new LinkedHashMap<>();
    /** Frames of sessions that lag. */
    private final Map<String, List<String>> unread = new HashMap<>();

    private CanvasModel saved;

    Twin(TestEngine engine, String room) {
        this.engine = engine;
        this.room = room;
        this.model = new CanvasModel(engine.firstVersion());
        this.saved = model.copy();
    }

    CanvasModel model() {
        return model;
    }

    List<String> sessions() {
        return List.copyOf(editors.keySet());
    }

    TestEngine.Editor editor(String session) {
        return editors.get(session);
    }

    CanvasModel.Client client(String session) {
        return clients.get(session);
    }

    void connect(String session, String clientId, boolean mayWrite) {
        editors.put(session, engine.connect(room, clientId, token(mayWrite)));
        clients.put(session, model.join(clientId, mayWrite));
        endBatch();
    }

    /** Leaves the frame to be worked off by {@link #run}. */
    void sends(String session, String text) {
        editors.get(session).sends(text);
        if (clients.get(session).isLagging) {
            unread.get(session).add(text);
        } else {
            model.receive(clients.get(session), text);
        }
    }

    void sends(String session, Map<String, Object> frame) {
        sends(session, Json.write(frame));
    }

    /** Closes the session; its room learns it with {@link #run}. */
    void close(String session) {
        editors.remove(session).session.onClosed();
        model.leave(clients.remove(session));
    }

    void refresh(String session, boolean mayWrite) {
        engine.refresh(editors.get(session), token(mayWrite));
        clients.get(session).mayWrite = mayWrite;
    }

    /** Works off all that was sent since the last call, as one batch. */
    void run() {
        engine.run();
        endBatch();
    }

    void restart() {
        engine.restart();
        forgetSessions();
        model.restart();
        saved = model.copy();
    }

    void crash(Path copy) {
        engine.crash(copy);
        forgetSessions();
        model.crash(engine.firstVersion());
    }

    /** Like {@link #crash(Path)} of an engine that journals nothing: all since the last clean restart is lost. */
    void crashLosing(Path copy) {
        engine.crash(copy);
        forgetSessions();
        model.crash(saved, engine.firstVersion());
    }

    /** The network of the session takes nothing any more. */
    void stall(String session) {
        editors.get(session).connection.stopNetwork();
    }

    /** The network of the session takes everything again; what the session sent meanwhile is worked off. */
    void drain(String session) {
        TestEngine.Editor editor = editors.get(session);
        CanvasModel.Client client = clients.get(session);
        editor.connection.startNetwork();
        editor.session.onDrained();
        if (client.isLagging) {
            engine.run();
            model.drain(client);
            unread.remove(session).forEach(text -> model.receive(client, text));
        }
        run();
    }

    void closeAll() {
        sessions().forEach(this::close);
        run();
    }

    /** Requires that all were sent what the model says; returns it by session, absent where there is nothing. */
    Map<String, List<Map<String, Object>>> takeEqual(Supplier<String> where) {
        Map<String, List<Map<String, Object>>> sent = new TreeMap<>();
        Map<String, List<Map<String, Object>>> predicted = new TreeMap<>();
        editors.forEach((session, editor) -> {
            put(sent, session, editor.takeFrames());
            put(predicted, session, clients.get(session).take());
            assertEquals(clients.get(session).isGone, editor.connection.closeReason() != null, where);
        });
        assertEquals(predicted, sent, where);
        return sent;
    }

    private void endBatch() {
        model.endBatch();
        editors.forEach((session, editor) -> {
            boolean isOverBudget = editor.connection.unsentBytes() > engine.sessionBudgetBytes();
            if (isOverBudget && !clients.get(session).isLagging) {
                model.lag(clients.get(session));
                unread.put(session, new ArrayList<>());
            }
        });
    }

    private static void put(
            Map<String, List<Map<String, Object>>> frames, String session, List<Map<String, Object>> taken) {
        if (!taken.isEmpty()) {
            frames.put(session, taken);
        }
    }

    private void forgetSessions() {
        editors.clear();
        clients.clear();
        unread.clear();
    }

    private static String token(boolean mayWrite) {
        return mayWrite ? "" : TestEngine.READ_ONLY;
    }
}
