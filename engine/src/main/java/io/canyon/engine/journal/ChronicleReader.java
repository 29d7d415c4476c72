package io.canyon.engine.journal;

import io.canyon.engine.files.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/**
 * Reads the file of a Chronicle Queue without Chronicle, which checks nothing, maps what it reads, trusts every length
 * and writes to what it opens. The file is a chain of documents, each a word and its content:
 *
 * <pre>
 *   31           30        29 .. 0
 *  +------------+---------+----------------+- - - - - -+- - - - +
 *  | incomplete | meta    | content length | content   | to 4 B |
 *  +------------+---------+----------------+- - - - - -+- - - - +
 * </pre>
 *
 * <p>A word of 0 ends the chain. Meta documents (header and indexes) are skipped, all others are frames. A frame whose
 * word was not written yet, or was lost, counts if it is intact and its turn. Behind the end, the rest of the file is
 * searched for frames, which only damage puts there; so is what is skipped.
 */
final class ChronicleReader {
    private static final int WORD_BYTES = 4;
    private static final int INCOMPLETE = 1 << 31;
    private static final int META = 1 << 30;
    private static final int LENGTH_MASK = META - 1;

    /** The header and the indexes take some 64 KiB each at most. */
    private static final int MAX_META_BYTES = 1 << 20;

    /** Frames found behind a hole are at most so many sequences ahead; what is not is payload that looks like one. */
    private static final long MAX_SEQUENCES_LOST = 1L << 32;

    private final FileWindow window;
    private final ReadRange range;
    private final BatchHandler handler;
    private final FrameDecoder decoder;
    private long nextSequence;
    private long position;

    private ChronicleReader(FileWindow window, ReadRange range, BatchHandler handler) {
        this.window = window;
        this.range = range;
        this.handler = handler;
        this.decoder = new FrameDecoder(range.shardIndex());
        this.nextSequence = range.firstSequence();
    }

    static ReadResult read(Path shardFolder, ReadRange range, BatchHandler handler) {
        List<Path> files;
        try {
            files = queueFiles(shardFolder);
        } catch (IOException e) {
            return nothing(range, "folder cannot be read: " + e);
        }
        if (files.isEmpty()) {
            return nothing(range, range.mayBeMissing() ? "" : "file is missing");
        }
        if (files.size() > 1) {
            return nothing(range, "more than one file");
        }
        try (FileChannel channel = FileChannel.open(files.get(0), StandardOpenOption.READ)) {
            return new ChronicleReader(new FileWindow(channel), range, handler).read();
        } catch (IOException e) {
            return nothing(range, "file cannot be opened: " + e);
        }
    }

    private ReadResult read() {
        String damage;
        try {
            damage = walk();
        } catch (IOException e) {
            damage = "file cannot be read: " + e;
        }
        return new ReadResult(nextSequence - range.firstSequence(), nextSequence - 1, damage, position);
    }

    private String walk() throws IOException {
        while (nextSequence <= range.lastSequence()) {
            if (!window.load(position, WORD_BYTES)) {
                return "file ends before its entries do";
            }
            int word = window.bytes().getInt(window.indexOf(position));
            int contentBytes = word & LENGTH_MASK;
            if (word == 0 || (word & INCOMPLETE) != 0) {
                if (!takeUnsealed()) {
                    return damageAtEnd();
                }
            } else {
                String damage = (word & META) != 0 ? skipMeta(contentBytes) : takeFrame(contentBytes);
                if (!damage.isEmpty()) {
                    return damage;
                }
            }
        }
        return "";
    }

    private String skipMeta(int contentBytes) throws IOException {
        long content = position + WORD_BYTES;
        if (contentBytes > MAX_META_BYTES || content + contentBytes > window.sizeBytes()) {
            return "document length out of range";
        }
        long frame = findFrame(content, content + contentBytes);
        if (frame >= 0) {
            return "document hides entries: position " + frame;
        }
        advance(contentBytes);
        return "";
    }

    private String takeFrame(int contentBytes) throws IOException {
        long content = position + WORD_BYTES;
        int payloadBytes = contentBytes - JournalFrame.HEADER_LENGTH_BYTES;
        if (payloadBytes < 0
                || payloadBytes > JournalFrame.MAX_PAYLOAD_BYTES
                || content + contentBytes > window.sizeBytes()) {
            return "document length out of range";
        }
        if (!window.load(content, contentBytes)) {
            return "file became shorter";
        }
        int index = window.indexOf(content);
        String damage = decoder.headerDamage(window.bytes(), index);
        if (!damage.isEmpty()) {
            return damage;
        }
        if (decoder.payloadLength(window.bytes(), index) != payloadBytes) {
            return "frame and document differ in length";
        }
        if (!decoder.isIntact(window.bytes(), index)) {
            return "wrong checksum";
        }
        if (decoder.sequence(window.bytes(), index) != nextSequence) {
            return "sequence is not contiguous";
        }
        deliver(index, payloadBytes);
        return "";
    }

    private boolean takeUnsealed() throws IOException {
        long content = position + WORD_BYTES;
        if (!window.load(content, JournalFrame.HEADER_LENGTH_BYTES)) {
            return false;
        }
        int index = window.indexOf(content);
        if (!decoder.headerDamage(window.bytes(), index).isEmpty()
                || decoder.sequence(window.bytes(), index) != nextSequence) {
            return false;
        }
        int payloadBytes = decoder.payloadLength(window.bytes(), index);
        if (!window.load(content, JournalFrame.HEADER_LENGTH_BYTES + payloadBytes)) {
            return false;
        }
        index = window.indexOf(content);
        if (!decoder.isIntact(window.bytes(), index)) {
            return false;
        }
        deliver(index, payloadBytes);
        return true;
    }

    private void deliver(int index, int payloadBytes) {
        handler.onBatch(nextSequence, decoder.payload(window.bytes(), index), 0, payloadBytes);
        nextSequence++;
        advance(JournalFrame.HEADER_LENGTH_BYTES + payloadBytes);
    }

    private void advance(int contentBytes) {
        long end = position + WORD_BYTES + contentBytes;
        position = end + WORD_BYTES - 1 & -WORD_BYTES;
    }

    private String damageAtEnd() throws IOException {
        // At the end itself stands the entry that a kill interrupted, if any.
        long frame = findFrame(position + 2 * WORD_BYTES, window.sizeBytes());
        if (frame >= 0) {
            return "entries are missing: more of them at position " + frame;
        }
        return range.lastSequence() == ReadRange.TO_THE_END ? "" : "entries are missing at the end";
    }

    /** Position of the first thing that looks like a frame yet to come, negative if there is none. */
    private long findFrame(long from, long to) throws IOException {
        for (long at = from; at < to && window.load(at, JournalFrame.HEADER_LENGTH_BYTES); at += WORD_BYTES) {
            int index = window.indexOf(at);
            long words = window.bytes().getLong(index);
            if ((int) words == JournalFrame.MAGIC && isLaterFrame(index)) {
                return at;
            }
            if (words == 0) {
                at += WORD_BYTES;
            }
        }
        return -1;
    }

    private boolean isLaterFrame(int index) {
        long ahead = decoder.sequence(window.bytes(), index) - nextSequence;
        return ahead >= 0
                && ahead <= MAX_SEQUENCES_LOST
                && decoder.headerDamage(window.bytes(), index).isEmpty();
    }

    private static ReadResult nothing(ReadRange range, String damage) {
        return new ReadResult(0, range.firstSequence() - 1, damage, 0);
    }

    private static List<Path> queueFiles(Path folder) throws IOException {
        try {
            return DurableFiles.children(folder).stream()
                    .filter(ChronicleReader::isQueueFile)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static boolean isQueueFile(Path file) {
        return file.toString().endsWith(SingleChronicleQueue.SUFFIX) && Files.isRegularFile(file);
    }
}
