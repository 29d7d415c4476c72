package io.canyon.engine.journal;

import io.canyon.engine.files.DurableFiles;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A generation on disk: its header, the folders of its shards, and whether it was left cleanly. Immutable. */
public final class Generation {
    /** Sequence of the first batch of a shard in the generations that engines begin. */
    public static final long FIRST_SEQUENCE = 1;

    static final String HEADER_FILE = "header";
    /** There when the journals of all shards have been. */
    static final String CREATED_FILE = "CREATED";

    static final String CLEAN_FILE = "CLEAN";

    private static final int HEADER_MAGIC = 0x48594E43;
    private static final int CLEAN_MAGIC = 0x43594E43;
    private static final int CLEAN_FORMAT_VERSION = 1;

    private final Path folder;
    private final long number;
    private final GenerationHeader header;
    private final String damage;
    private final List<Long> lastSequences;
    private final List<Long> cut;

    private Generation(
            Path folder,
            long number,
            GenerationHeader header,
            String damage,
            List<Long> lastSequences,
            List<Long> cut) {
        this.folder = folder;
        this.number = number;
        this.header = header;
        this.damage = damage;
        this.lastSequences = lastSequences;
        this.cut = cut;
    }

    static Generation load(Path folder, long number) {
        GenerationHeader header;
        try {
            header = GenerationHeader.decode(
                    SealedFile.read(folder.resolve(HEADER_FILE), HEADER_MAGIC, GenerationHeader.FORMAT_VERSION));
        } catch (IOException | IllegalArgumentException e) {
            return new Generation(folder, number, null, "header cannot be read: " + e, List.of(), List.of());
        }
        if (header.number() != number) {
            String damage = "header of another generation: number=" + header.number();
            return new Generation(folder, number, null, damage, List.of(), List.of());
        }
        return new Generation(folder, number, header, "", readClean(folder, header), List.of());
    }

    static Generation create(Path folder, GenerationHeader header) throws IOException {
        SealedFile.write(folder.resolve(HEADER_FILE), HEADER_MAGIC, GenerationHeader.FORMAT_VERSION, header.encode());
        Generation generation = new Generation(folder, header.number(), header, "", List.of(), List.of());
        for (int shard = 0; shard < header.shardCount(); shard++) {
            Files.createDirectory(generation.shardFolder(shard));
        }
        DurableFiles.forceFolder(folder);
        return generation;
    }

    /** This generation as its successor recovered it. */
    Generation cutAt(List<Long> sequences) {
        return new Generation(folder, number, header, damage, lastSequences, sequences);
    }

    public long number() {
        return number;
    }

    public Path folder() {
        return folder;
    }

    /** What is wrong with the header, empty if nothing is. There are journals in a generation that has damage. */
    public String damage() {
        return damage;
    }

    /**
     * The header.
     *
     * @throws IllegalStateException if it has {@link #damage}
     */
    public GenerationHeader header() {
        if (header == null) {
            throw new IllegalStateException("generation " + number + ": " + damage);
        }
        return header;
    }

    /** True if {@link #markClean} was the last that was done with it. */
    public boolean isClean() {
        return !lastSequences.isEmpty();
    }

    public Path shardFolder(int shardIndex) {
        return folder.resolve("shard-" + shardIndex);
    }

    /** The journal to create for a shard of a generation that just began. */
    public JournalSpec journalSpec(int shardIndex) {
        return new JournalSpec(
                shardFolder(shardIndex),
                number,
                shardIndex,
                header().firstSequences().get(shardIndex));
    }

    /** What to read of a shard: up to the cut in the next generation's header, else what was there at a clean stop. */
    public ReadRange readRange(int shardIndex) {
        return range(shardIndex, cut.isEmpty() ? lastSequences : cut);
    }

    /** What there is of a shard, that of a lost timeline behind the cut included. */
    public ReadRange wholeRange(int shardIndex) {
        return range(shardIndex, lastSequences);
    }

    /** Writes down, forced, that the journals of all shards have been created: from now on one that lacks is lost. */
    public void markCreated() throws IOException {
        DurableFiles.write(folder.resolve(CREATED_FILE), ByteBuffer.allocate(0));
    }

    boolean isCreated() {
        return Files.exists(folder.resolve(CREATED_FILE));
    }

    /**
     * Writes down, forced, that this generation ended as it should; call it when all journals are closed and forced.
     *
     * @param shardLastSequences last sequence appended, per shard; one less than the first if there was none
     */
    public void markClean(List<Long> shardLastSequences) throws IOException {
        if (shardLastSequences.size() != header().shardCount()) {
            throw new IllegalArgumentException("shards differ: value=" + shardLastSequences.size());
        }
        ByteBuffer body = SealedFile.newBody(1 + shardLastSequences.size());
        body.putLong(number);
        shardLastSequences.forEach(body::putLong);
        SealedFile.write(folder.resolve(CLEAN_FILE), CLEAN_MAGIC, CLEAN_FORMAT_VERSION, body);
    }

    private ReadRange range(int shardIndex, List<Long> last) {
        long firstSequence = header().firstSequences().get(shardIndex);
        long lastSequence = last.isEmpty() ? ReadRange.TO_THE_END : last.get(shardIndex);
        return new ReadRange(shardIndex, firstSequence, lastSequence, isCreated());
    }

    /** Last sequences per shard, empty unless the mark is intact and fits. */
    private static List<Long> readClean(Path folder, GenerationHeader header) {
        Path file = folder.resolve(CLEAN_FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            ByteBuffer body =
                    SealedFile.read(file, CLEAN_MAGIC, CLEAN_FORMAT_VERSION).body();
            boolean fits = body.getLong() == header.number();
            return fits ? GenerationHeader.longs(body, header.shardCount()) : List.of();
        } catch (IOException | BufferUnderflowException damaged) {
            // No mark and a bad mark mean the same: read to the end, and trust the checksums only.
            return List.of();
        }
    }
}
