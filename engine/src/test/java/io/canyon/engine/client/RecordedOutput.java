package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.spi.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what a protocol has asked for, in words. */
final class RecordedOutput implements ProtocolOutput, SyncListener {
    final List<String> sent = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    final List<String> connects = new ArrayList<>();
    final List<SyncRejection> rejections = new ArrayList<>();
    final List<SyncChange> changes = new ArrayList<>();
    int disconnects;
    long confirmed;
    SyncException lost;
    SyncException joinFailure;

    /** The frames that were sent since the last call. */
    List<String> takeSent() {
        List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** What listeners were told since the last call, but for changes. */
    List<String> takeCalls() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    SyncChange lastChange() {
        return changes.get(changes.size() - 1);
    }

    @Override
    public void connect(String id) {
        connects.add(id);
    }

    @Override
    public void send(String frame) {
        sent.add(frame);
    }

    @Override
    public void disconnect() {
        disconnects++;
    }

    @Override
    public void tell(Consumer<SyncListener> call) {
        call.accept(this);
    }

    @Override
    public void joined(JsonNode document) {
        calls.add("future " + document);
    }

    @Override
    public void joinFailed(SyncException reason) {
        joinFailure = reason;
    }

    @Override
    public void confirmed(long update) {
        confirmed = Math.max(confirmed, update);
    }

    @Override
    public void lost(long after, long upTo, SyncException reason) {
        lost = reason;
    }

    @Override
    public void onState(SyncState state) {
        calls.add(state.name());
    }

    @Override
    public void onJoined(JsonNode document) {
        calls.add("joined " + document);
    }

    @Override
    public void onChange(SyncChange change) {
        changes.add(change);
    }

    @Override
    public void onSaved(boolean isSaved) {
        calls.add(isSaved ? "saved" : "unsaved");
    }

    @Override
    public void onRejected(SyncRejection rejection) {
        rejections.add(rejection);
    }

    @Override
    public void onPermission(Permission permission) {
        calls.add(permission.name());
    }

    @Override
    public void onEntered(SyncMember member) {
        calls.add("entered " + member.id() + " " + member.userId() + " " + member.presence());
    }

    @Override
    public void onLeft(SyncMember member) {
        calls.add("left " + member.id());
    }

    @Override
    public void onPresence(SyncMember member) {
        calls.add("presence " + member.id() + " " + member.presence());
    }

    @Override
    public void onError(SyncException error) {
        calls.add("error " + error.code());
    }
}
