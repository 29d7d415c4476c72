package io.canyon.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Data folders that stand packed among the resources, each file by itself. */
final class GoldenFolder {
    private GoldenFolder() {}

    /** @param resource ends with a slash */
    static void unpack(String resource, List<String> files, Path target) throws IOException {
        for (String name : files) {
            Path file = target.resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream packed = GoldenFolder.class.getResourceAsStream(resource + name + ".gz")) {
                Files.copy(new GZIPInputStream(packed), file);
            }
        }
    }

    static void pack(Path folder, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path packed = target.resolve(folder.relativize(file) + ".gz");
                Files.createDirectories(packed.getParent());
                try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
                    Files.copy(file, out);
                }
            }
        }
    }
}
