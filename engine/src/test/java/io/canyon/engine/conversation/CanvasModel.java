package io.canyon.engine.conversation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What one room of the engine should do, in plain Java: predicts every frame that every session is sent. */
final class CanvasModel {
    private static final int MAX_MALFORMED = 100;
    private static final long NOT_LOST = -1;

    /** One session. */
    static final class Client {
        final String id;
        final Map<String, ModelRecord> presence = new LinkedHashMap<>();
        final List<Map<String, Object>> sent = new ArrayList<>();
        boolean mayWrite;
        boolean isGone;
        boolean isLagging;
        private long laggedAt;
        private int malformedCount;
        private long lostAt = NOT_LOST;
        private long shared;

        Client(String id, boolean mayWrite) {
            this.id = id;
            this.mayWrite = mayWrite;
        }

        /** Frames since the last call, in the form in which they are compared. */
        List<Map<String, Object>> take() {
            List<Map<String, Object>> taken = sent.stream().map(Json::frame).toList();
            sent.clear();
            return taken;
        }
    }

    private final List<Client> clients = new ArrayList<>();
    private final Map<String, ModelRecord> records = new LinkedHashMap<>();
    private final ModelTimeline timeline;
    private final Set<String> rejected = new LinkedHashSet<>();
    private final Set<String> wrong = new LinkedHashSet<>();
    /** Presence keys that left while somebody lagged. */
    private final Set<String> leftWhileLagging = new LinkedHashSet<>();

    private long version;
    private boolean hasCountChanged;

    /** A room that begins at {@code version}. */
    CanvasModel(long version) {
        this.version = version;
        this.timeline = new ModelTimeline(version);
    }

    long version() {
        return version;
    }

    Map<String, ModelRecord> records() {
        return records;
    }

    Client join(String clientId, boolean mayWrite) {
        Client client = new Client(clientId, mayWrite);
        clients.add(client);
        hasCountChanged = true;
        List<Object> shown = presenceOfOthers(client);
        if (!shown.isEmpty()) {
            send(client, Json.object("type", "patch", "clientId", "", "ephemeralPatches", shown));
        }
        return client;
    }

    void leave(Client client) {
        client.isGone = true;
        clients.remove(client);
        forgetWhoLeft();
        hasCountChanged = true;
        Map<String, Object> removals = new LinkedHashMap<>();
        client.presence.keySet().forEach(key -> {
            if (clients.stream().noneMatch(other -> other.presence.containsKey(key))) {
                removals.put(key, Json.object("_exists", false));
            }
        });
        if (!removals.isEmpty()) {
            noteLeft(removals.keySet());
            broadcast(
                    client, Json.object("type", "patch", "clientId", client.id, "ephemeralPatches", List.of(removals)));
        }
    }

    /** All commands that were taken together have been worked off. */
    void endBatch() {
        if (hasCountChanged) {
            broadcast(null, Json.object("type", "clientCount", "count", clients.size()));
        }
        hasCountChanged = false;
    }

    /** Stopped cleanly and started again. */
    void restart() {
        clients.forEach(client -> client.isGone = true);
        clients.clear();
        hasCountChanged = false;
    }

    /** Stopped uncleanly, without the loss of anything, and started again. */
    void crash(long firstVersion) {
        restart();
        timeline.crash(version, firstVersion);
        version = firstVersion;
    }

    /** Like {@link #crash}, but all is lost that came since {@code saved} was copied. */
    void crash(CanvasModel saved, long firstVersion) {
        records.clear();
        saved.records.forEach((key, record) -> records.put(key, record.copy()));
        timeline.become(saved.timeline);
        version = saved.version;
        crash(firstVersion);
    }

    /** The room itself, without anybody in it. */
    CanvasModel copy() {
        CanvasModel copy = new CanvasModel(version);
        records.forEach((key, record) -> copy.records.put(key, record.copy()));
        copy.timeline.become(timeline);
        return copy;
    }

    void receive(Client client, String text) {
        if (!client.isGone && !isFrame(client, Json.tryParse(text)) && ++client.malformedCount > MAX_MALFORMED) {
            leave(client);
        }
    }

    void lag(Client client) {
        client.isLagging = true;
        client.laggedAt = version;
    }

    /** Who lagged is not read: its frames come after this. */
    void drain(Client client) {
        client.isLagging = false;
        List<Object> shown = new ArrayList<>();
        Map<String, Object> removals = new LinkedHashMap<>();
        leftWhileLagging.forEach(key -> {
            if (clients.stream().noneMatch(other -> other.presence.containsKey(key))) {
                removals.put(key, Json.object("_exists", false));
            }
        });
        if (!removals.isEmpty()) {
            shown.add(removals);
        }
        shown.addAll(presenceOfOthers(client));
        forgetWhoLeft();
        sendState(client, changesSince(client.laggedAt), shown);
        client.sent.add(Json.object("type", "clientCount", "count", clients.size()));
    }

    Map<String, Object> changesSince(long since) {
        Map<String, Object> changes = new LinkedHashMap<>();
        records.forEach((key, record) -> {
            Map<String, Object> fields = record.changesSince(since);
            if (!fields.isEmpty()) {
                changes.put(key, fields);
            }
        });
        return changes;
    }

    private boolean isFrame(Client client, Object parsed) {
        if (!(parsed instanceof Map<?, ?> frame) || !(frame.get("type") instanceof String type)) {
            return false;
        }
        return switch (type) {
            case "patch" -> isPatch(client, frame);
            case "reconnect" -> isReconnect(client, frame);
            case "auth-refresh" -> frame.get("token") instanceof String token && isRefreshed(client, token);
            default -> false;
        };
    }

    private static boolean isRefreshed(Client client, String token) {
        client.mayWrite = !token.equals(TestEngine.READ_ONLY);
        return true;
    }

    private boolean isPatch(Client client, Map<?, ?> frame) {
        if (!(frame.get("messageId") instanceof String messageId) || !areLists(frame)) {
            return false;
        }
        if (patches(frame, "documentPatches").isEmpty()
                && patches(frame, "ephemeralPatches").isEmpty()) {
            return true;
        }
        boolean isAnswer = client.lostAt != NOT_LOST
                && messageId.startsWith(client.id + "-resync-")
                && messageId.substring(client.id.length() + 8).matches("[0-9]+");
        apply(client, frame, isAnswer);
        send(client, withRejected(Json.object("type", "ack", "messageId", messageId, "timestamp", version)));
        correct(client);
        return true;
    }

    private boolean isReconnect(Client client, Map<?, ?> frame) {
        if (!Double.valueOf(2).equals(frame.get("protocolVersion"))) {
            send(client, Json.object("type", "version-mismatch", "serverProtocolVersion", 2));
            return true;
        }
        boolean isVersion = frame.get("lastTimestamp") instanceof Double last
                && last == Math.rint(last)
                && last >= 0
                && last <= 1L << 53;
        if (!isVersion || !areLists(frame)) {
            return false;
        }
        reconnect(client, frame, ((Double) frame.get("lastTimestamp")).longValue());
        return true;
    }

    private void reconnect(Client client, Map<?, ?> frame, long known) {
        if (timeline.contains(known, version)) {
            client.lostAt = NOT_LOST;
            apply(client, frame, false);
            sendState(client, changesSince(known), presenceOfOthers(client));
        } else {
            long shared = client.mayWrite ? timeline.sharedWith(known, version) : 0;
            if (client.mayWrite) {
                client.lostAt = known;
                client.shared = shared;
                send(client, Json.object("type", "resync", "since", shared));
            }
            sendState(client, changesSince(shared), presenceOfOthers(client));
            apply(client, frame, false);
        }
        send(client, withRejected(Json.object("type", "synced", "timestamp", version)));
        correct(client);
    }

    /** Applies both lists and tells the others. */
    private void apply(Client author, Map<?, ?> frame, boolean isAnswer) {
        rejected.clear();
        wrong.clear();
        long next = version + 1;
        List<Object> document = accepted(patches(frame, "documentPatches"), (key, component) -> {
            if (!author.mayWrite || !isAdmissible(records.get(key), component)) {
                rejected.add(key);
                wrong.add(key);
                return null;
            }
            Map<String, Object> taken =
                    isAnswer ? takenOfAnswer(author, key, Json.map(component)) : Json.map(component);
            if (taken != null) {
                records.computeIfAbsent(key, name -> new ModelRecord()).apply(taken, next);
            }
            return taken;
        });
        Map<String, Object> patch = Json.object("type", "patch", "clientId", author.id);
        if (!document.isEmpty()) {
            version = next;
            if (isAnswer) {
                timeline.onAnswer(next, author.lostAt);
            }
            patch.put("documentPatches", document);
            patch.put("timestamp", version);
        }
        List<Object> presence =
                accepted(patches(frame, "ephemeralPatches"), (key, component) -> show(author, key, component));
        if (!presence.isEmpty()) {
            patch.put("ephemeralPatches", presence);
        }
        if (patch.size() > 2) {
            broadcast(author, patch);
        }
    }

    private Map<String, Object> show(Client author, String key, Object component) {
        if (!author.mayWrite || !isAdmissible(author.presence.get(key), component)) {
            rejected.add(key);
            return null;
        }
        Map<String, Object> fields = Json.map(component);
        if (ModelRecord.isDeletion(component)) {
            if (author.presence.remove(key) != null) {
                noteLeft(Set.of(key));
            }
        } else {
            author.presence.computeIfAbsent(key, name -> new ModelRecord()).apply(fields, 1);
        }
        return fields;
    }

    private interface Acceptance {
        /** The part of the component that was taken, null if nothing. */
        Map<String, Object> accept(String key, Object component);
    }

    private static List<Object> accepted(List<Object> patches, Acceptance acceptance) {
        List<Object> accepted = new ArrayList<>();
        for (Object patch : patches) {
            Map<String, Object> taken = new LinkedHashMap<>();
            Json.map(patch).forEach((key, component) -> {
                Map<String, Object> fields = acceptance.accept(key, component);
                if (fields != null) {
                    taken.put(key, fields);
                }
            });
            if (!taken.isEmpty()) {
                accepted.add(taken);
            }
        }
        return accepted;
    }

    private static boolean isAdmissible(ModelRecord record, Object component) {
        return ModelRecord.isValid(component) && (!ModelRecord.isPartial(component) || record != null && record.isLive);
    }

    /** Rule 7, field by field; null if nothing is taken. */
    private Map<String, Object> takenOfAnswer(Client author, String key, Map<String, Object> component) {
        Predicate<Long> mayReplace = at -> timeline.mayReplace(at, author.shared, author.lostAt);
        ModelRecord record = records.get(key);
        boolean mayReplaceExistence = record == null || mayReplace.test(record.version);
        if (ModelRecord.isDeletion(component)) {
            boolean mayReplaceAll = record == null
                    || record.fields.values().stream().allMatch(field -> mayReplace.test(field.version()));
            if (mayReplaceExistence && mayReplaceAll) {
                return component;
            }
            wrong.add(key);
            return null;
        }
        if (record != null && !record.isLive && !mayReplaceExistence) {
            wrong.add(key);
            return null;
        }
        Map<String, Object> taken = new LinkedHashMap<>(component);
        taken.keySet().removeIf(name -> {
            if (name.equals("_exists")) {
                return !mayReplaceExistence;
            }
            ModelRecord.Field field = record == null ? null : record.fields.get(name);
            return field != null && !mayReplace.test(field.version());
        });
        if (taken.size() < component.size()) {
            wrong.add(key);
        }
        return taken.isEmpty() ? null : taken;
    }

    private Map<String, Object> withRejected(Map<String, Object> frame) {
        if (!rejected.isEmpty()) {
            frame.put("rejected", List.copyOf(rejected));
        }
        return frame;
    }

    private void correct(Client client) {
        Map<String, Object> truth = new LinkedHashMap<>();
        for (String key : wrong) {
            ModelRecord record = records.get(key);
            truth.put(key, record == null ? Json.object("_exists", false) : record.whole());
        }
        if (!truth.isEmpty()) {
            sendState(client, truth, List.of());
        }
    }

    private List<Object> presenceOfOthers(Client reader) {
        List<Object> shown = new ArrayList<>();
        for (Client client : clients) {
            if (!client.id.equals(reader.id) && !client.presence.isEmpty()) {
                Map<String, Object> keys = new LinkedHashMap<>();
                client.presence.forEach((key, record) -> keys.put(key, record.whole()));
                shown.add(keys);
            }
        }
        return shown;
    }

    private void noteLeft(Set<String> keys) {
        if (clients.stream().anyMatch(client -> client.isLagging)) {
            leftWhileLagging.addAll(keys);
        }
    }

    private void forgetWhoLeft() {
        if (clients.stream().noneMatch(client -> client.isLagging)) {
            leftWhileLagging.clear();
        }
    }

    private void sendState(Client client, Map<String, Object> document, List<Object> presence) {
        Map<String, Object> frame = Json.object("type", "patch", "clientId", "");
        if (!document.isEmpty()) {
            frame.put("documentPatches", List.of(document));
            frame.put("timestamp", version);
        }
        if (!presence.isEmpty()) {
            frame.put("ephemeralPatches", presence);
        }
        if (frame.size() > 2) {
            send(client, frame);
        }
    }

    private void broadcast(Client author, Map<String, Object> frame) {
        clients.stream()
                .filter(client -> client != author && !client.isLagging)
                .forEach(client -> client.sent.add(new LinkedHashMap<>(frame)));
    }

    private static void send(Client client, Map<String, Object> frame) {
        client.sent.add(frame);
    }

    private static boolean areLists(Map<?, ?> frame) {
        return isList(frame.get("documentPatches")) && isList(frame.get("ephemeralPatches"));
    }

    private static boolean isList(Object value) {
        return value == null || value instanceof List<?> list && list.stream().allMatch(patch -> patch instanceof Map);
    }

    private static List<Object> patches(Map<?, ?> frame, String list) {
        return frame.get(list) == null ? List.of() : Json.list(frame.get(list));
    }
}
