package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.spi.Permission;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DocumentUndoTest {
    private final DocumentCoreRoom room = new DocumentCoreRoom();

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void shouldKeepWhatCannotBeTakenBackNow() {
        room.join(1, "a", 1, Command.NONE);
        room.edit(1, 1, 0, "{'n':[1]}");
        room.edit(1, 2, 1, "{'n':[1,2]}");
        room.told();
        room.tell(1, CommandType.PERMISSION, Permission.READ_ONLY.code());
        room.undo(1, true);
        assertEquals(List.of("1 PERMISSION", "77 not done v2"), room.told());
        room.tell(1, CommandType.PERMISSION, Permission.READ_WRITE.code());
        room.undo(1, true);
        assertEquals("{'n':1}", room.document());
        room.tell(-1, CommandType.JOURNAL_FULL, 1);
        room.undo(1, false);
        assertEquals("{'n':1}", room.document());
        room.tell(-1, CommandType.JOURNAL_FULL, 0);
        room.undo(1, false);
        assertEquals("{'n':2}", room.document());
    }
}
