package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArenaTest {
    @Test
    void shouldKeepBlocksApart() {
        SegmentPool pool = new SegmentPool(4);
        for (long seed = 0; seed < 20; seed++) {
            Arena arena = new Arena(pool);
            Random random = new Random(seed);
            List<int[]> blocks = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                if (random.nextInt(3) == 0 && !blocks.isEmpty()) {
                    int[] block = blocks.remove(random.nextInt(blocks.size()));
                    check(arena, block, seed);
                    arena.free(block[0], block[1]);
                } else {
                    int length = random.nextInt(10) == 0 ? random.nextInt(32 * 1024) + 1 : random.nextInt(600) + 1;
                    int[] block = {arena.allocate(length), length, random.nextInt(256)};
                    arena.forWrite(block[0]).setMemory(Arena.offset(block[0]), length, (byte) block[2]);
                    blocks.add(block);
                }
            }
            for (int[] block : blocks) {
                check(arena, block, seed);
                arena.free(block[0], block[1]);
            }
            assertEquals(0, arena.usedBytes(), "seed=" + seed);
            arena.close();
            assertEquals(0, pool.segmentsInUse(), "seed=" + seed);
        }
        pool.close();
    }

    @Test
    void shouldGiveAFreedBlockToTheNextOfItsClass() {
        SegmentPool pool = new SegmentPool(0);
        Arena arena = new Arena(pool);
        int block = arena.allocate(700);
        arena.allocate(700);
        arena.free(block, 700);
        assertEquals(block, arena.allocate(768));
        assertThrows(IllegalArgumentException.class, () -> arena.allocate(Arena.MAX_BLOCK_BYTES + 1));
        arena.close();
    }

    private static void check(Arena arena, int[] block, long seed) {
        for (int i = 0; i < block[1]; i++) {
            byte b = arena.forRead(block[0]).getByte(Arena.offset(block[0]) + i);
            assertEquals((byte) block[2], b, "seed=" + seed);
        }
    }
}
