package io.canyon.engine;

import io.canyon.engine.recovery.DataInspection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks into the data folder of an engine that does not run. Changes nothing in it. One thread. */
public final class DataInspector implements AutoCloseable {
    private final DataInspection inspection;

    private DataInspector(DataInspection inspection) {
        this.inspection = inspection;
    }

    /**
     * Opens a data folder; no engine starts on it until it is closed.
     *
     * @throws DataFolderInUseException if an engine has it open
     * @throws IOException if there is no such folder, or it cannot be read
     */
    public static DataInspector open(Path folder) throws IOException {
        return new DataInspector(DataInspection.open(folder));
    }

    /**
     * Reads every journal.
     *
     * @param line takes one line per journal
     * @return false if something is damaged
     */
    public boolean verify(Consumer<String> line) {
        return inspection.verify(line);
    }

    /**
     * Tells every edit that can be read, one line each.
     *
     * @param room only this room's; null for all
     * @param line takes the lines
     * @return false if there is damage behind what was told
     */
    public boolean dump(String room, Consumer<String> line) {
        return inspection.dump(room, line);
    }

    /**
     * The document of a room, as its snapshot and the journal have it, in JSON: its live entries as one object, or what
     * it is if it is one document.
     *
     * @return empty if there is no such room
     * @throws IllegalStateException if its snapshot, or the header of a generation, cannot be read
     */
    public Optional<String> export(String room) {
        return inspection.export(room);
    }

    @Override
    public void close() throws IOException {
        inspection.close();
    }
}
