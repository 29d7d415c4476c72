package io.canyon.engine.local;

import io.canyon.engine.RoomChange;
import io.canyon.engine.RoomChange.RecordChange;
import io.canyon.engine.RoomValue;
import io.canyon.engine.room.Output;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Keeps the value at a path of a room, and tells of each. The answer to its question stands in the outbox where it
 * belongs among the room's changes: those before it are in it, and those behind it are not.
 */
final class PathWatcher implements Watcher {
    private static final int CALL_BYTES = 256;

    private final LocalThread thread;
    private final String room;
    private final String key;
    private final String field;
    private final Consumer<RoomValue> consumer;
    private final Delivery delivery;
    private boolean isAsking;
    private boolean isLost;
    private Map<String, Object> fields = Map.of();
    private boolean isThere;
    private volatile RoomValue latest;

    /** @param field null for the whole record */
    PathWatcher(
            LocalThread thread,
            String room,
            String key,
            String field,
            Consumer<RoomValue> consumer,
            Executor executor) {
        this.thread = thread;
        this.room = room;
        this.key = key;
        this.field = field;
        this.consumer = consumer;
        this.delivery = new Delivery(executor, calls -> consumer.accept(latest), thread);
    }

    /** Asks for the value; what changes until it is there is in it. */
    void ask() {
        isAsking = true;
        thread.askHere(room, Commands.read(room, key, field), this::onValue, () -> {
            isAsking = false;
            isLost = true;
        });
    }

    @Override
    public void onChange(RoomChange change) {
        if (isAsking) {
            return;
        }
        boolean isTouched = false;
        for (RecordChange record : change.records(key)) {
            if (isLost || !record.arrays().isEmpty()) {
                // What an array is after some of its items were set, the room knows best.
                ask();
                return;
            }
            isTouched |= field == null || touchesField(record);
            apply(record);
        }
        if (isTouched) {
            tell(change.version(), change.lengthBytes());
        }
    }

    @Override
    public void onMissed(int count) {
        // An answer that is yet to come stands behind what was left out, and has it.
        if (!isAsking) {
            ask();
        }
    }

    @Override
    public void close() {
        delivery.close();
    }

    private Void onValue(Output output) {
        isAsking = false;
        isLost = false;
        isThere = output.value() != 0;
        fields = Answers.fields(output);
        tell(output.version(), output.lengthBytes());
        return null;
    }

    private boolean touchesField(RecordChange record) {
        return record.kind() == RoomChange.Kind.REMOVED && isThere
                || record.fields().containsKey(field)
                || record.removedFields().contains(field);
    }

    private void apply(RecordChange record) {
        if (record.kind() == RoomChange.Kind.REMOVED) {
            fields = Map.of();
            isThere = false;
            return;
        }
        Map<String, Object> changed = new LinkedHashMap<>(fields);
        if (field == null) {
            changed.putAll(record.fields());
        } else if (record.fields().containsKey(field)) {
            changed.put(field, record.fields().get(field));
        }
        changed.keySet().removeAll(record.removedFields());
        fields = Collections.unmodifiableMap(changed);
        isThere = field == null || fields.containsKey(field);
    }

    private void tell(long version, int lengthBytes) {
        Object value = field == null ? fields : fields.get(field);
        RoomValue told = new RoomValue(version, isThere, isThere ? value : null);
        latest = told;
        delivery.offer(() -> consumer.accept(told), CALL_BYTES + lengthBytes);
    }
}
