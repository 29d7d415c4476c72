package io.canyon.engine.adapter;

import io.canyon.engine.files.RoomFiles;
import io.canyon.engine.spi.DataAdapter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A JSON file per room. */
public final class FileDataAdapter implements DataAdapter {
    private final RoomFiles files;

    /** @param executor runs the reads and writes */
    public FileDataAdapter(Path folder, Executor executor) {
        files = new RoomFiles(folder, ".json", executor);
    }

    @Override
    public CompletionStage<String> load(String room) {
        return files.read(room)
                .thenApply(text -> text == null
                        ? null
                        : StandardCharsets.UTF_8.decode(text).toString());
    }

    @Override
    public CompletionStage<Void> store(String room, long version, String document) {
        return files.write(room, ByteBuffer.wrap(document.getBytes(StandardCharsets.UTF_8)));
    }

    /** Where the document of {@code room} stands. */
    public Path fileOf(String room) {
        return files.fileOf(room);
    }
}
