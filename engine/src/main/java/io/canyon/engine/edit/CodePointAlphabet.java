package io.canyon.engine.edit;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Writes texts with one {@code char} for each code point, so that a comparison of characters splits none. */
final class CodePointAlphabet {
    private static final int FIRST_SPARE = 0xE000;
    private static final int LAST_SPARE = 0xFFFD;

    private final Map<Integer, Character> letters = new HashMap<>();
    private final Map<Character, Integer> points = new HashMap<>();

    private CodePointAlphabet() {}

    /** @return null when there are more code points than spare letters */
    static CodePointAlphabet of(String first, String second) {
        CodePointAlphabet alphabet = new CodePointAlphabet();
        BitSet used = new BitSet();
        first.chars().forEach(used::set);
        second.chars().forEach(used::set);
        return alphabet.addAll(first, used) && alphabet.addAll(second, used) ? alphabet : null;
    }

    private boolean addAll(String text, BitSet used) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isHighSurrogate(text.charAt(i))) {
                continue;
            }
            int point = text.codePointAt(i++);
            if (!letters.containsKey(point)) {
                int letter = used.nextClearBit(FIRST_SPARE);
                if (letter > LAST_SPARE) {
                    return false;
                }
                used.set(letter);
                letters.put(point, (char) letter);
                points.put((char) letter, point);
            }
        }
        return true;
    }

    String encode(String text) {
        if (letters.isEmpty()) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            Character letter = letters.get(point);
            encoded.append(letter == null ? (char) point : letter.charValue());
        });
        return encoded.toString();
    }

    String decode(String text) {
        if (letters.isEmpty()) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(2 * text.length());
        text.chars().forEach(letter -> {
            Integer point = points.get((char) letter);
            decoded.appendCodePoint(point == null ? letter : point);
        });
        return decoded.toString();
    }
}
