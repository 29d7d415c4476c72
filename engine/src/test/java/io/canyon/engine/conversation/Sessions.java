package io.canyon.engine.conversation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sessions of one conversation, which is in one room of an engine, by their names. */
final class Sessions {
    private final TestEngine engine;
    private final String room;
    private final Map<String, TestEngine.Editor> editors = new LinkedHashMap<>();
    private final Map<String, Boolean> broken = new LinkedHashMap<>();

    Sessions(TestEngine engine, String room) {
        this.engine = engine;
        this.room = room;
    }

    TestEngine.Editor get(String session) {
        return editors.get(session);
    }

    /** Does all but restarts, which are the engine's. Sessions that are gone do nothing. */
    void perform(Recorded.Step step) {
        switch (step.op()) {
            case "connect" -> {
                broken.put(step.session(), step.isBroken());
                editors.put(step.session(), engine.connect(room, step.clientId(), token(step.mayWrite())));
            }
            case "message" -> {
                TestEngine.Editor editor = editors.get(step.session());
                if (editor != null) {
                    editor.sends(step.text());
                    engine.run();
                }
            }
            case "close", "error" -> {
                TestEngine.Editor editor = editors.remove(step.session());
                if (editor != null) {
                    engine.close(editor);
                }
            }
            case "setPermissions" -> engine.refresh(editors.get(step.session()), token(step.mayWrite()));
            case "save" -> {}
            default -> throw new IllegalArgumentException("unknown op: " + step.op());
        }
    }

    /** The engine has stopped under them. */
    void clear() {
        editors.clear();
    }

    void closeAll() {
        editors.values().forEach(engine::close);
        editors.clear();
    }

    /** Frames since the last call, by session; sessions that got nothing are absent. */
    Map<String, List<Map<String, Object>>> take() {
        Map<String, List<Map<String, Object>>> taken = new TreeMap<>();
        editors.forEach((session, editor) -> {
            List<Map<String, Object>> frames = editor.takeFrames();
            if (!frames.isEmpty() && !broken.getOrDefault(session, false)) {
                taken.put(session, frames);
            }
        });
        return taken;
    }

    static String token(boolean mayWrite) {
        return mayWrite ? "" : TestEngine.READ_ONLY;
    }
}
