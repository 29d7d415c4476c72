package io.canyon.engine.examples;

import io.canyon.engine.Edit;
import io.canyon.engine.Engine;
import io.canyon.engine.LocalSession;
import io.canyon.engine.Room;
import io.canyon.engine.RoomChange;
import io.canyon.engine.RoomListener;
import io.canyon.engine.RoomOptions;
import io.canyon.engine.spi.SnapshotStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A service that takes part in a room. */
final class RoomService {
    private RoomService() {}

    /** Paints a shape; returns the version at which it is in the journal. */
    static long paint(Engine engine, SnapshotStore store, Executor executor, Consumer<String> log) {
        Room room = engine.rooms()
                .open("plan", RoomOptions.DEFAULTS.withStore(store).withSaveThrottle(Duration.ofSeconds(2)))
                .join();
        room.addListener(
                new RoomListener() {
                    @Override
                    public void onChange(Room room, RoomChange change) {
                        log.accept(change.clientId() + " made version " + change.version() + ": " + change.records());
                    }
                },
                executor);
        LocalSession painter = room.join("painter").join();
        painter.subscribe("shape-1", "color", value -> log.accept("color: " + value.value()), executor);
        Edit edit = Edit.builder()
                .put("shape-1", Map.of("x", 10, "color", "red"))
                .remove("shape-0")
                .build();
        return painter.edit(edit).thenApply(result -> result.version()).join();
    }
}
