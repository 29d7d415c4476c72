package io.canyon.engine.simulation;

import java.util.HashMap;
import java.util.Map;

/** What somebody knows of one key: fields, {@code _exists} among them, and the versions that set them. */
final class Record {
    static final String EXISTS = "_exists";
    /** A field with another value in each life of a key. */
    static final String BORN = "born";

    final Map<String, Object> fields = new HashMap<>();
    final Map<String, Long> versions = new HashMap<>();

    boolean isLive() {
        return Boolean.TRUE.equals(fields.get(EXISTS));
    }

    /** Takes over a change of somebody. */
    void apply(Map<String, Object> change, long version) {
        Object born = change.get(BORN);
        boolean isAnotherLife = born != null && !born.equals(fields.get(BORN));
        apply(change, version, !isLive() || isAnotherLife);
    }

    /** Takes over what stands there, instead of what was refused: a record is told whole. */
    void applyTruth(Map<String, Object> truth, long version) {
        apply(truth, version, true);
    }

    private void apply(Map<String, Object> change, long version, boolean isWhole) {
        Object exists = change.get(EXISTS);
        if (Boolean.FALSE.equals(exists) || Boolean.TRUE.equals(exists) && isWhole) {
            fields.clear();
            versions.clear();
        }
        change.forEach((name, value) -> {
            fields.put(name, value);
            versions.put(name, version);
        });
    }

    Map<String, Object> changedSince(long since) {
        Map<String, Object> changed = new HashMap<>();
        fields.forEach((name, value) -> {
            if (versions.get(name) > since) {
                changed.put(name, value);
            }
        });
        return changed;
    }
}
