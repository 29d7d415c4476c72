package io.canyon.engine.conversation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Frames that editors may send: mostly sensible, now and then odd, refused or malformed. */
final class RandomFrames {
    private static final String[] KEYS = {
        "a/Block", "b/Block", "c/Block", "d/Text", "SINGLETON/camera", "", "1", "__proto__", "constructor", "ключ😀"
    };
    private static final String[] FIELDS = {
        "_version", "x", "y", "name", "buffer", "points", "", "0", "__proto__", "toString", "_exist", "名"
    };
    private static final String[] INVALID_COMPONENTS = {
        "null",
        "5",
        "'text'",
        "[1]",
        "true",
        "{'_exists':null,'x':1}",
        "{'_exists':0}",
        "{'_exists':'true','x':1}",
        "{'_exists':{}}",
        "{'_exists':true,'points':{'__buf':1}}",
        "{'_exists':true,'points':{'__buf':1,'len':-1,'runs':[]}}",
        "{'points':{'__buf':1,'len':1.5,'runs':[]}}",
        "{'points':{'__buf':1,'len':4,'runs':[[0]]}}",
        "{'points':{'__buf':1,'len':4,'runs':[[0,['x']]]}}",
        "{'points':{'__buf':1,'len':4,'runs':[['0',[1]]]}}",
        "{'points':{'__buf':1,'len':4,'runs':[[-1,[1]]]}}",
        "{'points':{'__buf':1,'len':4,'runs':[[0.5,[1]]]}}",
        "{'points':{'__buf':1,'len':4,'runs':[[0,[1],2]]}}",
        "{'points':{'__buf':1,'len':4,'runs':{}}}",
        "{'points':{'__buf':1,'len':2000000,'runs':[]}}",
        "{'_exists':false,'points':{'__buf':1,'len':'4','runs':[]}}"
    };
    private static final String[] MALFORMED = {
        "",
        "{",
        "null",
        "5",
        "[]",
        "{}",
        "{'type':'unknown'}",
        "{'type':5}",
        "{'type':'patch','documentPatches':[{}]}",
        "{'type':'patch','messageId':1,'documentPatches':[{}]}",
        "{'type':'patch','messageId':'m','documentPatches':[null]}",
        "{'type':'patch','messageId':'m','documentPatches':{'length':1}}",
        "{'type':'patch','messageId':'m','documentPatches':[{}],'ephemeralPatches':'x'}",
        "{'type':'reconnect','lastTimestamp':-1,'protocolVersion':2}",
        "{'type':'reconnect','lastTimestamp':'1','protocolVersion':2}",
        "{'type':'reconnect','protocolVersion':2}",
        "{'type':'auth-refresh','token':null}"
    };
    /** Sensible, but not as an editor would write it. */
    private static final String[] ODD = {
        "{'type':'patch','messageId':'m'}",
        "{'type':'patch','messageId':'m','documentPatches':null,'ephemeralPatches':[]}",
        "{'type':'patch','messageId':'m','documentPatches':[{}]}",
        "{'type':'patch','messageId':'','documentPatches':[{},{'a/Block':{}},{}]}",
        "{'type':'patch','messageId':'d','documentPatches':[{'a/Block':{'_exists':true,'x':1,'x':2}}]}",
        "{'type':'patch','messageId':'d','documentPatches':[{'a/Block':{'x':1},'a/Block':{'_exists':true,'y':-0}}]}",
        "{'type':'patch','type':'patch','messageId':'1','messageId':'2','documentPatches':[{'1':{'_exists':true}}]}",
        "{'documentPatches':[{'b/Block':{'_exists':true,'x':1e400}}],'messageId':'m','type':'patch'}",
        " {'type':'patch','messageId':'\\u00e9\\n\\ud83d\\ude00','ephemeralPatches':[{'e1':{'_exists':true}}]} ",
        "{'type':'reconnect','lastTimestamp':0.0,'protocolVersion':2e0}"
    };

    private static final String[] OTHER_PROTOCOLS = {
        "{'type':'reconnect','lastTimestamp':0}",
        "{'type':'reconnect','lastTimestamp':0,'protocolVersion':null}",
        "{'type':'reconnect','lastTimestamp':0,'protocolVersion':3,'documentPatches':[{'a/Block':{'_exists':false}}]}"
    };

    private final Random random;
    private int messages;

    RandomFrames(Random random) {
        this.random = random;
    }

    String malformed() {
        return oneOf(MALFORMED).replace('\'', '"');
    }

    String odd() {
        return oneOf(ODD).replace('\'', '"');
    }

    /** Answered without the room. */
    String otherProtocol() {
        return oneOf(OTHER_PROTOCOLS).replace('\'', '"');
    }

    String patch(String messageId) {
        Map<String, Object> frame = Json.object("type", "patch", "messageId", messageId);
        return Json.write(withLists(frame));
    }

    String patch() {
        return patch("m" + ++messages);
    }

    String reconnect(long lastTimestamp) {
        Map<String, Object> frame =
                Json.object("type", "reconnect", "lastTimestamp", lastTimestamp, "protocolVersion", 2);
        return Json.write(random.nextInt(3) == 0 ? withLists(frame) : frame);
    }

    private Map<String, Object> withLists(Map<String, Object> frame) {
        if (random.nextInt(4) > 0) {
            frame.put("documentPatches", patches(""));
        }
        if (random.nextInt(3) == 0) {
            frame.put("ephemeralPatches", patches("e"));
        }
        return frame;
    }

    private List<Object> patches(String prefix) {
        List<Object> patches = new ArrayList<>();
        for (int i = random.nextInt(5) == 0 ? 3 : 1; i > 0; i--) {
            Map<String, Object> patch = new LinkedHashMap<>();
            for (int j = random.nextInt(3); j >= 0; j--) {
                int keys = random.nextInt(3) == 0 ? KEYS.length : 3;
                patch.put(prefix + KEYS[random.nextInt(keys)], component());
            }
            patches.add(patch);
        }
        return patches;
    }

    private Object component() {
        int kind = random.nextInt(100);
        if (kind < 8) {
            return Json.parse(oneOf(INVALID_COMPONENTS).replace('\'', '"'));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        if (kind < 18) {
            fields.put("_exists", false);
            if (kind > 15) {
                fields.put(oneOf(FIELDS), value(1));
            }
            return fields;
        }
        if (kind < 50) {
            fields.put("_exists", true);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            fields.put(FIELDS[random.nextInt(random.nextInt(4) == 0 ? FIELDS.length : 3)], value(2));
        }
        if (random.nextInt(5) == 0) {
            fields.put("points", random.nextInt(4) == 0 ? value(1) : delta());
        }
        return fields;
    }

    private Map<String, Object> delta() {
        List<Object> runs = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            List<Object> numbers = new ArrayList<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                numbers.add(random.nextInt(3) == 0 ? random.nextDouble() : (Object) random.nextInt(100));
            }
            runs.add(List.of(random.nextInt(12), numbers));
        }
        return Json.object("__buf", 1, "len", random.nextInt(10), "runs", runs);
    }

    private Object value(int depth) {
        switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return random.nextInt(1000) - 500;
            case 3:
                return random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 4:
                return "text " + random.nextInt(50) + (random.nextInt(4) == 0 ? " \"\\\n\u2028é名😀\u0000" : "");
            case 5:
                return random.nextInt(3) == 0 ? "long ".repeat(random.nextInt(400)) : "";
            case 6:
                return Json.object(oneOf(FIELDS), value(depth - 1), "__buf", 1);
            case 7:
                return Json.object("w", value(depth - 1), oneOf(FIELDS), value(depth - 1));
            default:
                List<Object> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(depth - 1));
                }
                return items;
        }
    }

    private String oneOf(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
