package io.canyon.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffPatch;
import io.canyon.engine.spi.Permission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A client protocol on simulated connections, and a user who checks all that is told. */
final class SimulatedUser implements ProtocolOutput, SyncListener {
    private static final JsonDiffPatch DIFFS = new JsonDiffPatch();

    final String name;
    final SyncProtocol protocol;
    /** Connections that the client has asked for, the last one is the one it knows. */
    final List<EchoLink> links = new ArrayList<>();

    final List<SyncRejection> rejections = new ArrayList<>();
    final Map<String, SyncMember> seenMembers = new HashMap<>();
    private JsonNode seen;
    boolean seenSaved = true;
    SyncState seenState = SyncState.NEW;
    Permission seenPermission;
    long confirmed;
    int joins;
    int errors;
    private int lastId;

    SimulatedUser(String name, SyncOptions options, RandomGenerator random) {
        this.name = name;
        protocol = new SyncProtocol(EchoRoom.NAME, options, () -> name + "-" + ++lastId, random, this);
    }

    /** The connection that the client looks at; null when there is none. */
    EchoLink link() {
        EchoLink last = links.isEmpty() ? null : links.get(links.size() - 1);
        return last == null || last.isAbandoned ? null : last;
    }

    JsonNode document() {
        return protocol.edits().local();
    }

    /** Edits what it sees, once it sees anything. */
    void edit(SyncSimulation.Editor editor, long nowMs) {
        JsonNode document = document();
        if (document != null) {
            protocol.edits().update(document, editor.edit(this, document));
            protocol.flush(nowMs);
        }
    }

    boolean isIdle() {
        return protocol.state() == SyncState.LIVE
                && protocol.edits().isSaved()
                && link().toClient.isEmpty()
                && link().closeCode == 0;
    }

    @Override
    public void connect(String id) {
        disconnect();
        links.add(new EchoLink(id));
    }

    @Override
    public void send(String frame) {
        assertTrue(link() != null && link().isOpen, () -> name + " sends without a connection: " + frame);
        link().toServer.add(frame);
    }

    @Override
    public void disconnect() {
        EchoLink link = link();
        if (link != null) {
            link.isAbandoned = true;
        }
    }

    @Override
    public void tell(Consumer<SyncListener> call) {
        call.accept(this);
    }

    @Override
    public void joined(JsonNode document) {
        assertEquals(protocol.edits().local(), document);
    }

    @Override
    public void joinFailed(SyncException reason) {
        throw new AssertionError(name, reason);
    }

    @Override
    public void confirmed(long update) {
        confirmed = Math.max(confirmed, update);
    }

    @Override
    public void lost(long after, long upTo, SyncException reason) {
        assertTrue(after < upTo);
        assertNotNull(reason.code());
    }

    @Override
    public void onJoined(JsonNode document) {
        joins++;
        if (seen == null) {
            seen = document;
        }
        assertEquals(seen, document, name);
    }

    @Override
    public void onChange(SyncChange change) {
        assertEquals(change.document(), DIFFS.patch(seen, change.delta()), () -> name + ": " + change);
        seen = change.document();
    }

    @Override
    public void onSaved(boolean isSaved) {
        assertTrue(isSaved != seenSaved);
        seenSaved = isSaved;
    }

    @Override
    public void onState(SyncState state) {
        assertTrue(state != seenState);
        seenState = state;
    }

    @Override
    public void onRejected(SyncRejection rejection) {
        rejections.add(rejection);
    }

    @Override
    public void onPermission(Permission permission) {
        seenPermission = permission;
    }

    @Override
    public void onEntered(SyncMember member) {
        seenMembers.put(member.id(), member);
    }

    @Override
    public void onLeft(SyncMember member) {
        assertNotNull(seenMembers.remove(member.id()), member::toString);
    }

    @Override
    public void onPresence(SyncMember member) {
        assertNotNull(seenMembers.put(member.id(), member), member::toString);
    }

    @Override
    public void onError(SyncException error) {
        assertTrue(!error.code().equals("bad-frame"), () -> name + ": " + error);
        errors++;
    }

    @Override
    public String toString() {
        EchoLink link = link();
        return name + ": " + protocol.state() + " saved=" + protocol.edits().isSaved() + " flight="
                + protocol.edits().hasFlight() + " link=" + (link == null ? null : link.toServer + " " + link.toClient);
    }

    /** What the user has been shown is what the client has. */
    void check() {
        assertEquals(protocol.edits().local(), seen, name);
        assertEquals(protocol.edits().isSaved(), seenSaved, name);
        assertEquals(protocol.state(), seenState, name);
        assertEquals(protocol.permission(), seenPermission, name);
        assertEquals(protocol.members().size(), seenMembers.size(), name);
    }
}
