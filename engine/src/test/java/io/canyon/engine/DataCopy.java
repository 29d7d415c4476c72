package io.canyon.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies data folders as a kill of the engine would leave them. */
public final class DataCopy {
    private DataCopy() {}

    /**
     * Copies generations, then rooms: rooms may be saved meanwhile, which a kill a moment later would leave as well.
     * Generations must not be removed meanwhile.
     */
    public static Path of(Path data, Path target) throws IOException {
        Files.createDirectories(target);
        List<Path> children;
        try (Stream<Path> list = Files.list(data)) {
            children = list.sorted().toList();
        }
        for (Path child : children) {
            String name = child.getFileName().toString();
            if (name.startsWith("gen-") || name.equals("rooms")) {
                copy(child, target.resolve(name));
            }
        }
        return target;
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            try {
                Files.copy(from, to);
            } catch (NoSuchFileException e) {
                if (!from.toString().endsWith(".tmp")) {
                    throw e;
                }
            }
            return;
        }
        Files.createDirectory(to);
        List<Path> children;
        try (Stream<Path> list = Files.list(from)) {
            children = list.toList();
        }
        for (Path child : children) {
            copy(child, to.resolve(child.getFileName()));
        }
    }
}
