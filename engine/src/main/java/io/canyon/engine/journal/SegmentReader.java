package io.canyon.engine.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads the file of a {@link SegmentEntries}: frames up to a header of zeros. The rest of the file is then searched for
 * frames, which only damage puts there.
 */
final class SegmentReader {
    private static final int STEP_BYTES = SegmentEntries.ALIGNMENT_BYTES;

    private final FileWindow window;
    private final ReadRange range;
    private final BatchHandler handler;
    private final FrameDecoder decoder;
    private long nextSequence;
    private long position;

    private SegmentReader(FileWindow window, ReadRange range, BatchHandler handler) {
        this.window = window;
        this.range = range;
        this.handler = handler;
        this.decoder = new FrameDecoder(range.shardIndex());
        this.nextSequence = range.firstSequence();
    }

    static ReadResult read(Path file, ReadRange range, BatchHandler handler) {
        if (Files.notExists(file)) {
            return nothing(range, range.mayBeMissing() ? "" : "file is missing");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new SegmentReader(new FileWindow(channel), range, handler).read();
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
            if (!window.load(position, JournalFrame.HEADER_LENGTH_BYTES)) {
                return "file ends before its entries do";
            }
            if (isEmptyHeader()) {
                return damageAtEnd();
            }
            String damage = takeFrame();
            if (!damage.isEmpty()) {
                return damage;
            }
        }
        return "";
    }

    private boolean isEmptyHeader() {
        int index = window.indexOf(position);
        long bits = 0;
        for (int i = 0; i < JournalFrame.HEADER_LENGTH_BYTES; i += Long.BYTES) {
            bits |= window.bytes().getLong(index + i);
        }
        return bits == 0;
    }

    private String takeFrame() throws IOException {
        String damage = decoder.headerDamage(window.bytes(), window.indexOf(position));
        if (!damage.isEmpty()) {
            return damage;
        }
        int payloadBytes = decoder.payloadLength(window.bytes(), window.indexOf(position));
        if (!window.load(position, JournalFrame.HEADER_LENGTH_BYTES + payloadBytes)) {
            return "file ends before its entries do";
        }
        int index = window.indexOf(position);
        if (!decoder.isIntact(window.bytes(), index)) {
            return "wrong checksum";
        }
        if (decoder.sequence(window.bytes(), index) != nextSequence) {
            return "sequence is not contiguous";
        }
        handler.onBatch(nextSequence, decoder.payload(window.bytes(), index), 0, payloadBytes);
        nextSequence++;
        position += SegmentEntries.frameBytes(payloadBytes);
        return "";
    }

    private String damageAtEnd() throws IOException {
        // At the end itself stands the payload of the entry that a kill interrupted, if any.
        long from = position + STEP_BYTES;
        for (long at = from; window.load(at, JournalFrame.HEADER_LENGTH_BYTES); at += STEP_BYTES) {
            if (isLaterFrame(at)) {
                return "entries are missing: more of them at position " + at;
            }
        }
        return range.lastSequence() == ReadRange.TO_THE_END ? "" : "entries are missing at the end";
    }

    /** Whether there is an intact frame; a payload may look like one, but not with the right sum by accident. */
    private boolean isLaterFrame(long at) throws IOException {
        int index = window.indexOf(at);
        if (window.bytes().getInt(index) != JournalFrame.MAGIC
                || !decoder.headerDamage(window.bytes(), index).isEmpty()
                || decoder.sequence(window.bytes(), index) < nextSequence) {
            return false;
        }
        int payloadBytes = decoder.payloadLength(window.bytes(), index);
        return window.load(at, JournalFrame.HEADER_LENGTH_BYTES + payloadBytes)
                && decoder.isIntact(window.bytes(), window.indexOf(at));
    }

    private static ReadResult nothing(ReadRange range, String damage) {
        return new ReadResult(0, range.firstSequence() - 1, damage, 0);
    }
}
