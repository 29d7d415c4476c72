package io.canyon.engine.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.canyon.engine.edit.Smile;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a service can send as Smile is refused, or becomes a value in the engine's form. Jazzer changes the classes of
 * its JVM, so this runs alone: {@code JAZZER_FUZZ=1 mvn -pl engine test -Dtest=SmileFuzzer}.
 */
class SmileFuzzer {
    private static final int MAX_DEPTH = 64;

    @FuzzTest(maxDuration = "10s")
    void shouldRefuseWhatIsNoSmile(FuzzedDataProvider data) {
        byte[] bytes = data.consumeRemainingAsBytes();
        SmileReader reader = new SmileReader(MAX_DEPTH);
        if (reader.read(new UnsafeBuffer(bytes), 0, bytes.length)) {
            UnsafeBuffer value = new UnsafeBuffer(new byte[reader.lengthBytes()]);
            value.putBytes(0, reader.buffer(), reader.offset(), reader.lengthBytes());
            assertTrue(new SmileCheck(MAX_DEPTH).isOurs(value, 0, value.capacity()));
            assertEquals(value.capacity(), Smile.skip(value, 0));
        }
    }
}
