package io.canyon.engine;

import io.canyon.engine.EngineStartException.Code;
import io.canyon.engine.journal.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens data folders with errors that an operator understands. */
final class DataFolders {
    private static final Logger LOG = LoggerFactory.getLogger(DataFolders.class);

    private DataFolders() {}

    static DataFolder open(Path path) {
        try {
            return DataFolder.open(path);
        } catch (DataFolderInUseException e) {
            throw new EngineStartException(
                    Code.DATA_FOLDER_IN_USE, "Data folder is in use by another engine: " + path.toAbsolutePath(), e);
        } catch (IOException e) {
            throw new EngineStartException(
                    Code.DATA_FOLDER_NOT_WRITABLE, "Data folder cannot be used: " + e.getMessage(), e);
        }
    }

    static void close(DataFolder folder) {
        try {
            folder.close();
        } catch (IOException e) {
            LOG.error("data folder cannot be closed", e);
        }
    }
}
