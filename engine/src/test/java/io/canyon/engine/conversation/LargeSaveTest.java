package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.document.DocumentSnapshot;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.snapshot.RoomCut;
import io.canyon.engine.snapshot.RoomSnapshot;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots that are encoded while their room goes on. */
@Timeout(300)
class LargeSaveTest {
    private static final int KEYS = 4_000;
    private static final int STOP_AT_BYTES = 100_000;

    private final CoreRoom room = new CoreRoom(true);

    @BeforeEach
    void fill() {
        room.join(1);
        for (int i = 0; i < KEYS; i++) {
            edit(i, "\"a text that is long enough to be kept outside of its entry\"");
        }
        room.take();
    }

    @AfterEach
    void shouldHaveAllSegmentsBack() {
        room.close();
        assertEquals(0, room.segments.segmentsInUse());
        room.segments.close();
    }

    @Test
    void shouldSaveTheRoomOfItsVersionWhileTheEncoderIsStoppedHalfWay() throws Exception {
        ByteBuffer expected = RoomSnapshot.encode(room.room);
        long hash = DocumentSnapshot.stateHash(room.room.document());
        StoppingBuffer buffer = new StoppingBuffer(STOP_AT_BYTES);
        RoomCut cut = RoomCut.of(room.room);
        CompletableFuture<ByteBuffer> saved = CompletableFuture.supplyAsync(() -> cut.encode(buffer));
        buffer.awaitStop();
        for (int i = 0; i < KEYS; i += 2) {
            edit(i, "\"another text, that is long enough as well, I should think\"");
            assertEquals("ACK s1 v" + (KEYS + 1 + i / 2), room.takeNames().get(0));
        }
        // A new range of versions must not show in what was cut before it.
        room.room.openRange(1L << 32);
        assertTrue(room.segments.segmentsInUse() > room.room.document().segments() / 2);
        buffer.goOn();
        assertEquals(expected, saved.get(60, TimeUnit.SECONDS));
        room.room.document().reclaim();
        assertEquals(room.room.document().segments(), room.segments.segmentsInUse());
        try (CoreRoom loaded = new CoreRoom(true)) {
            RoomSnapshot.decode(saved.join(), loaded.room);
            assertEquals(KEYS, loaded.room.version());
            assertEquals(hash, DocumentSnapshot.stateHash(loaded.room.document()));
        }
    }

    @Test
    void shouldGiveTheMemoryBackWhenTheRoomGoesFirst() throws Exception {
        StoppingBuffer buffer = new StoppingBuffer(STOP_AT_BYTES);
        ByteBuffer expected = RoomSnapshot.encode(room.room);
        RoomCut cut = RoomCut.of(room.room);
        CompletableFuture<ByteBuffer> saved = CompletableFuture.supplyAsync(() -> cut.encode(buffer));
        buffer.awaitStop();
        room.issue(CommandType.LEAVE, 1);
        room.close();
        assertTrue(room.segments.segmentsInUse() > 0);
        buffer.goOn();
        assertEquals(expected, saved.get(60, TimeUnit.SECONDS));
    }

    private void edit(int key, String value) {
        room.sends(
                1,
                "{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{\"key" + key
                        + "\":{\"_exists\":true,\"x\":" + value + "}}]}");
    }
}
