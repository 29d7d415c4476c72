package io.canyon.ws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Random patches to an editor's own records, a bounded number: makes them, sets fields, writes buffers, deletes. */
final class PatchSource {
    private static final long BUFFER_LENGTH = 24;

    private final String prefix;
    private final int maxRecords;
    private final Random random;
    /** The own records that are there when the next patch is applied. */
    private final Set<String> live = new HashSet<>();

    PatchSource(String owner, int maxRecords, long seed) {
        this.prefix = owner + "-";
        this.maxRecords = maxRecords;
        this.random = new Random(seed);
    }

    boolean owns(String key) {
        return key.startsWith(prefix);
    }

    /** Goes on from these records, and those of others. */
    void goOnFrom(Set<String> keys) {
        live.clear();
        keys.stream().filter(this::owns).forEach(live::add);
    }

    /** The next patch, with a number that is seen in its values. */
    Map<String, Object> next(long number) {
        String key = prefix + random.nextInt(maxRecords) + "/C";
        Map<String, Object> fields = new HashMap<>();
        if (live.add(key)) {
            List<Object> items = new ArrayList<>();
            for (long i = 0; i < BUFFER_LENGTH; i++) {
                items.add(i);
            }
            fields.put("_exists", true);
            fields.put("n", number);
            fields.put("text", "x".repeat(random.nextInt(200)));
            fields.put("points", items);
        } else if (random.nextInt(10) == 0) {
            fields.put("_exists", false);
            live.remove(key);
        } else if (random.nextInt(3) == 0) {
            List<Object> run = List.of((long) random.nextInt((int) BUFFER_LENGTH), List.of(number));
            fields.put("points", Map.of("__buf", 1L, "len", BUFFER_LENGTH, "runs", List.of(run)));
        } else {
            fields.put("n", number);
        }
        return Map.of(key, fields);
    }
}
