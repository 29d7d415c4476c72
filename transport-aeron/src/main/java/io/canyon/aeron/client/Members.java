package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.client.SyncMember;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The others who are in a room, and what they show. Not thread-safe. */
final class Members {
    private final Map<String, SyncMember> members = new LinkedHashMap<>();
    private final Consumer<Consumer<RemoteRoomListener>> tell;

    Members(Consumer<Consumer<RemoteRoomListener>> tell) {
        this.tell = tell;
    }

    List<SyncMember> all() {
        return List.copyOf(members.values());
    }

    /** The room has said who is there. */
    void replace(JsonNode list) {
        Map<String, SyncMember> next = new LinkedHashMap<>();
        for (JsonNode item : list) {
            String id = item.path("id").asText();
            next.put(id, new SyncMember(id, item.path("userId").asText(), item.get("presence")));
        }
        List.copyOf(members.keySet()).stream()
                .filter(id -> !next.containsKey(id))
                .forEach(this::departed);
        next.values().forEach(this::put);
    }

    void entered(String id, String userId) {
        put(new SyncMember(id, userId, null));
    }

    void departed(String id) {
        SyncMember member = members.remove(id);
        if (member != null) {
            tell.accept(listener -> listener.onLeft(member));
        }
    }

    void showed(String id, String userId, JsonNode presence) {
        put(new SyncMember(id, userId, presence));
    }

    private void put(SyncMember member) {
        SyncMember before = members.put(member.id(), member);
        if (before == null || !before.userId().equals(member.userId())) {
            tell.accept(listener -> listener.onEntered(member));
        } else if (!member.equals(before)) {
            tell.accept(listener -> listener.onPresence(member));
        }
    }
}
