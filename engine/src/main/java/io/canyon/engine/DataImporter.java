package io.canyon.engine;

import io.canyon.engine.recovery.DataImport;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Puts rooms into the data folder of an engine that does not run. What is put there goes on in a new range of versions,
 * so that editors who have seen other states of the room are recognised, and healed or told. One thread.
 */
public final class DataImporter implements AutoCloseable {
    private final DataImport imports;

    private DataImporter(DataImport imports) {
        this.imports = imports;
    }

    /**
     * Opens a data folder, which is created if it is missing; no engine starts on it until it is closed.
     *
     * @throws DataFolderInUseException if an engine has it open
     * @throws IOException if it cannot be read or written
     * @throws IllegalStateException if the header of a generation is damaged
     */
    public static DataImporter open(Path folder) throws IOException {
        return new DataImporter(DataImport.open(folder));
    }

    /** Whether there is such a room. */
    public boolean contains(String room) {
        return imports.contains(room);
    }

    /**
     * Saves a room with the document that {@link DataInspector#export} gave; on disk when this returns. A room of that
     * name is replaced, and its editors see that as one edit.
     *
     * @param document one JSON object of objects, in UTF-8
     * @return the room's version
     * @throws IllegalArgumentException if it is no such document, or the room is one document; nothing is changed then
     * @throws IllegalStateException if the room that is there cannot be read
     */
    public long importDocument(String room, byte[] document) {
        return imports.importDocument(room, document);
    }

    /**
     * Saves a room that is one document; on disk when this returns. A room of that name is replaced, and its clients
     * see that as one edit.
     *
     * @param document any JSON value, in UTF-8
     * @return the room's version
     * @throws IllegalArgumentException if it is no JSON, or the room is of records; nothing is changed then
     * @throws IllegalStateException if the room that is there cannot be read
     */
    public long importWhole(String room, byte[] document) {
        return imports.importWhole(room, document);
    }

    /**
     * Saves a room with what canvas-store-server's FileStorage wrote of it; on disk when this returns.
     *
     * @param file {@code {"timestamp", "state", "timestamps"}}, in UTF-8
     * @return the room's version
     * @throws IllegalArgumentException if it is no such file, or there is a room of that name; nothing is changed then
     */
    public long importCanvasStore(String room, byte[] file) {
        return imports.importCanvasStore(room, file);
    }

    @Override
    public void close() throws IOException {
        imports.close();
    }
}
