package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that can do everything wrong: it writes bytes, and reads them when asked. */
final class RawClient implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int TIMEOUT_MS = 40_000;
    private static final int FIN = 0x80;
    private static final byte[] MASK = {1, 2, 3, 4};

    final Socket socket;
    private final DataInputStream in;

    record Frame(boolean fin, int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        String closeText() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    RawClient(int port) throws IOException {
        this(port, 0);
    }

    /** With a bound for the bytes that the kernel takes for a client that does not read; 0 leaves it alone. */
    RawClient(int port, int receiveBufferBytes) throws IOException {
        socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    static RawClient open(int port) throws IOException {
        RawClient client = new RawClient(port);
        assertEquals(101, client.upgrade("/?roomId=r&clientId=c"));
        return client;
    }

    static String upgradeRequest(String uri, String... headerLines) {
        StringBuilder request = new StringBuilder("GET " + uri + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
        for (String line : headerLines) {
            request.append(line).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** Asks for an upgrade and returns the status of the answer. */
    int upgrade(String uri, String... headerLines) throws IOException {
        send(upgradeRequest(uri, headerLines));
        return readStatus();
    }

    int readStatus() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readByte());
        }
        return Integer.parseInt(head.toString(StandardCharsets.ISO_8859_1).split(" ")[1]);
    }

    void send(String bytes) throws IOException {
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void sendText(String text) throws IOException {
        sendFrame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void sendFrame(boolean fin, int opcode, byte[] payload) throws IOException {
        send(frame(fin, opcode, payload));
    }

    void sendClose(int code) throws IOException {
        sendFrame(true, CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    static byte[] frame(boolean fin, int opcode, byte[] payload) {
        ByteBuffer bytes = ByteBuffer.allocate(14 + payload.length);
        bytes.put((byte) ((fin ? FIN : 0) | opcode));
        if (payload.length < 126) {
            bytes.put((byte) (0x80 | payload.length));
        } else if (payload.length <= 0xFFFF) {
            bytes.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            bytes.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        bytes.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            bytes.put((byte) (payload[i] ^ MASK[i & 3]));
        }
        byte[] frame = new byte[bytes.position()];
        bytes.flip().get(frame);
        return frame;
    }

    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        assertEquals(0, second & 0x80, "server frames are not masked");
        long length = second;
        if (second == 126) {
            length = in.readUnsignedShort();
        } else if (second == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame((first & FIN) != 0, first & 0x0F, payload);
    }

    /** The next text; pings before it are answered. */
    String readText() throws IOException {
        Frame frame = read();
        while (frame.opcode() == PING) {
            sendFrame(true, PONG, frame.payload());
            frame = read();
        }
        assertTrue(frame.fin());
        assertEquals(TEXT, frame.opcode());
        return frame.text();
    }

    /** Reads on to the close frame, and returns its code. */
    int readCloseCode() throws IOException {
        Frame frame = read();
        while (frame.opcode() != CLOSE) {
            frame = read();
        }
        return frame.closeCode();
    }

    /** Reads what is left; true if the server has closed in good order. */
    boolean readsEnd() throws IOException {
        return in.read() == -1;
    }

    /** True once the server has ended the connection, in whatever way. */
    boolean isCut() {
        try {
            while (in.read() != -1) {}
            return true;
        } catch (EOFException e) {
            return true;
        } catch (IOException e) {
            return !(e instanceof SocketTimeoutException);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
