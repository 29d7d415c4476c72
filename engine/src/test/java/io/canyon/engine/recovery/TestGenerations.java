package io.canyon.engine.recovery;

import io.canyon.engine.JournalKind;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.journal.DataFolder;
import io.canyon.engine.journal.EditRecord;
import io.canyon.engine.journal.Generation;
import io.canyon.engine.journal.GenerationHeader;
import io.canyon.engine.journal.Journal;
import io.canyon.engine.journal.JournalSettings;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.journal.ReadRange;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes generations of one shard as an engine would between checkpoints. Batches are given as {@code "r1 s7"}: in room
 * r the first version of the generation's range sets k1.n to its version, in room s the seventh k7.n.
 */
final class TestGenerations {
    static final JournalSettings SETTINGS = new JournalSettings(1 << 20, 64 << 10, 0, 0);

    private final Path root;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

    TestGenerations(Path root) {
        this.root = root;
    }

    /** Writes a generation as a kill leaves it. */
    void write(long number, long firstVersion, String... batches) throws IOException {
        try (DataFolder folder = DataFolder.open(root)) {
            append(begin(folder, number, firstVersion), batches);
        }
    }

    void writeCleanly(long number, long firstVersion, String... batches) throws IOException {
        try (DataFolder folder = DataFolder.open(root)) {
            Generation generation = begin(folder, number, firstVersion);
            append(generation, batches);
            generation.markClean(List.of((long) batches.length));
        }
    }

    /** Flips a bit of an edit, or flips it back. */
    void damage(long number, String edit) throws IOException {
        Path file = root.resolve("gen-" + number + "/shard-0/entries.seg");
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int at = content.indexOf(edit.substring(0, 1) + "author of " + edit);
        if (at < 0) {
            throw new AssertionError("no such edit: " + edit);
        }
        try (RandomAccessFile entries = new RandomAccessFile(file.toFile(), "rw")) {
            // The version, which nothing but the checksum protects.
            int version = at - EditRecord.HEADER_BYTES + 12;
            entries.seek(version);
            entries.write(content.charAt(version) ^ 1);
        }
    }

    private static Generation begin(DataFolder folder, long number, long firstVersion) throws IOException {
        List<Generation> before = folder.generations().list();
        boolean isFirst = before.isEmpty();
        return folder.generations()
                .begin(new GenerationHeader(
                        number,
                        firstVersion,
                        List.of(Generation.FIRST_SEQUENCE),
                        isFirst
                                ? GenerationHeader.NO_PREDECESSOR
                                : before.get(before.size() - 1).number(),
                        isFirst ? List.of() : List.of(ReadRange.TO_THE_END),
                        JournalKind.SEGMENTS));
    }

    private void append(Generation generation, String... batches) throws IOException {
        try (Journal journal = JournalStorage.of(JournalKind.SEGMENTS, SETTINGS).create(generation.journalSpec(0))) {
            for (String batch : batches) {
                int length = 0;
                for (String edit : batch.split(" ")) {
                    length += put(length, edit, generation.header().firstVersion());
                }
                if (!journal.reserve(length)) {
                    throw new AssertionError("no room in the journal");
                }
                journal.append(buffer, 0, length);
            }
            journal.force();
            generation.markCreated();
        }
    }

    private int put(int offset, String edit, long firstVersion) {
        byte[] room = edit.substring(0, 1).getBytes(StandardCharsets.UTF_8);
        byte[] author = ("author of " + edit).getBytes(StandardCharsets.UTF_8);
        String key = "k" + edit.substring(1);
        long version = firstVersion + Long.parseLong(edit.substring(1));
        int editOffset = offset + EditRecord.HEADER_BYTES + room.length + author.length;
        buffer.putBytes(offset + EditRecord.HEADER_BYTES, room);
        buffer.putBytes(editOffset - author.length, author);
        EditWriter writer = new EditWriter().wrap(buffer, editOffset);
        UnsafeBuffer names = new UnsafeBuffer((key + "n").getBytes(StandardCharsets.UTF_8));
        int step = writer.beginStep();
        writer.operation(EditFormat.OBJECT);
        int member = writer.beginMember(names, 0, key.length());
        writer.operation(EditFormat.RECORD);
        int field = writer.beginMember(names, key.length(), 1);
        writer.operation(EditFormat.SET);
        writer.values().writeInteger(version);
        writer.endMember(field);
        writer.endMember(member);
        writer.endStep(step);
        int editLength = writer.position() - editOffset;
        return EditRecord.putHeader(buffer, offset, version, EditRecord.NONE, room.length, author.length, editLength);
    }
}
