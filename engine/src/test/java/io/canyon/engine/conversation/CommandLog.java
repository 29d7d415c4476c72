package io.canyon.engine.conversation;

import io.canyon.engine.dialect.DecodeResult;
import io.canyon.engine.dialect.canvas.CanvasDialect;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The commands of a random conversation in one room, as bytes. */
final class CommandLog {
    static final String ROOM = "room";

    private final List<byte[]> commands = new ArrayList<>();
    private final CanvasDialect dialect = new CanvasDialect(128, 1 << 20);
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final Random random;
    private final RandomFrames frames;
    private final List<Long> sessions = new ArrayList<>();
    private long opened;
    private boolean isJournalFull;

    CommandLog(long seed) {
        random = new Random(seed);
        frames = new RandomFrames(random);
    }

    List<byte[]> random(int count) {
        while (commands.size() < count) {
            if (sessions.isEmpty() || random.nextInt(20) == 0) {
                join();
            }
            long session = sessions.get(random.nextInt(sessions.size()));
            switch (random.nextInt(24)) {
                case 0 -> {
                    sessions.remove(session);
                    plain(CommandType.LEAVE, session, 0);
                }
                case 1 -> plain(CommandType.PERMISSION, session, 1 + random.nextInt(2));
                case 2 -> plain(CommandType.LAGGING, session, 0);
                case 3 -> plain(CommandType.DRAINED, session, 0);
                case 4, 5, 6 -> plain(CommandType.BATCH_END, 0, 0);
                case 7 -> {
                    isJournalFull = !isJournalFull && random.nextInt(4) == 0;
                    plain(CommandType.JOURNAL_FULL, 0, isJournalFull ? 1 : 0);
                }
                case 8 -> decode(session, frames.reconnect(random.nextInt(count)));
                case 9 -> decode(session, frames.patch("anna-resync-1"));
                default -> decode(session, frames.patch());
            }
        }
        return commands;
    }

    private void join() {
        byte[] id = (random.nextBoolean() ? "anna" : "ben").getBytes(StandardCharsets.UTF_8);
        byte[] name = ROOM.getBytes(StandardCharsets.UTF_8);
        Command.putHeader(buffer, 0, CommandType.JOIN, ++opened, 1, 0);
        Command.putLengths(buffer, 0, id.length, name.length, 0, 0);
        buffer.putBytes(Command.HEADER_BYTES, id);
        buffer.putBytes(Command.HEADER_BYTES + id.length, name);
        sessions.add(opened);
        add(Command.HEADER_BYTES + id.length + name.length);
    }

    private void plain(CommandType type, long session, int value) {
        Command.putHeader(buffer, 0, type, session, value, 0);
        add(Command.HEADER_BYTES);
    }

    private void decode(long session, String frame) {
        byte[] text = frame.getBytes(StandardCharsets.UTF_8);
        if (dialect.decode(session, new UnsafeBuffer(text), 0, text.length, buffer, 0) == DecodeResult.COMMAND) {
            add(dialect.commandLengthBytes());
        }
    }

    private void add(int lengthBytes) {
        byte[] command = new byte[lengthBytes];
        buffer.getBytes(0, command);
        commands.add(command);
    }
}
