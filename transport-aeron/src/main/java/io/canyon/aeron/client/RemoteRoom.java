package io.canyon.aeron.client;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.engine.client.SyncMember;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A room of a {@link RoomsClient}, with a copy of its document. Thread-safe: calls of other threads wait in a queue for
 * the thread that drives the client; when it is full, their futures fail with code {@code busy}. Futures complete, and
 * listeners are called, in that thread: one that waits there for a future waits for ever.
 *
 * <p>There are two ways to edit. <b>Updates</b> ({@link #set}, {@link #remove}, {@link #change}, {@link #update})
 * change the copy at once, and go out when they can: those that gather meanwhile, as one edit, with the version that
 * they were made for; what others do at the same time is merged. <b>Commands</b> ({@link #patch}, {@link #delta},
 * {@link #components}) are applied by the room, and are in the copy when it has; each is one edit of its own. A command
 * goes behind the updates before it; updates may overtake commands that still wait.
 *
 * <p>The future of an edit fails with a {@link io.canyon.engine.client.SyncException} when the room refuses it, and the
 * update is taken back. Trees that are given away must not be modified; those that are taken stay their owner's. Paths
 * are JSON pointers, such as {@code /nodes/3/name}.
 */
public final class RemoteRoom {
    private final RoomsClient client;
    private final String name;
    private final RoomBinding binding;

    RemoteRoom(RoomsClient client, String name, RoomBinding binding) {
        this.client = client;
        this.name = name;
        this.binding = binding;
    }

    public String name() {
        return name;
    }

    public LinkState state() {
        return binding.state();
    }

    /**
     * The document as it was when the room was entered first. Fails with a
     * {@link io.canyon.engine.client.SyncException} when the room or the server refuses; the client tries again all the
     * same, unless the state says otherwise.
     */
    public CompletableFuture<JsonNode> joined() {
        return binding.joined().copy();
    }

    /** Version of the room's document that is in the copy; -1 before the first. */
    public long version() {
        return binding.version();
    }

    /** Whether the room takes edits of this client; known from the first join on. */
    public boolean canWrite() {
        return binding.canWrite();
    }

    /**
     * The copy, with all updates of this client.
     *
     * @throws IllegalStateException before the first join is answered
     */
    public JsonNode document() {
        JsonNode document = binding.document();
        if (document == null) {
            throw new IllegalStateException("no document yet: room=" + name + " state=" + state());
        }
        return document;
    }

    /** What is at a path; a {@link MissingNode} for nothing. Of a document that is not there yet, nothing is. */
    public JsonNode get(String path) {
        JsonPointer pointer = JsonPointer.compile(path);
        JsonNode document = binding.document();
        return document == null ? MissingNode.getInstance() : document.at(pointer);
    }

    /** The string at a path, or this one instead of anything else. */
    public String getString(String path, String otherwise) {
        JsonNode value = get(path);
        return value.isTextual() ? value.textValue() : otherwise;
    }

    /** The whole number at a path, or this one instead of anything else. */
    public long getLong(String path, long otherwise) {
        JsonNode value = get(path);
        return value.isIntegralNumber() ? value.longValue() : otherwise;
    }

    /** The number at a path, or this one instead of anything else. */
    public double getDouble(String path, double otherwise) {
        JsonNode value = get(path);
        return value.isNumber() ? value.doubleValue() : otherwise;
    }

    /** The boolean at a path, or this one instead of anything else. */
    public boolean getBoolean(String path, boolean otherwise) {
        JsonNode value = get(path);
        return value.isBoolean() ? value.booleanValue() : otherwise;
    }

    /** Has a listener called when what is at, or under, a path changes; the first document is a change, too. */
    public PathSubscription subscribe(String path, PathListener listener) {
        return binding.subscribe(JsonPointer.compile(path), listener);
    }

    public void addListener(RemoteRoomListener listener) {
        binding.addListener(listener);
    }

    public void removeListener(RemoteRoomListener listener) {
        binding.removeListener(listener);
    }

    /**
     * Update: puts a value at a path. Objects that are missing on the way are made; in an array the index is that of an
     * item, or the end, which {@code -} names, too.
     *
     * @return fails with an {@link IllegalArgumentException} when there can be no such place
     * @throws IllegalArgumentException when the value is not JSON: NaN, infinite, or an object that Jackson cannot
     *     write; or the path is none
     */
    public CompletableFuture<EditAck> set(String path, JsonNode value) {
        JsonPointer pointer = JsonPointer.compile(path);
        JsonNode copy = Smiles.plain(value);
        return change(document -> Trees.with(document, pointer, copy));
    }

    public CompletableFuture<EditAck> set(String path, String value) {
        return set(path, JsonNodeFactory.instance.textNode(value));
    }

    public CompletableFuture<EditAck> set(String path, long value) {
        return set(path, JsonNodeFactory.instance.numberNode(value));
    }

    public CompletableFuture<EditAck> set(String path, double value) {
        return set(path, JsonNodeFactory.instance.numberNode(value));
    }

    public CompletableFuture<EditAck> set(String path, boolean value) {
        return set(path, JsonNodeFactory.instance.booleanNode(value));
    }

    /** Update: removes what is at a path. */
    public CompletableFuture<EditAck> remove(String path) {
        JsonPointer pointer = JsonPointer.compile(path);
        return change(document -> Trees.without(document, pointer));
    }

    /**
     * Update: makes another document of the copy. The function is called in the client's thread; it must not modify
     * what it is given, and may return what shares parts with it.
     *
     * @return complete at once, with the version of the copy, when nothing has changed; fails with what the function
     *     throws, with an {@link IllegalArgumentException} when something is not JSON, and with an
     *     {@link IllegalStateException} before the first join is answered
     */
    public CompletableFuture<EditAck> change(UnaryOperator<JsonNode> function) {
        return client.call(() -> binding.change(function));
    }

    /** {@link #change} for documents that are objects: the consumer modifies a copy of the whole document. */
    public CompletableFuture<EditAck> update(Consumer<ObjectNode> consumer) {
        return change(document -> {
            if (!(document instanceof ObjectNode object)) {
                throw new IllegalStateException("document=" + document.getNodeType());
            }
            ObjectNode copy = object.deepCopy();
            consumer.accept(copy);
            return copy;
        });
    }

    /**
     * Command: a JSON Patch (RFC 6902), for the document as it is when the room applies it. Its {@code test} makes an
     * edit that is applied only if things are as expected.
     *
     * @param operations an array, such as {@link JsonPatches#diff} makes
     * @throws IllegalArgumentException when they cannot be written, as of all commands
     */
    public CompletableFuture<EditAck> patch(JsonNode operations) {
        return patch(operations, -1);
    }

    /** Command: a JSON Patch for a version of the room, such as {@link #version}; carried forward to that of then. */
    public CompletableFuture<EditAck> patch(JsonNode operations, long base) {
        return command(PayloadForm.JSON_PATCH, operations, base);
    }

    /** Command: a jsondiffpatch delta, applied as it stands to the document as it is then. */
    public CompletableFuture<EditAck> delta(JsonNode delta) {
        return delta(delta, -1);
    }

    /** Command: a jsondiffpatch delta for a version of the room, carried forward to that of then. */
    public CompletableFuture<EditAck> delta(JsonNode delta, long base) {
        return command(PayloadForm.DELTA, delta, base);
    }

    /** Command: component patches by key, {@code {key: {field: value}}}, as canvas editors make them. */
    public CompletableFuture<EditAck> components(JsonNode patches) {
        return command(PayloadForm.COMPONENTS, patches, -1);
    }

    private CompletableFuture<EditAck> command(PayloadForm form, JsonNode tree, long base) {
        byte[] smile = Smiles.write(tree);
        return client.call(() -> binding.command(form, smile, base));
    }

    /** Shows others something of this client; they see the latest. It comes back by itself behind a reconnect. */
    public CompletableFuture<Void> setPresence(ObjectNode presence) {
        byte[] smile = Smiles.write(presence);
        return client.call(() -> {
            binding.show(smile);
            return CompletableFuture.completedFuture(null);
        });
    }

    /** The others in the room, as last known. */
    public List<SyncMember> members() {
        return binding.members();
    }

    /** Shows new credentials, now and whenever the room is entered again; a client that was refused tries again. */
    public CompletableFuture<Void> authenticate(JsonNode credentials) {
        return client.call(() -> {
            binding.authenticate(credentials);
            return CompletableFuture.completedFuture(null);
        });
    }

    /** Leaves the room, for ever; what is not acked is lost. */
    public CompletableFuture<Void> leave() {
        return client.call(() -> {
            binding.leave();
            return CompletableFuture.completedFuture(null);
        });
    }
}
