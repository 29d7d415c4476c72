package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Presence keys that several sessions show. */
class SharedPresenceTest {
    private final CoreRoom room = new CoreRoom(false);

    @AfterEach
    void shouldHaveAllSegmentsBack() {
        room.close();
        assertEquals(0, room.segments.segmentsInUse());
        room.segments.close();
    }

    @Test
    void shouldTakeAKeyAwayWithTheLastWhoShowsIt() {
        for (int session = 1; session <= 4; session++) {
            room.join(session);
        }
        shows(1, "'a':{'_exists':true},'b':{'_exists':true}");
        shows(2, "'b':{'_exists':true},'c':{'_exists':true}");
        shows(3, "'b':{'_exists':true,'x':1},'c':{'_exists':true}");
        shows(3, "'b':{'x':2},'c':{'_exists':false},'a':{'_exists':false}");
        assertEquals(List.of("{'a':{'_exists':false}}"), leaves(1));
        assertEquals(List.of("{'c':{'_exists':false}}"), leaves(2));
        shows(4, "'b':{'_exists':true}");
        shows(4, "'b':{'_exists':false}");
        assertEquals(List.of("{'b':{'_exists':false}}"), leaves(3));
        assertEquals(List.of(), leaves(4));
    }

    private void shows(int session, String keys) {
        room.sends(
                session, ("{'type':'patch','messageId':'m','ephemeralPatches':[{" + keys + "}]}").replace('\'', '"'));
        room.take();
    }

    /** What the others are told then. */
    private List<String> leaves(int session) {
        room.issue(CommandType.LEAVE, session);
        return room.take().stream()
                .filter(output -> output.type() == OutputType.BROADCAST)
                .map(this::presence)
                .toList();
    }

    private String presence(Output output) {
        Object patches = Json.map(Json.parse(room.text(output))).get("ephemeralPatches");
        return Json.write(Json.list(patches).get(0)).replace('"', '\'');
    }
}
