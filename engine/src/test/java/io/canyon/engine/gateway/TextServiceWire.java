package io.canyon.engine.gateway;

import io.canyon.engine.dialect.JsonWriter;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RejectCode;
import io.canyon.engine.spi.RoomKind;
import io.canyon.engine.spi.ServiceError;
import io.canyon.engine.spi.ServiceJoined;
import io.canyon.engine.spi.ServiceWire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A wire of services whose messages are those of the echo wire, letter for letter; chunks are gathered, and the message
 * that they belong to is written with the last of them.
 */
final class TextServiceWire implements ServiceWire {
    /** Names of rooms by handle. */
    final Map<Integer, String> handles = new HashMap<>();

    private final Map<Long, String> rooms = new HashMap<>();
    private final Map<Long, String> announced = new HashMap<>();
    private final Map<Long, ByteArrayOutputStream> chunks = new HashMap<>();
    /** The memory in which chunks were. */
    final Set<byte[]> chunkMemory = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Of the rooms that were joined. */
    final List<RoomKind> kinds = new ArrayList<>();

    /** How a chunk is shown; null: not at all. */
    String chunkMark;

    @Override
    public int joined(ServiceJoined joined, MutableDirectBuffer target) {
        rooms.put(joined.roomId(), handles.get(joined.handle()));
        kinds.add(joined.kind());
        String start = start("joined", joined.roomId()) + ",'version':" + joined.version();
        start += joined.sequence() < 0 ? "" : ",'seq':" + joined.sequence();
        start += ",'permission':'" + name(joined.permission()) + "'";
        String end = ",'members':" + json(joined.members()) + ",'asked':" + joined.isAsked() + "}";
        String contents = joined.from() < 0 ? "" : ",'from':" + joined.from();
        switch (joined.contentsKind()) {
            case NOTHING_NEW -> {}
            case DELTA -> contents += ",'delta':" + json(joined.contents());
            case DOCUMENT -> contents += ",'doc':" + json(joined.contents());
            case CHUNKS -> {
                announced.put(joined.roomId(), start + ",'doc':%" + end);
                return chunkMark == null ? 0 : put("announced " + joined.totalBytes(), target);
            }
        }
        return put(start + contents + end, target);
    }

    @Override
    public int stateChunk(
            long roomId, int totalBytes, int offsetBytes, DirectBuffer chunk, MutableDirectBuffer target) {
        chunkMemory.add(chunk.byteArray());
        ByteArrayOutputStream gathered =
                chunks.compute(roomId, (id, before) -> offsetBytes == 0 ? new ByteArrayOutputStream() : before);
        if (offsetBytes != gathered.size()) {
            throw new AssertionError("chunk at " + offsetBytes + " behind " + gathered.size());
        }
        byte[] bytes = new byte[chunk.capacity()];
        chunk.getBytes(0, bytes);
        gathered.writeBytes(bytes);
        if (gathered.size() < totalBytes) {
            return chunkMark == null ? 0 : put(chunkMark + rooms.get(roomId) + " " + bytes.length, target);
        }
        String document = json(new UnsafeBuffer(gathered.toByteArray()));
        return put(announced.get(roomId).replace("%", document), target);
    }

    @Override
    public int ack(long roomId, long sequence, long version, DirectBuffer delta, MutableDirectBuffer target) {
        String applied = delta == null ? "" : ",'delta':" + (delta.capacity() == 0 ? "null" : json(delta));
        return put(start("ack", roomId) + ",'seq':" + sequence + ",'version':" + version + applied + "}", target);
    }

    @Override
    public int edit(
            long roomId,
            long version,
            DirectBuffer clientId,
            DirectBuffer userId,
            DirectBuffer delta,
            MutableDirectBuffer target) {
        String applied = delta.capacity() == 0 ? "" : ",'delta':" + json(delta);
        String start = start("edit", roomId) + ",'version':" + version;
        return put(start + names(clientId, userId) + applied + "}", target);
    }

    @Override
    public int reject(
            long roomId,
            long sequence,
            RejectCode code,
            long version,
            DirectBuffer message,
            MutableDirectBuffer target) {
        return put(
                start("reject", roomId) + ",'seq':" + sequence + ",'code':'" + code.wireName() + "','message':'"
                        + text(message) + "','version':" + version + "}",
                target);
    }

    @Override
    public int entered(long roomId, DirectBuffer clientId, DirectBuffer userId, MutableDirectBuffer target) {
        return put(start("entered", roomId) + names(clientId, userId) + "}", target);
    }

    @Override
    public int left(long roomId, DirectBuffer clientId, DirectBuffer userId, MutableDirectBuffer target) {
        return put(start("left", roomId) + names(clientId, userId) + "}", target);
    }

    @Override
    public int presence(
            long roomId,
            DirectBuffer clientId,
            DirectBuffer userId,
            DirectBuffer presence,
            MutableDirectBuffer target) {
        return put(start("presence", roomId) + names(clientId, userId) + ",'presence':" + json(presence) + "}", target);
    }

    @Override
    public int permission(long roomId, Permission permission, MutableDirectBuffer target) {
        return put(start("permission", roomId) + ",'permission':'" + name(permission) + "'}", target);
    }

    @Override
    public int refused(int handle, ServiceError error, boolean isOver, String message, MutableDirectBuffer target) {
        String code = error == ServiceError.MALFORMED
                ? "bad-frame"
                : error.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return put(
                "{'event':'error','code':'" + code + "','message':'" + message + "','room':'" + handles.get(handle)
                        + "'}" + (isOver ? "" : " still in it"),
                target);
    }

    private String start(String event, long roomId) {
        return "{'event':'" + event + "','room':'" + rooms.get(roomId) + "'";
    }

    private static String names(DirectBuffer clientId, DirectBuffer userId) {
        return ",'id':'" + text(clientId) + "','userId':'" + text(userId) + "'";
    }

    private static String name(Permission permission) {
        return permission == Permission.READ_WRITE ? "readwrite" : "readonly";
    }

    private static String text(DirectBuffer utf8) {
        return utf8.getStringWithoutLengthUtf8(0, utf8.capacity());
    }

    private static String json(DirectBuffer smile) {
        if (Smile.skip(smile, 0) != smile.capacity()) {
            throw new AssertionError("the value does not fill its buffer");
        }
        ExpandableArrayBuffer text = new ExpandableArrayBuffer();
        JsonWriter writer = new JsonWriter().wrap(text, 0);
        writer.value(smile, 0);
        return text.getStringWithoutLengthUtf8(0, writer.position());
    }

    private static int put(String message, MutableDirectBuffer target) {
        byte[] bytes = message.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        target.putBytes(0, bytes);
        return bytes.length;
    }
}
