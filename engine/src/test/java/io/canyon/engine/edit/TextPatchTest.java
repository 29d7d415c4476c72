package io.canyon.engine.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedList;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.bitbucket.cowwoc.diffmatchpatch.DiffMatchPatch;
import org.junit.jupiter.api.Test;

class TextPatchTest {
    private static final int RUNS = Integer.getInteger("canyon.runs", 2_000);
    private static final String[] WORDS = {"a", "b", " ", "\n", "%", "é", "😀", "😁", "+", "lorem ", "ipsum ", "aaaa"};

    private final long seed =
            Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
    private final Random random = new Random(seed);

    @Test
    void shouldMatchExactlyForEveryReader() {
        System.out.println("TextPatchTest: canyon.seed=" + seed);
        for (int run = 0; run < RUNS; run++) {
            String before = text(random.nextInt(80));
            String after = edited(before);
            String last = edited(after);
            long maxCompared = run % 4 == 0 ? 0 : TextDiff.THOROUGH;
            TextPatch first = TextDiff.between(before, after, maxCompared);
            TextPatch second = TextDiff.between(after, last, maxCompared);
            verify(before, first, after);
            verify(after, first.reversed(), before);
            verify(before, first.then(second), last);
            verify(last, first.then(second).reversed(), before);
        }
    }

    @Test
    void shouldTakeAPartInAMillionLines() {
        int lines = 1_000_000;
        TextPatch patch = TextPatch.parse("@@ -0,0 +1," + lines + " @@\n" + "+a\n".repeat(lines));
        assertEquals("a".repeat(lines), patch.applyExactly(""));
        assertEquals(1, patch.hunks().get(0).parts().size());
    }

    private void verify(String before, TextPatch patch, String after) {
        String context = "seed=" + seed + " before=" + before + " patch=" + patch;
        assertEquals(after, patch.applyExactly(before), context);
        assertEquals(after, TextMatch.apply(patch, before), context);
        TextPatch parsed = TextPatch.parse(patch.toString());
        assertEquals(after, parsed.applyExactly(before), context);
        DiffMatchPatch library = new DiffMatchPatch();
        Object[] result = library.patchApply(new LinkedList<>(library.patchFromText(patch.toString())), before);
        assertEquals(after, result[0], context);
        for (boolean isApplied : (boolean[]) result[1]) {
            assertTrue(isApplied, context);
        }
        assertFalse(UriText.hasLoneSurrogate(String.valueOf(parsed.hunks())), context);
    }

    @Test
    void shouldFindNoPatchForWhatIsNoUnicode() {
        assertNull(TextDiff.between("a\uD83D", "a", TextDiff.THOROUGH));
        assertNull(TextDiff.between("a", "\uDE00a", TextDiff.THOROUGH));
        assertNotNull(TextDiff.between("😀", "😁", TextDiff.THOROUGH));
        assertEquals("@@ -1,2 +1,2 @@\n-%F0%9F%98%80\n+%F0%9F%98%81\n", patch("😀", "😁"));
    }

    private static String patch(String before, String after) {
        return TextDiff.between(before, after, TextDiff.THOROUGH).toString();
    }

    /** Without context, a hunk says that the text begins and ends with it. */
    @Test
    void shouldNotTakeShortContextInTheMiddleForExact() {
        TextPatch patch = TextPatch.parse("@@ -3 +3 @@\n-c\n+x\n");
        assertFalse(patch.matchesExactly("abcdefgh"));
        assertTrue(TextPatch.parse("@@ -1,3 +1,3 @@\n ab\n-c\n+x\n").matchesExactly("abc"));
        assertFalse(TextPatch.parse("@@ -1,3 +1,3 @@\n ab\n-c\n+x\n").matchesExactly("abcd"));
    }

    @Test
    void shouldLookForHunksThatStandElsewhere() {
        TextPatch patch = TextPatch.parse("@@ -4,8 +4,9 @@\n defg\n+X\n hijk\n");
        assertEquals("0123abcdefgXhijklm", TextMatch.apply(patch, "0123abcdefghijklm"));
        assertNull(TextMatch.apply(patch, "nothing like it"));
        assertEquals("any", TextMatch.apply(TextPatch.parse(""), "any"));
    }

    @Test
    void shouldBoundTheWork() {
        String text = "lorem ipsum ".repeat(100_000);
        StringBuilder patch = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            patch.append("@@ -1,4 +1,5 @@\n+x\n lore\n");
        }
        assertNull(TextMatch.apply(TextPatch.parse(patch.toString()), text));
        String late = "x" + text;
        TextPatch moved = TextDiff.between(text, text.substring(600_000), TextDiff.QUICK);
        assertNull(TextMatch.apply(moved, late));
    }

    @Test
    void shouldRefuseWhatIsNoPatch() {
        String[] malformed = {
            "x",
            "@@ -1 +1 @@\nx\n",
            "@@ -1 +1 @@ \n",
            "@@ -a +1 @@\n",
            "+a\n",
            "@@ -1 +1 @@\n+%4\n",
            "@@ -1 +1 @@\n+%C3\n",
            "@@ -1 +1 @@\n+%ED%A0%80\n",
            "@@ -1 +1 @@\n+%zz\n",
            "@@ -1 +1 @@\n+\uD83D\n",
            "@@ -1234567890 +1 @@\n+a\n"
        };
        for (String text : malformed) {
            assertThrows(IllegalArgumentException.class, () -> TextPatch.parse(text), text);
        }
    }

    @Test
    void shouldApplyOrRefuseDamagedPatches() {
        System.out.println("TextPatchTest: canyon.seed=" + seed);
        int applied = 0;
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            String before = text(random.nextInt(60));
            StringBuilder patch = new StringBuilder(
                    TextDiff.between(before, edited(before), TextDiff.THOROUGH).toString());
            for (int i = random.nextInt(4); i >= 0 && patch.length() > 0; i--) {
                int at = random.nextInt(patch.length());
                if (random.nextBoolean()) {
                    patch.setCharAt(at, "@ -+,%\n0189aF".charAt(random.nextInt(13)));
                } else {
                    patch.delete(at, Math.min(patch.length(), at + random.nextInt(10)));
                }
            }
            try {
                TextPatch damaged = TextPatch.parse(patch.toString());
                applied += TextMatch.apply(damaged, run % 2 == 0 ? before : edited(before)) == null ? 0 : 1;
            } catch (IllegalArgumentException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed=" + seed + " before=" + before + " patch=" + patch, e);
            }
        }
        assertTrue(applied > RUNS / 20 && refused > RUNS / 20, applied + " " + refused);
    }

    @Test
    void shouldKeepLoneSurrogatesAsThreeBytes() {
        for (String text : new String[] {"a\uD83D", "\uDE00", "😀\uD83D\uD83Dx\uDC00é", "", "ключ"}) {
            byte[] bytes = Utf8Text.encode(text);
            assertEquals(text, Utf8Text.decode(new UnsafeBuffer(bytes), 0, bytes.length));
        }
        assertEquals(3, Utf8Text.encode("\uD83D").length);
    }

    private String text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    private String edited(String text) {
        if (random.nextInt(20) == 0) {
            return text(random.nextInt(50));
        }
        String edited = text;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int from = edited.offsetByCodePoints(0, random.nextInt(edited.codePointCount(0, edited.length()) + 1));
            int left = edited.codePointCount(from, edited.length());
            int to = edited.offsetByCodePoints(from, Math.min(left, random.nextInt(8)));
            edited = edited.substring(0, from) + text(random.nextInt(4)) + edited.substring(to);
        }
        return edited;
    }
}
