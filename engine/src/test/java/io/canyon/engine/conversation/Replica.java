package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The document as an editor has it who is told patches. */
final class Replica {
    private final Map<String, ModelRecord> records = new TreeMap<>();
    private double version;

    /** Applies the patches among the frames, whose version never goes back. */
    Replica apply(List<Map<String, Object>> frames) {
        for (Map<String, Object> frame : frames) {
            if (frame.containsKey("documentPatches")) {
                assertTrue((Double) frame.get("timestamp") > version);
                version = (Double) frame.get("timestamp");
                for (Object patch : Json.list(frame.get("documentPatches"))) {
                    Json.map(patch)
                            .forEach((key, component) -> records.computeIfAbsent(key, name -> new ModelRecord())
                                    .apply(Json.map(component), 1));
                }
            }
        }
        return this;
    }

    /** The version that it has last been told. */
    double version() {
        return version;
    }

    /** Each record with all of its fields. */
    Map<String, Map<String, Object>> wholes() {
        Map<String, Map<String, Object>> wholes = new TreeMap<>();
        records.forEach((key, record) -> wholes.put(key, record.whole()));
        return wholes;
    }
}
