package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The others who are in the room, and what they show. Not thread-safe. */
final class Members {
    private final ProtocolOutput output;
    private final Map<String, SyncMember> members = new LinkedHashMap<>();

    Members(ProtocolOutput output) {
        this.output = output;
    }

    List<SyncMember> all() {
        return List.copyOf(members.values());
    }

    /** The room has said who is there. */
    void replace(JsonNode list, String ownId) {
        Map<String, SyncMember> next = new LinkedHashMap<>();
        for (JsonNode item : list) {
            SyncMember member = member(item, item.get("presence"));
            if (!member.id().equals(ownId)) {
                next.put(member.id(), member);
            }
        }
        Collection<String> gone =
                members.keySet().stream().filter(id -> !next.containsKey(id)).toList();
        gone.forEach(this::remove);
        next.values().forEach(this::put);
    }

    void entered(JsonNode frame, String ownId) {
        SyncMember member = member(frame, null);
        if (!member.id().equals(ownId)) {
            put(member);
        }
    }

    void left(JsonNode frame) {
        remove(Frames.text(frame, "id"));
    }

    void showed(JsonNode frame, String ownId) {
        SyncMember member = member(frame, frame.get("presence"));
        if (!member.id().equals(ownId)) {
            put(member);
        }
    }

    /** Tells what is new about a member. */
    private void put(SyncMember member) {
        SyncMember before = members.put(member.id(), member);
        if (before == null || !before.userId().equals(member.userId())) {
            output.tell(listener -> listener.onEntered(member));
        } else if (!member.equals(before)) {
            output.tell(listener -> listener.onPresence(member));
        }
    }

    private void remove(String id) {
        SyncMember member = members.remove(id);
        if (member != null) {
            output.tell(listener -> listener.onLeft(member));
        }
    }

    private static SyncMember member(JsonNode frame, JsonNode presence) {
        JsonNode userId = frame.get("userId");
        return new SyncMember(
                Frames.text(frame, "id"), userId == null || !userId.isTextual() ? "" : userId.textValue(), presence);
    }
}
