package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.EngineConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversations that some rule mends: what the engine says is what the model says. */
class MendedConversationsTest {
    /**
     * Why the published server answered otherwise, by conversation, and the first step at which it did: a rule of the
     * wire; or {@code names}, where a name of JavaScript's own meant something to it; or {@code loaded}, where it began
     * with a room that is not in the conversation; or {@code none}, where what it lost did not show.
     */
    private static final String DIFFERENCES = """
            rule1: 12@5 13@5 15@5 16@5 17@5 18@5 19@5 20@5 21@5 22@5 84@1 85@1 101@2 103@3 104@3
            rule1: 105@2 114@3
            rule2: 32@2 46@2 47@4 48@3 52@4 53@2 54@3 55@2 56@3 57@2 58@3 59@2 60@3 61@2 62@3 63@2
            rule2: 64@3 65@2 66@3 77@1 87@3 89@3 90@1 106@2 107@2 108@2 109@2 110@2 115@2 116@2
            rule2: 123@2 128@2 135@3 141@3 142@3 143@3 144@3 145@3 146@3 147@3 148@3 149@3 152@3
            rule2: 160@2
            rule4: 83@2
            rule5: 119@4 121@5 122@3
            rule6: 163@7 164@8 165@6 166@6
            names: 76@3 79@4
            loaded: 167@1 168@1
            none: 91 92 93 94 99 100 118 120
            """;

    private static final String NO_STEP = "no step";

    @TempDir
    Path folder;

    private int crashes;

    @Test
    void shouldAnswerAsTheRulesSay() {
        List<Recorded> all = Recorded.load("canvas-mended.jsonl");
        assertEquals(81, all.size());
        Map<Integer, String> firstDifference = new TreeMap<>();
        try (TestEngine engine = start("all")) {
            for (Recorded conversation : all) {
                if (!conversation.has("crash")) {
                    firstDifference.put(conversation.id(), converse(engine, conversation));
                }
            }
        }
        for (Recorded conversation : all) {
            if (conversation.has("crash")) {
                try (TestEngine engine = start("before crash " + conversation.id())) {
                    firstDifference.put(conversation.id(), converse(engine, conversation));
                }
            }
        }
        assertEquals(explained(), firstDifference);
    }

    private static Map<Integer, String> explained() {
        Map<Integer, String> steps = new TreeMap<>();
        DIFFERENCES.lines().forEach(line -> {
            for (String entry : line.substring(line.indexOf(':') + 2).split(" ")) {
                String[] parts = entry.split("@");
                steps.put(Integer.parseInt(parts[0]), parts.length == 1 ? NO_STEP : parts[1]);
            }
        });
        return steps;
    }

    private TestEngine start(String name) {
        return new TestEngine(EngineConfig.of(folder.resolve(name)).withAuthenticator(TestEngine.BY_TOKEN));
    }

    /** Returns the first step to which the published server gave another answer. */
    private String converse(TestEngine engine, Recorded conversation) {
        Twin twin = new Twin(engine, "room " + conversation.id());
        String firstDifference = NO_STEP;
        for (int i = 0; i < conversation.steps().size(); i++) {
            Recorded.Step step = conversation.steps().get(i);
            perform(twin, step);
            Map<String, List<Map<String, Object>>> sent =
                    twin.takeEqual(() -> "conversation=" + conversation.id() + " " + conversation.name() + " " + step);
            if (firstDifference.equals(NO_STEP) && !step.expected().equals(sent)) {
                firstDifference = String.valueOf(i);
            }
        }
        twin.closeAll();
        return firstDifference;
    }

    private void perform(Twin twin, Recorded.Step step) {
        switch (step.op()) {
            case "connect" -> twin.connect(step.session(), step.clientId(), step.mayWrite());
            case "message" -> {
                twin.sends(step.session(), step.text());
                twin.run();
            }
            case "close" -> {
                twin.close(step.session());
                twin.run();
            }
            case "setPermissions" -> twin.refresh(step.session(), step.mayWrite());
            case "crash" -> twin.crash(folder.resolve("after crash " + crashes++));
            case "save" -> {}
            default -> throw new IllegalArgumentException("unknown op: " + step.op());
        }
    }
}
