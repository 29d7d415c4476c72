package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.OutputType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a room takes when the memory of all documents is about to end. */
class MemoryTest {
    private final CoreRoom room = new CoreRoom(false);

    @BeforeEach
    void fill() {
        room.join(1);
        assertEquals(0, edit("documentPatches", "{'k':{'_exists':true,'x':'aaaa'}}"));
        assertEquals(0, edit("ephemeralPatches", "{'p':{'_exists':true,'x':'aaaa'}}"));
    }

    @AfterEach
    void close() {
        room.close();
        room.segments.close();
    }

    @Test
    void shouldRefuseOnlyWhatGrows() {
        room.issue(CommandType.MEMORY, 0, 0);
        for (String list : new String[] {"documentPatches", "ephemeralPatches"}) {
            String key = list.equals("documentPatches") ? "k" : "p";
            assertEquals(1, edit(list, "{'new':{'_exists':true}}"));
            assertEquals(1, edit(list, "{'" + key + "':{'x':'aaaaa'}}"));
            assertEquals(0, edit(list, "{'" + key + "':{'x':'bbbb'}}"));
            assertEquals(0, edit(list, "{'" + key + "':{'_exists':false}}"));
        }
        room.issue(CommandType.MEMORY, 0, -1);
        assertEquals(0, edit("documentPatches", "{'new':{'_exists':true}}"));
    }

    @Test
    void shouldShareWhatIsLeftAmongTheKeysOfACommand() {
        room.issue(CommandType.MEMORY, 0, 1);
        String text = "y".repeat(10_000);
        assertEquals(
                1,
                edit(
                        "documentPatches",
                        "{'a':{'_exists':true,'x':'" + text + "'},'b':{'_exists':true,'x':'" + text + "'}}"));
        room.issue(CommandType.MEMORY, 0, 1);
        assertEquals(0, edit("documentPatches", "{'b':{'_exists':true,'x':'" + text + "'}}"));
    }

    /** Returns how many keys were refused. */
    private int edit(String list, String keys) {
        room.take();
        room.sends(1, ("{'type':'patch','messageId':'m','" + list + "':[" + keys + "]}").replace('\'', '"'));
        return room.take().stream()
                .filter(output -> output.type() == OutputType.ACK)
                .findFirst()
                .orElseThrow()
                .refusedCount();
    }
}
