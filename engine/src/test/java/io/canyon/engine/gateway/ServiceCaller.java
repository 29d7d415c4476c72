package io.canyon.engine.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.EditForm;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.RoomKind;
import io.canyon.engine.spi.ServiceJoin;
import io.canyon.engine.spi.ServiceSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A service that asks what frames of the echo wire ask. Every other value is as Jackson writes it. */
final class ServiceCaller implements GatewaySession {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SmileMapper SMILE = new SmileMapper();

    final ServiceSession session;
    private final Map<String, Integer> handles = new HashMap<>();
    private final TextServiceWire wire;
    private int values;

    ServiceCaller(ServiceSession session, TextServiceWire wire) {
        this.session = session;
        this.wire = wire;
    }

    @Override
    public void onFrame(DirectBuffer frame, int offset, int length) {
        try {
            call(JSON.readTree(frame.getStringWithoutLengthUtf8(offset, length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onDrained() {
        session.onDrained();
    }

    @Override
    public void onClosed() {
        session.onClosed();
    }

    int handle(String room) {
        int handle = handles.computeIfAbsent(room, name -> wire.handles.size() + 7);
        wire.handles.put(handle, room);
        return handle;
    }

    private void call(JsonNode frame) throws IOException {
        String room = frame.get("room").textValue();
        int handle = handle(room);
        Credentials shown = frame.has("credentials")
                ? Credentials.ofJson(frame.get("credentials").toString())
                : null;
        switch (frame.get("event").textValue()) {
            case "join" ->
                session.join(new ServiceJoin(
                        handle,
                        room,
                        frame.get("userId").textValue(),
                        shown,
                        frame.path("version").asLong(-1),
                        RoomKind.DOCUMENT));
            case "edit" -> {
                boolean isPatch = frame.has("patch");
                DirectBuffer edit = smile(frame.get(isPatch ? "patch" : "delta"));
                long seq = frame.get("seq").longValue();
                long base = frame.path("base").asLong(-1);
                EditForm form = isPatch ? EditForm.JSON_PATCH : EditForm.DELTA;
                session.edit(handle, seq, base, form, edit, 0, edit.capacity());
            }
            case "presence" -> {
                DirectBuffer presence = smile(frame.get("presence"));
                session.presence(handle, presence, 0, presence.capacity());
            }
            case "auth" -> session.authenticate(handle, shown);
            case "leave" -> session.leave(handle);
            default -> throw new AssertionError("no such event: " + frame);
        }
    }

    private DirectBuffer smile(JsonNode value) throws IOException {
        if (values++ % 2 == 0) {
            return new UnsafeBuffer(SMILE.writeValueAsBytes(value));
        }
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        SmileWriter writer = new SmileWriter().wrap(buffer, 0);
        JsonSmile.write(value, writer);
        return new UnsafeBuffer(buffer, 0, writer.position());
    }
}
