package io.canyon.aeron.client;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RefusedReason;
import io.canyon.aeron.codec.RejectReason;
import io.canyon.engine.client.SyncException;
import io.canyon.engine.client.SyncMember;
import io.canyon.engine.client.SyncRejection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What is behind a {@link RemoteRoom}: its link, its replica, and those who look on. Used by the thread that drives the
 * client, but for the listeners and the fields that others may read.
 */
final class RoomBinding implements RoomHandler, ReplicaOutput {
    private static final long PRESENCE_INTERVAL_NS = 33_000_000;

    /** What others may read; replaced as a whole. */
    private record View(LinkState state, JsonNode document, long version, boolean canWrite, List<SyncMember> members) {}

    private final RoomsSession session;
    private final RoomReplica replica;
    private final Members members = new Members(this::tell);
    private final List<RemoteRoomListener> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<JsonNode> joined = new CompletableFuture<>();
    /** What is to be told when everything is settled. */
    private final Deque<Runnable> calls = new ArrayDeque<>();

    private final UnsafeBuffer payload = new UnsafeBuffer(Requests.NOTHING);
    private RoomLink link;
    private boolean isTelling;
    private byte[] presence;
    private boolean isPresenceDue;
    private long presenceAtNs;
    private volatile View view = new View(LinkState.WAITING, null, -1, false, List.of());

    RoomBinding(RoomsSession session) {
        this.session = session;
        replica = new RoomReplica(session.config().maxWaitingEdits, session.config().maxWaitingBytes, this);
    }

    void join(String room, String userId, JoinOptions options) {
        // the replica keeps what is not acked
        presenceAtNs = session.nowNs() - PRESENCE_INTERVAL_NS;
        link = session.join(room, userId, options.withRepeatBytes(0).withVersion(-1), this);
        settle();
    }

    /** The client was closed before the room could be entered. */
    void abandon() {
        onState(LinkState.LEFT);
    }

    LinkState state() {
        return view.state();
    }

    JsonNode document() {
        return view.document();
    }

    long version() {
        return view.version();
    }

    boolean canWrite() {
        return view.canWrite();
    }

    List<SyncMember> members() {
        return view.members();
    }

    CompletableFuture<JsonNode> joined() {
        return joined;
    }

    void addListener(RemoteRoomListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    void removeListener(RemoteRoomListener listener) {
        listeners.remove(listener);
    }

    PathSubscription subscribe(JsonPointer path, PathListener listener) {
        Objects.requireNonNull(listener, "listener");
        RemoteRoomListener watch = new RemoteRoomListener() {
            @Override
            public void onChange(RoomChange change) {
                JsonNode before = change.before() == null
                        ? MissingNode.getInstance()
                        : change.before().at(path);
                JsonNode after = change.after().at(path);
                if (before != after && !before.equals(after)) {
                    listener.onChange(before, after);
                }
            }
        };
        listeners.add(watch);
        return () -> listeners.remove(watch);
    }

    CompletableFuture<EditAck> change(UnaryOperator<JsonNode> function) {
        requireOpen();
        JsonNode before = replica.local();
        if (before == null) {
            throw new IllegalStateException("no document yet: state=" + view.state());
        }
        JsonNode after = Objects.requireNonNull(function.apply(before), "document");
        CompletableFuture<EditAck> future = replica.update(after);
        pump();
        return future == null
                ? CompletableFuture.completedFuture(new EditAck(replica.version(), session.durability()))
                : future;
    }

    CompletableFuture<EditAck> command(PayloadForm form, byte[] smile, long base) {
        requireOpen();
        CompletableFuture<EditAck> future = replica.command(form, smile, base);
        pump();
        return future;
    }

    void show(byte[] smile) {
        requireOpen();
        presence = smile;
        isPresenceDue = true;
    }

    void authenticate(JsonNode credentials) {
        requireOpen();
        link.authenticate(credentials);
    }

    void leave() {
        if (link != null) {
            link.leave();
        }
    }

    private void requireOpen() {
        if (view.state() == LinkState.LEFT) {
            throw new SyncException(SyncException.CLOSED, "the room has been left");
        }
    }

    int doWork(long nowNs) {
        if (link == null || link.state() != LinkState.LIVE) {
            return 0;
        }
        int work = pump();
        if (isPresenceDue && nowNs - presenceAtNs >= PRESENCE_INTERVAL_NS) {
            payload.wrap(presence);
            long result = link.offerPresence(payload, 0, presence.length);
            isPresenceDue = result == RoomLink.BUSY;
            presenceAtNs = nowNs;
            work++;
        }
        return work;
    }

    private int pump() {
        boolean isLive = link != null && link.state() == LinkState.LIVE;
        int work = isLive ? replica.pump() : 0;
        settle();
        return work;
    }

    /** Shows what is now, and tells what happened. What is called may call the room. */
    private void settle() {
        View last = view;
        JsonNode local = replica.local();
        LinkState state = link == null ? last.state() : link.state();
        boolean canWrite = link != null && link.canWrite();
        if (last.document() != local
                || last.version() != replica.version()
                || last.state() != state
                || last.canWrite() != canWrite) {
            view = new View(state, local, replica.version(), canWrite, last.members());
        }
        if (isTelling) {
            return;
        }
        isTelling = true;
        try {
            for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
                call.run();
            }
        } finally {
            isTelling = false;
        }
    }

    private void tell(Consumer<RemoteRoomListener> call) {
        calls.add(() -> {
            for (RemoteRoomListener listener : listeners) {
                try {
                    call.accept(listener);
                } catch (RuntimeException | Error e) {
                    session.counts().count(RoomsCounter.HANDLER_FAILURES);
                    session.config().errorHandler.onError(e);
                }
            }
        });
    }

    private void showMembers() {
        View last = view;
        view = new View(last.state(), last.document(), last.version(), last.canWrite(), members.all());
    }

    /** The server has not let this client in. */
    void refused(SyncException reason) {
        calls.add(() -> joined.completeExceptionally(reason));
        tell(listener -> listener.onError(reason));
        settle();
    }

    @Override
    public long offer(OwnEdit edit) {
        payload.wrap(edit.smile);
        return link.offerEdit(edit.sequence, edit.base, edit.form, payload, 0, edit.smile.length);
    }

    @Override
    public int maxEditBytes() {
        return link.maxEditBytes();
    }

    @Override
    public void rejoin(long version) {
        link.rejoin(version);
    }

    @Override
    public void changed(RoomChange change) {
        tell(listener -> listener.onChange(change));
    }

    @Override
    public void rejected(SyncRejection rejection) {
        tell(listener -> listener.onRejected(rejection));
    }

    @Override
    public void complete(CompletableFuture<EditAck> future, EditAck ack) {
        calls.add(() -> future.complete(ack));
    }

    @Override
    public void fail(CompletableFuture<EditAck> future, RuntimeException reason) {
        calls.add(() -> future.completeExceptionally(reason));
    }

    @Override
    public void members(JsonNode list) {
        members.replace(list);
        showMembers();
    }

    @Override
    public void onJoined(JoinedState state) {
        boolean isEmpty = state.contents().capacity() == 0;
        JsonNode contents = isEmpty ? null : Smiles.read(state.contents());
        JsonNode others = Smiles.read(state.members());
        replica.joined(state, contents, others, session.durability());
        isPresenceDue |= state.isAsked() && presence != null;
        JsonNode document = replica.local();
        if (document != null) {
            calls.add(() -> joined.complete(document));
        }
        pump();
    }

    @Override
    public void onAck(long sequence, long version, Durability durability, AppliedAs appliedAs, DirectBuffer delta) {
        JsonNode applied = appliedAs == AppliedAs.DELTA ? Smiles.read(delta) : null;
        replica.ack(sequence, version, durability, appliedAs, applied);
        pump();
    }

    @Override
    public void onEdit(long version, DirectBuffer clientId, DirectBuffer userId, DirectBuffer delta) {
        JsonNode applied = delta.capacity() == 0 ? null : Smiles.read(delta);
        replica.edit(version, applied, text(clientId), text(userId));
        pump();
    }

    @Override
    public void onReject(long sequence, RejectReason reason, long version, DirectBuffer message) {
        replica.reject(sequence, reason, text(message));
        pump();
    }

    @Override
    public void onEntered(DirectBuffer clientId, DirectBuffer userId) {
        members.entered(text(clientId), text(userId));
        showMembers();
        settle();
    }

    @Override
    public void onDeparted(DirectBuffer clientId, DirectBuffer userId) {
        members.departed(text(clientId));
        showMembers();
        settle();
    }

    @Override
    public void onPresence(DirectBuffer clientId, DirectBuffer userId, DirectBuffer shown) {
        members.showed(text(clientId), text(userId), Smiles.read(shown));
        showMembers();
        settle();
    }

    @Override
    public void onPermission(boolean canWrite) {
        tell(listener -> listener.onPermission(canWrite));
        settle();
    }

    @Override
    public void onRefused(RefusedReason reason, boolean isOver, String message) {
        SyncException error = new SyncException(RoomReplica.code(reason), message);
        if (isOver) {
            calls.add(() -> joined.completeExceptionally(error));
        }
        tell(listener -> listener.onError(error));
        settle();
    }

    @Override
    public void onState(LinkState state) {
        view = new View(state, view.document(), view.version(), view.canWrite(), view.members());
        tell(listener -> listener.onState(state));
        if (state == LinkState.LEFT) {
            SyncException reason = new SyncException(SyncException.CLOSED, "the room has been left");
            calls.add(() -> joined.completeExceptionally(reason));
            replica.close(reason);
        }
        settle();
    }

    @Override
    public void onForgotten() {
        replica.forgotten();
        settle();
    }

    private static String text(DirectBuffer buffer) {
        return buffer.getStringWithoutLengthUtf8(0, buffer.capacity());
    }
}
