package io.canyon.engine.dialect.jsonpatch;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.canyon.engine.edit.PatchCursor;
import io.canyon.engine.edit.PointerCursor;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a peer can send as a patch, in JSON or Smile, is refused, or can be walked over to its end. Jazzer changes the
 * classes of its JVM, so this runs alone: {@code JAZZER_FUZZ=1 mvn -pl engine test -Dtest=JsonPatchFuzzer}.
 */
class JsonPatchFuzzer {
    private final JsonPatchDecoder decoder = new JsonPatchDecoder(128, 1 << 20);

    @FuzzTest(maxDuration = "10s")
    void shouldRefuseWhatIsNoPatch(FuzzedDataProvider data) {
        boolean isSmile = data.consumeBoolean();
        UnsafeBuffer bytes = new UnsafeBuffer(data.consumeRemainingAsBytes());
        boolean isPatch =
                (isSmile ? decoder.readSmile(bytes, 0, bytes.capacity()) : decoder.readJson(bytes, 0, bytes.capacity()))
                        == null;
        PatchCursor operation = new PatchCursor().wrap(decoder.buffer(), 0, isPatch ? decoder.lengthBytes() : 0);
        PointerCursor pointer = new PointerCursor();
        while (operation.next()) {
            pointer.wrap(operation.buffer(), operation.pathOffset());
            while (pointer.next()) {
                pointer.index();
                pointer.name();
            }
        }
    }
}
