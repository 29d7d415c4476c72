package io.canyon.engine.spi;

import java.util.concurrent.CompletionStage;

/**
 * Keeps the JSON documents of rooms in a place of the embedder's own, a database say. The engine's journal and
 * snapshots stay the truth: a document is loaded where they know nothing of the room yet, and stored, behind them,
 * whenever the room is saved. Calls for one room never overlap; each has 20 seconds.
 */
public interface DataAdapter {
    /** The document of a room that the engine sees for the first time, or null. Failing refuses the room's joins. */
    CompletionStage<String> load(String room);

    /**
     * Replaces the document of the room. One that fails is tried again when the room is next saved.
     *
     * @param version of the room; higher ones are newer
     */
    CompletionStage<Void> store(String room, long version, String document);
}
