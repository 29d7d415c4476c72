package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.spi.Permission;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of one echo room. It keeps the room's JSON document, which may be read and changed at any time behind the
 * first join, also without a connection: changes are seen at once, go out when they can, and are merged with those of
 * others. A lost connection is made anew by itself.
 *
 * <p>Thread-safe. Nothing waits for the network. Listeners are called and futures complete on the executor of the
 * options, one behind the other, in the order of what happened, and no lock is held meanwhile. A thread that waits
 * there for a future of the same client waits for ever.
 *
 * <p>Trees that it gives away ({@link #document}, those of listeners) must not be modified; they share parts. Trees
 * that it is given stay their owner's.
 */
public final class SyncClient implements AutoCloseable {
    private static final long MAX_SLEEP_MS = 30_000;
    private static final Logger LOG = LoggerFactory.getLogger(SyncClient.class);

    private final Object lock = new Object();
    private final SyncTransport transport;
    private final long startNs = System.nanoTime();
    private final ListenerCalls listeners;
    /** What goes to the transport, in order, by whoever is there. */
    private final SerialCalls transportCalls = new SerialCalls(Runnable::run);

    private final Pending pending;
    private final SyncProtocol protocol;
    /** The connection of now; of others nothing counts any more. Guarded by the lock. */
    private Receiver receiver;
    /** Used by {@link #transportCalls} only. */
    private SyncConnection connection;
    /** Ends in a tick; null when none is needed. Guarded by the lock, as its time is. */
    private CompletableFuture<Void> timer;

    private long timerMs = SyncProtocol.NEVER;

    /**
     * A client that is not connected yet.
     *
     * @param room its name
     */
    public SyncClient(SyncTransport transport, String room, SyncOptions options) {
        this(transport, room, options, RandomId::next);
    }

    SyncClient(SyncTransport transport, String room, SyncOptions options, Supplier<String> ids) {
        this.transport = Objects.requireNonNull(transport, "transport");
        listeners = new ListenerCalls(options.executor());
        pending = new Pending(listeners, options.maxUnsavedUpdates());
        protocol = new SyncProtocol(
                Objects.requireNonNull(room, "room"), options, ids, new SplittableRandom(), new Output());
    }

    /** {@link #join(String, JsonNode)} without credentials. */
    public CompletableFuture<JsonNode> join(String userId) {
        return join(userId, null);
    }

    /**
     * Connects and enters the room. From then on the client stays there until it is closed, or refused.
     *
     * @param credentials any JSON, for the server's authenticator, now and whenever it enters again; null for none
     * @return the document as it was when the room was entered first; fails with a {@link SyncException} when the room
     *     refuses, or the client is closed before
     * @throws IllegalStateException when it has joined already, or is closed
     */
    public CompletableFuture<JsonNode> join(String userId, JsonNode credentials) {
        Objects.requireNonNull(userId, "userId");
        JsonNode copy = credentials == null ? null : JsonText.plain(credentials);
        return locked(() -> {
            protocol.join(userId, copy, nowMs());
            // nothing has been sent yet: the protocol's wishes wait for the lock
            return pending.joining();
        });
    }

    /** Presents new credentials; a client that was refused tries again. */
    public void authenticate(JsonNode credentials) {
        JsonNode copy = JsonText.plain(credentials);
        locked(() -> {
            protocol.authenticate(copy, nowMs());
            return null;
        });
    }

    /**
     * The document as it is here, with everything that this client has changed.
     *
     * @throws IllegalStateException before the first join is answered
     */
    public JsonNode document() {
        return locked(this::localDocument);
    }

    /**
     * Changes the document, which is an object. The change is called once, in this thread and without a lock, with a
     * copy that it may modify; what happens to the document meanwhile is kept.
     *
     * @return complete when the room has acknowledged it, at the durability level of the server; fails with a
     *     {@link SyncException} when it is refused and taken back, or cannot be confirmed, or when the client is closed
     *     before
     * @throws SyncException when as much is unsaved as may be, see {@link SyncOptions#maxUnsavedUpdates}
     *     ({@link SyncException#FULL}), or with this would make an edit longer than {@link SyncOptions#maxFrameBytes}
     *     ({@link SyncException#TOO_LARGE}); the document stays as it was
     * @throws IllegalStateException before the first join is answered, when the document is no object, or when the
     *     client is closed
     * @throws IllegalArgumentException when something in the copy is not JSON: NaN, infinite, or an object that Jackson
     *     cannot write
     */
    public CompletableFuture<Void> update(Consumer<ObjectNode> change) {
        return replace(document -> {
            if (!(document instanceof ObjectNode object)) {
                throw new IllegalStateException("document=" + document.getNodeType());
            }
            ObjectNode copy = object.deepCopy();
            change.accept(copy);
            return copy;
        });
    }

    /**
     * Changes the document, whatever it is. The change is called once, in this thread and without a lock; it gets the
     * document, which it must not modify, and returns another one, which may share parts with it. What happens to the
     * document meanwhile is kept. Result and exceptions as of {@link #update}.
     */
    public CompletableFuture<Void> replace(UnaryOperator<JsonNode> change) {
        JsonNode before = locked(() -> {
            requireUsable();
            return protocol.edits().local();
        });
        JsonNode after = Objects.requireNonNull(change.apply(before), "document");
        return locked(() -> {
            requireOpen();
            pending.requireRoom();
            boolean isUpdate = protocol.edits().update(before, after);
            long update = protocol.edits().updates();
            // before it is sent: it may be refused right there
            CompletableFuture<Void> saved = isUpdate ? pending.saving(update) : CompletableFuture.completedFuture(null);
            protocol.flush(nowMs());
            return saved;
        });
    }

    /**
     * Takes back the last update of this client that is not taken back yet, whatever others have done since. Itself an
     * update.
     *
     * @return false when there is none, or nothing of it is left, or this client may only read
     */
    public boolean undo() {
        return locked(() -> {
            requireUsable();
            return protocol.undo(nowMs());
        });
    }

    /** Takes back the last {@link #undo}, if there was no other update since. */
    public boolean redo() {
        return locked(() -> {
            requireUsable();
            return protocol.redo(nowMs());
        });
    }

    public boolean canUndo() {
        return locked(() -> protocol.edits().canUndo());
    }

    public boolean canRedo() {
        return locked(() -> protocol.edits().canRedo());
    }

    /**
     * Complete when nothing is unsaved any more of what has been changed so far.
     *
     * @return fails with a {@link SyncException} when an edit is refused or cannot be confirmed while it waits, or the
     *     client is closed, or as many calls wait as {@link SyncOptions#maxUnsavedUpdates} says; what was refused
     *     before, the future of its update has told
     */
    public CompletableFuture<Void> flush() {
        return locked(() -> {
            if (protocol.state() == SyncState.CLOSED) {
                return CompletableFuture.failedFuture(closed());
            }
            boolean isSaved = protocol.edits().isSaved();
            return isSaved
                    ? CompletableFuture.completedFuture(null)
                    : pending.savingAll(protocol.edits().updates());
        });
    }

    /** Whether everything that this client has changed is acknowledged. */
    public boolean isSaved() {
        return locked(() -> protocol.edits().isSaved());
    }

    /** Shows others something of this client; they see the latest. It comes back by itself behind a reconnect. */
    public void setPresence(ObjectNode presence) {
        JsonNode copy = JsonText.plain(presence);
        locked(() -> {
            requireOpen();
            protocol.show(copy, nowMs());
            return null;
        });
    }

    /** What this client shows of itself; null for nothing. */
    public JsonNode presence() {
        return locked(protocol::presence);
    }

    /** The others in the room, as last known. */
    public List<SyncMember> members() {
        return locked(protocol::members);
    }

    /** What this client may do; null before the first join is answered. */
    public Permission permission() {
        return locked(protocol::permission);
    }

    public SyncState state() {
        return locked(protocol::state);
    }

    /** Version of the room that this client has; -1 before the first join is answered. */
    public long version() {
        return locked(() -> protocol.edits().version());
    }

    /** The name that the server knows this client by; it may change when a server has forgotten it. */
    public String id() {
        return locked(protocol::id);
    }

    public void addListener(SyncListener listener) {
        listeners.addListener(Objects.requireNonNull(listener));
    }

    public void removeListener(SyncListener listener) {
        listeners.removeListener(listener);
    }

    /** Leaves. What is unsaved is lost: {@link #flush} first. May be called again. */
    @Override
    public void close() {
        locked(() -> {
            protocol.close();
            if (timer != null) {
                timer.cancel(false);
                timer = null;
            }
            return null;
        });
    }

    private JsonNode localDocument() {
        JsonNode local = protocol.edits().local();
        if (local == null) {
            throw new IllegalStateException("no document yet: state=" + protocol.state());
        }
        return local;
    }

    private void requireUsable() {
        requireOpen();
        localDocument();
    }

    private void requireOpen() {
        if (protocol.state() == SyncState.CLOSED) {
            throw new IllegalStateException("state=" + SyncState.CLOSED);
        }
    }

    private static SyncException closed() {
        return new SyncException(SyncException.CLOSED, "the client is closed");
    }

    private long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }

    /** Runs an action on the protocol, and then, without the lock, what it asked for. */
    private <T> T locked(Supplier<T> action) {
        try {
            synchronized (lock) {
                T result = action.get();
                sleep();
                return result;
            }
        } finally {
            transportCalls.run();
            listeners.run();
        }
    }

    /** Sees to a tick in time; one that comes early does no harm. */
    private void sleep() {
        long wantedMs = protocol.nextTickMs();
        if (wantedMs >= timerMs) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        long now = nowMs();
        long delayMs = Math.max(1, Math.min(wantedMs - now, MAX_SLEEP_MS));
        timerMs = now + delayMs;
        CompletableFuture<Void> next = new CompletableFuture<>();
        timer = next.completeOnTimeout(null, delayMs, TimeUnit.MILLISECONDS);
        next.thenRunAsync(() -> tick(next));
    }

    private void tick(CompletableFuture<Void> from) {
        locked(() -> {
            if (timer == from) {
                timerMs = SyncProtocol.NEVER;
                timer = null;
            }
            protocol.tick(nowMs());
            return null;
        });
    }

    /** What the protocol asks for, with the lock held. */
    private final class Output implements ProtocolOutput {
        @Override
        public void connect(String id) {
            Receiver next = new Receiver();
            receiver = next;
            transportCalls.add(() -> {
                closeConnection();
                guarded(next, () -> connection = transport.connect(id, next));
            });
        }

        @Override
        public void send(String frame) {
            Receiver sender = receiver;
            transportCalls.add(() -> {
                if (connection != null) {
                    guarded(sender, () -> connection.send(frame));
                }
            });
        }

        /** A transport that throws has lost the connection. */
        private void guarded(Receiver of, Runnable call) {
            try {
                call.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("the transport failed", e);
                of.onClosed(CloseCodes.ABNORMAL, e.toString());
            }
        }

        @Override
        public void disconnect() {
            receiver = null;
            transportCalls.add(this::closeConnection);
        }

        private void closeConnection() {
            SyncConnection last = connection;
            connection = null;
            if (last != null) {
                guarded(new Receiver(), last::close);
            }
        }

        @Override
        public void tell(Consumer<SyncListener> call) {
            listeners.tell(call);
        }

        @Override
        public void joined(JsonNode document) {
            pending.joined(document);
        }

        @Override
        public void joinFailed(SyncException reason) {
            pending.joinFailed(reason);
        }

        @Override
        public void confirmed(long update) {
            pending.confirmed(update);
        }

        @Override
        public void lost(long after, long upTo, SyncException reason) {
            pending.lost(after, upTo, reason);
        }
    }

    /** One connection's way in. */
    private final class Receiver implements SyncReceiver {
        @Override
        public void onOpen() {
            whenCurrent(() -> protocol.opened(nowMs()));
        }

        @Override
        public void onText(String text) {
            whenCurrent(() -> {
                try {
                    protocol.received(text, nowMs());
                } catch (RuntimeException e) {
                    LOG.error("a frame could not be taken in", e);
                    protocol.failed(e, nowMs());
                }
            });
        }

        @Override
        public void onClosed(int code, String reason) {
            whenCurrent(() -> {
                receiver = null;
                protocol.closed(code, nowMs());
            });
        }

        private void whenCurrent(Runnable action) {
            locked(() -> {
                if (receiver == this) {
                    action.run();
                }
                return null;
            });
        }
    }
}
