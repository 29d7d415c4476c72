package io.canyon.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A listener that writes down what it is told, as text. */
final class RoomCalls implements RoomListener {
    final List<String> calls = new ArrayList<>();
    final List<SessionInfo> removed = new ArrayList<>();

    @Override
    public void onChange(Room room, RoomChange change) {
        calls.add("change " + room.name() + " v" + change.version() + " by " + change.clientId() + ": " + text(change));
    }

    @Override
    public void onPresence(Room room, RoomChange change) {
        calls.add("presence " + room.name() + " by " + change.clientId() + ": " + text(change));
    }

    @Override
    public void onSessionAdded(Room room, SessionInfo session, int sessionCount) {
        calls.add("added " + session.clientId() + ", " + sessionCount + " of " + room.sessionCount());
    }

    @Override
    public void onSessionRemoved(Room room, SessionInfo session, int remaining) {
        removed.add(session);
        calls.add("removed " + session.clientId() + ", " + remaining);
    }

    @Override
    public void onMissed(Room room, long missed) {
        calls.add("missed " + missed);
    }

    /** What came since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    static String text(RoomChange change) {
        return change.records().stream()
                .map(record -> record.kind() + " " + record.key() + record.fields()
                        + (record.removedFields().isEmpty() ? "" : " -" + record.removedFields())
                        + (record.arrays().isEmpty() ? "" : " " + record.arrays()))
                .collect(Collectors.joining(", "));
    }
}
