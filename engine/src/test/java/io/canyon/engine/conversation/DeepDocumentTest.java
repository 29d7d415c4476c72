package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.edit.Smile;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Documents as deep as they may be. */
class DeepDocumentTest {
    private final DocumentCoreRoom room = new DocumentCoreRoom();

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void shouldKeepDeepDocuments() {
        String deepest = nested("{'a':", Smile.MAX_DEPTH - 1, "1", "}");
        begin(deepest);
        assertEquals(List.of("1 ack 1 v1"), room.told());
        room.save();
        room.restart(0);
        assertEquals(deepest, room.document());
    }

    @Test
    void shouldRefuseWhatGoesTooDeep() {
        begin(nested("{'a':", 100, "1", "}"));
        room.told();
        String fitting = nested("[", 27, "1", "]");
        room.edit(1, 2, 1, nested("{'a':", 100, "[1,[" + fitting + "]]", "}"));
        room.edit(1, 2, 1, nested("{'a':", 99, "{'new':[[" + nested("[", 28, "", "]") + "]]}", "}"));
        assertEquals(List.of("1 reject 2 invalid v1", "1 reject 2 invalid v1"), room.told());
        room.edit(1, 2, 1, nested("{'a':", 100, "[1," + fitting + "]", "}"));
        assertEquals(List.of("1 ack 2 v2"), room.told());
        assertEquals(nested("{'a':", 100, fitting, "}"), room.document());
    }

    private void begin(String document) {
        room.join(1, "a", 1, -1);
        room.told();
        room.edit(1, 1, 0, "[0," + document + "]");
        room.outputs();
    }

    private static String nested(String open, int count, String inside, String close) {
        return open.repeat(count) + inside + close.repeat(count);
    }
}
