package io.canyon.engine.local;

import io.canyon.engine.DocumentChange;
import io.canyon.engine.RoomChange;
import io.canyon.engine.SessionInfo;
import io.canyon.engine.edit.JavaStrings;
import io.canyon.engine.gateway.SessionEntry;
import io.canyon.engine.gateway.SessionRegistry;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.spi.Permission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/** Which rooms are watched, by whom. Belongs to the local thread. */
final class RoomWatches {
    private final LocalThread thread;
    private final SessionRegistry registry;
    private final ValueAccess values = ValueAccess.get();
    private final Map<String, Watch> byName = new HashMap<>();
    private final Long2ObjectHashMap<Watch> byNumber = new Long2ObjectHashMap<>();

    RoomWatches(LocalThread thread, SessionRegistry registry) {
        this.thread = thread;
        this.registry = registry;
    }

    void add(String room, Watcher watcher) {
        Watch watch = byName.get(room);
        if (watch == null) {
            watch = new Watch(room);
            byName.put(room, watch);
            ask(room, true);
        }
        watch.watchers().add(watcher);
    }

    void remove(String room, Watcher watcher) {
        watcher.close();
        Watch watch = byName.get(room);
        if (watch != null
                && watch.watchers().remove(watcher)
                && watch.watchers().isEmpty()) {
            byName.remove(room);
            byNumber.remove(watch.roomNumber());
            ask(room, false);
        }
    }

    void close() {
        byName.values().forEach(watch -> watch.watchers().forEach(Watcher::close));
        byName.clear();
        byNumber.clear();
    }

    void onOutput(Output output) {
        if (output.type() == OutputType.ROOM_OPENED) {
            Watch opened = byName.get(id(output));
            if (opened != null) {
                opened.roomNumber(output.target());
                byNumber.put(output.target(), opened);
            }
            return;
        }
        Watch watch = byNumber.get(output.target());
        if (watch == null) {
            return;
        }
        switch (output.type()) {
            case BROADCAST -> onBroadcast(watch, output);
            case SESSION_ADDED, SESSION_REMOVED -> onSession(watch, output);
            case MISSED -> {
                int count = output.value();
                forEach(watch, watcher -> watcher.onMissed(count));
            }
            case ROOM_LEFT -> {
                byNumber.remove(output.target());
                watch.roomNumber(Watch.NOT_IN_MEMORY);
            }
            default -> throw new IllegalArgumentException("not for those who watch: " + output.type());
        }
    }

    private void onBroadcast(Watch watch, Output output) {
        if (output.isOfDocument()) {
            DocumentChange change = values.documentChange(
                    output.version(),
                    output.secondary(),
                    JavaStrings.decode(output.buffer(), output.idOffset(), output.value()),
                    JavaStrings.decode(output.buffer(), output.secondIdOffset(), output.secondIdLength()),
                    copy(output, output.documentOffset(), output.documentLength()));
            forEach(watch, watcher -> watcher.onDocumentChange(change));
            return;
        }
        String clientId = id(output);
        if (output.documentLength() > 0) {
            UnsafeBuffer edit = copy(output, output.documentOffset(), output.documentLength());
            RoomChange change = values.change(output.version(), output.secondary(), clientId, edit);
            forEach(watch, watcher -> watcher.onChange(change));
        }
        if (output.presenceLength() > 0) {
            UnsafeBuffer edit = copy(output, output.presenceOffset(), output.presenceLength());
            RoomChange change = values.change(RoomChange.NO_VERSION, output.secondary(), clientId, edit);
            forEach(watch, watcher -> watcher.onPresence(change));
        }
    }

    private void onSession(Watch watch, Output output) {
        boolean isAdded = output.type() == OutputType.SESSION_ADDED;
        SessionEntry entry = registry.find(watch.room(), output.secondary());
        if (entry != null && isAdded) {
            entry.joined();
        }
        SessionInfo info = entry == null
                ? new SessionInfo(output.secondary(), id(output), Permission.READ_ONLY, null)
                : entry.info();
        int count = output.value();
        forEach(watch, watcher -> watcher.onSession(info, isAdded, count));
    }

    private static void forEach(Watch watch, Consumer<Watcher> call) {
        List<Watcher> watchers = watch.watchers();
        for (int i = 0; i < watchers.size(); i++) {
            call.accept(watchers.get(i));
        }
    }

    private void ask(String room, boolean isWatched) {
        UnsafeBuffer command = Commands.watch(room, isWatched);
        Command.putSessionId(command, 0, thread.nextNumber());
        thread.post(room, command);
    }

    private static String id(Output output) {
        return JavaStrings.decode(output.buffer(), output.idOffset(), output.idLength());
    }

    private static UnsafeBuffer copy(Output output, int offset, int length) {
        byte[] bytes = new byte[length];
        output.buffer().getBytes(offset, bytes);
        return new UnsafeBuffer(bytes);
    }
}
