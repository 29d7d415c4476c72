package io.canyon.engine.journal;

import io.canyon.engine.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The generations of a data folder, one folder each: {@code gen-3}, or {@code gen-3.cut} once it was set aside, or
 * {@code gen-3.old} for the moment between being retired and being deleted. One thread at a time; everything it changes
 * is forced when it returns.
 */
public final class Generations {
    private static final Pattern FOLDER_NAME = Pattern.compile("gen-(0|[1-9]\\d{0,9})(\\.cut|\\.old)?");
    private static final String CUT = ".cut";
    private static final String OLD = ".old";

    private final Path root;

    private Generations(Path root) {
        this.root = root;
    }

    /** Opens them, and removes what a crash left half created or half deleted. */
    static Generations open(Path root) throws IOException {
        Generations generations = new Generations(root);
        for (Path folder : DurableFiles.children(root)) {
            Matcher name = FOLDER_NAME.matcher(folder.getFileName().toString());
            if (name.matches() && (OLD.equals(name.group(2)) || isHalfCreated(folder, name))) {
                DurableFiles.deleteRecursively(folder);
            }
        }
        DurableFiles.forceFolder(root);
        return generations;
    }

    /** What {@link #list} says of a folder, of which nothing is changed. */
    public static List<Generation> listOf(Path root) throws IOException {
        return new Generations(root).list();
    }

    /** The generations to replay, ascending. One with a damaged header is among them if it holds journals. */
    public List<Generation> list() throws IOException {
        List<Generation> generations = new ArrayList<>();
        for (Path folder : DurableFiles.children(root)) {
            Matcher name = FOLDER_NAME.matcher(folder.getFileName().toString());
            if (name.matches() && name.group(2) == null) {
                generations.add(Generation.load(folder, Long.parseLong(name.group(1))));
            }
        }
        generations.sort((left, right) -> Long.compare(left.number(), right.number()));
        for (int i = 0; i + 1 < generations.size(); i++) {
            generations.set(i, cutBySuccessor(generations.get(i), generations.get(i + 1)));
        }
        return generations;
    }

    /** Number for the next generation, above all that are there in any form. */
    public long nextNumber() throws IOException {
        long next = 1;
        for (Path folder : DurableFiles.children(root)) {
            Matcher name = FOLDER_NAME.matcher(folder.getFileName().toString());
            if (name.matches()) {
                next = Math.max(next, Long.parseLong(name.group(1)) + 1);
            }
        }
        return next;
    }

    /** Begins a generation: its forced header, and an empty folder per shard. */
    public Generation begin(GenerationHeader header) throws IOException {
        if (header.number() < nextNumber()) {
            throw new IllegalArgumentException("generation number was used: value=" + header.number());
        }
        Path folder = folder(header.number(), "");
        Files.createDirectory(folder);
        DurableFiles.forceFolder(root);
        return Generation.create(folder, header);
    }

    /** Removes a generation whose edits are all in snapshots. */
    public void retire(long number) throws IOException {
        Path old = folder(number, OLD);
        DurableFiles.rename(folder(number, ""), old);
        DurableFiles.deleteRecursively(old);
    }

    /** Keeps a generation that could not be read to its end, for people to look at; it is not replayed again. */
    public void setAside(long number) throws IOException {
        DurableFiles.rename(folder(number, ""), folder(number, CUT));
    }

    private Path folder(long number, String suffix) {
        return root.resolve("gen-" + number + suffix);
    }

    private static Generation cutBySuccessor(Generation generation, Generation successor) {
        boolean known = generation.damage().isEmpty() && successor.damage().isEmpty();
        if (!known || successor.header().predecessor() != generation.number()) {
            return generation;
        }
        List<Long> cut = successor.header().predecessorCut();
        return cut.size() == generation.header().shardCount() ? generation.cutAt(cut) : generation;
    }

    private static boolean isHalfCreated(Path folder, Matcher name) throws IOException {
        if (name.group(2) != null) {
            return false;
        }
        Generation generation = Generation.load(folder, Long.parseLong(name.group(1)));
        return !generation.damage().isEmpty() && !generation.isCreated() && !holdsJournals(folder);
    }

    private static boolean holdsJournals(Path generation) throws IOException {
        for (Path shard : DurableFiles.children(generation)) {
            if (Files.isDirectory(shard) && !DurableFiles.children(shard).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
