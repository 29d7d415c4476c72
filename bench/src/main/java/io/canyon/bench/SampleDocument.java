package io.canyon.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The document and the edits that all benchmarks use: shapes {@code shape:00000000} and on, of which an editor moves
 * one and turns it.
 */
final class SampleDocument {
    /** Edits that differ in their values; a power of two. */
    static final int VARIANTS = 64;

    static final String KEY_PREFIX = "shape:";
    /** Digits behind the prefix: as many as a long has bytes. */
    static final int KEY_DIGITS = Long.BYTES;

    private static final long SEED = 42;
    private static final int HOT_KEYS = 64;

    private SampleDocument() {}

    static String key(int number) {
        return KEY_PREFIX + String.format(Locale.ROOT, "%08d", number);
    }

    /** A frame that creates the shapes from {@code first} on. */
    static byte[] creation(int first, int count) {
        StringBuilder text = new StringBuilder("{\"type\":\"patch\",\"messageId\":\"c\",\"documentPatches\":[{");
        for (int i = first; i < first + count; i++) {
            text.append(i == first ? "\"" : ",\"").append(key(i)).append("\":").append(component(i));
        }
        return utf8(text.append("}]}").toString());
    }

    /** A new shape, as JSON. */
    static String component(int number) {
        return "{\"_exists\":true,\"x\":" + number + ".5,\"y\":-" + number % 1000
                + ",\"rotation\":0.25,\"label\":\"Shape " + number + "\"}";
    }

    /** The three fields that an edit sets, as JSON. */
    static String patch(int variant) {
        return "{\"x\":" + (variant * 17 + 3) + ".25,\"y\":" + (variant * 31 - 1000) + ",\"rotation\":0."
                + (variant + 101) + "}";
    }

    /** A frame with one edit of one shape. */
    static byte[] edit(String key, int variant) {
        return utf8("{\"type\":\"patch\",\"messageId\":\"editor-" + variant + "\",\"documentPatches\":[{\"" + key
                + "\":" + patch(variant) + "}]}");
    }

    /** Which shapes are edited, in order: a few that are edited again and again, or all in a random order. */
    static int[] order(Access access, int keyCount) {
        SplittableRandom random = new SplittableRandom(SEED);
        return switch (access) {
            case HOT -> random.ints(HOT_KEYS, 0, keyCount).toArray();
            case UNIFORM ->
                random.ints(Math.max(keyCount, HOT_KEYS), 0, keyCount).toArray();
        };
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
