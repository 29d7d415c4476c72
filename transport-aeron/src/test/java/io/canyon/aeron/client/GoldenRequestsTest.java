package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RoomKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a client sends, byte for byte, as it was when the protocol was frozen. */
class GoldenRequestsTest {
    private final SimulatedWire wire = new SimulatedWire(7);
    private final Requests requests = new Requests(new RoomsCounts());
    private final List<String> lines = new ArrayList<>();

    @Test
    void shouldSendTheBytesOfTheFrozenProtocol() throws IOException {
        requests.begin(wire);
        ObjectNode credentials = JsonNodeFactory.instance.objectNode().put("token", "grüße");
        byte[] shown = Smiles.write(credentials);
        add("connect", requests.connect(0x0102030405060708L, "service-1", shown));
        requests.open(0x1112131415161718L, 4096);
        add("keep-alive", requests.keepAlive());
        add("join", requests.join(3, "lobby", "ann", RoomKind.DOCUMENT, -1, null));
        add("resume", requests.join(4, "größe", "bob", RoomKind.RECORDS, 1L << 40, shown));
        add("delta", edit(-1, PayloadForm.DELTA, "{\"a\":[1]}"));
        add("patch", edit(41, PayloadForm.JSON_PATCH, "[{\"op\":\"remove\",\"path\":\"/a\"}]"));
        add("components", edit(-1, PayloadForm.COMPONENTS, "{\"k\":{\"x\":1.5}}"));
        byte[] presence = Smiles.write(JsonNodeFactory.instance.objectNode().put("x", -1));
        add("presence", requests.presence(3, new UnsafeBuffer(presence), 0, presence.length));
        add("authenticate", requests.authenticate(3, shown));
        add("leave", requests.leave(3));
        wire.maxMessageBytes = 128;
        add("fragments", edit(-1, PayloadForm.DELTA, "{\"text\":[\"" + "0123456789".repeat(20) + "\"]}"));
        add("close", requests.close());
        assertEquals(golden(), String.join("\n", lines) + "\n");
    }

    private long edit(long base, PayloadForm form, String json) throws IOException {
        byte[] payload = Smiles.write(new JsonMapper().readTree(json));
        // not from the start of its buffer
        byte[] shifted = new byte[payload.length + 5];
        System.arraycopy(payload, 0, shifted, 5, payload.length);
        return requests.edit(3, 42, base, form, new UnsafeBuffer(shifted), 5, payload.length);
    }

    private void add(String name, long result) {
        assertTrue(result > 0, name + " " + result);
        wire.toServer.forEach(bytes -> lines.add(name + " " + HexFormat.of().formatHex(bytes)));
        wire.toServer.clear();
    }

    private static String golden() throws IOException {
        try (InputStream file = GoldenRequestsTest.class.getResourceAsStream("requests.hex")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
