package io.canyon.engine.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class NameSetTest {
    private final NameSet names = new NameSet(7);

    private boolean add(String name) {
        UnsafeBuffer utf8 = new UnsafeBuffer(name.getBytes(StandardCharsets.UTF_8));
        return names.add(utf8, 0, utf8.capacity());
    }

    @Test
    void shouldTakeEachNameOnceWhateverItHadBefore() {
        for (int count = 20_000; count > 0; count /= 2) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < count; i++) {
                    assertTrue(add("n" + i));
                }
                assertFalse(add("n0"));
                assertFalse(add("n" + (count - 1)));
                assertEquals(count, names.count());
                names.clear();
                assertEquals(0, names.lengthBytes());
            }
        }
    }
}
