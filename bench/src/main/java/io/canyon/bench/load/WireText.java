package io.canyon.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The few frames of the canvas wire that a load needs. An edit carries the time at which it was due, as its message id
 * and as a field, so that its ack and its deliveries tell it without any book-keeping.
 */
final class WireText {
    /** What a frame of the server is. */
    enum Kind {
        ACK,
        ACK_WITH_REJECTIONS,
        DELIVERY,
        CATCH_UP,
        COUNT,
        OTHER
    }

    private static final byte[] ACK = ascii("{\"type\":\"ack\",\"messageId\":\"");
    private static final byte[] COUNT = ascii("{\"type\":\"clientCount\"");
    private static final byte[] PATCH = ascii("{\"type\":\"patch\",\"clientId\":\"");
    private static final byte[] AFTER_ID = ascii("\",\"timestamp\":");
    /** The part of {@link #PATCH} behind the brace and the type's name, eight bytes at a time. */
    private static final int PATCH_VALUE = 9;

    private static final long PATCH_1 = longAt(PATCH, PATCH_VALUE);
    private static final long PATCH_2 = longAt(PATCH, PATCH_VALUE + Long.BYTES);
    private static final byte[] DUE_FIELD = ascii("\"due\":");
    private static final byte[] EDIT_START = ascii("{\"type\":\"patch\",\"messageId\":\"");
    private static final byte[] EDIT_PATCHES = ascii("\",\"documentPatches\":[{\"");
    private static final int KEYS = 16;

    private final byte[] keyPrefix;
    private final byte[] digits = new byte[20];
    private long count;

    /** Edits of components that are this writer's alone. */
    WireText(String writer) {
        keyPrefix = ascii(writer + ":");
    }

    /** Writes the frame that creates the components; its ack tells time 0. */
    void writeCreation(ByteBuf target) {
        target.writeBytes(EDIT_START).writeByte('0').writeBytes(EDIT_PATCHES);
        for (int i = 0; i < KEYS; i++) {
            target.writeBytes(i == 0 ? new byte[0] : ascii(",\"")).writeBytes(keyPrefix);
            writeNumber(target, i);
            target.writeBytes(ascii("\":{\"_exists\":true,\"x\":0,\"y\":0,\"due\":0}"));
        }
        target.writeBytes(ascii("}]}"));
    }

    /** Writes the next edit: three fields of one component. */
    void writeEdit(ByteBuf target, long dueNs) {
        long number = count++;
        target.writeBytes(EDIT_START);
        writeNumber(target, dueNs);
        target.writeBytes(EDIT_PATCHES).writeBytes(keyPrefix);
        writeNumber(target, number % KEYS);
        target.writeBytes(X);
        writeNumber(target, number % 1000);
        target.writeBytes(Y);
        writeNumber(target, number % 777);
        target.writeBytes(DUE);
        writeNumber(target, dueNs);
        target.writeBytes(END);
    }

    private static final byte[] X = ascii("\":{\"x\":");
    private static final byte[] Y = ascii(".25,\"y\":-");
    private static final byte[] DUE = ascii(",\"due\":");
    private static final byte[] END = ascii("}}]}");

    static Kind kind(ByteBuf text, int start, int length) {
        if (isPatch(text, start, length)) {
            // Deliveries name their author; what the server tells by itself does not.
            return text.getByte(start + PATCH.length) == '"' ? Kind.CATCH_UP : Kind.DELIVERY;
        }
        if (startsWith(text, start, length, ACK)) {
            return hasRejections(text, start, length) ? Kind.ACK_WITH_REJECTIONS : Kind.ACK;
        }
        return startsWith(text, start, length, COUNT) ? Kind.COUNT : Kind.OTHER;
    }

    static long dueOfAck(ByteBuf text, int start) {
        return number(text, start + ACK.length);
    }

    /** The time in the last edit of a delivery, 0 if there is none. */
    static long dueOfDelivery(ByteBuf text, int start, int length) {
        for (int at = start + length - DUE_FIELD.length; at > start; at--) {
            if (startsWith(text, at, start + length - at, DUE_FIELD)) {
                return number(text, at + DUE_FIELD.length);
            }
        }
        return 0;
    }

    /** The latest time in any of the edits of a frame, 0 if there is none. */
    static long latestDue(ByteBuf text, int start, int length) {
        long latest = 0;
        for (int at = start; at < start + length; at++) {
            if (startsWith(text, at, start + length - at, DUE_FIELD)) {
                latest = Math.max(latest, number(text, at + DUE_FIELD.length));
            }
        }
        return latest;
    }

    /** Nearly all frames are patches: they are told by two comparisons. */
    private static boolean isPatch(ByteBuf text, int start, int length) {
        return length > PATCH.length
                && text.getLong(start + PATCH_VALUE) == PATCH_1
                && text.getLong(start + PATCH_VALUE + Long.BYTES) == PATCH_2;
    }

    private static long longAt(byte[] bytes, int index) {
        return ByteBuffer.wrap(bytes).getLong(index);
    }

    private static boolean hasRejections(ByteBuf text, int start, int length) {
        int at = skipDigits(text, start + ACK.length);
        if (!startsWith(text, at, start + length - at, AFTER_ID)) {
            return true;
        }
        return text.getByte(skipDigits(text, at + AFTER_ID.length)) != '}';
    }

    private static int skipDigits(ByteBuf text, int start) {
        int at = start;
        while (isDigit(text.getByte(at))) {
            at++;
        }
        return at;
    }

    private static long number(ByteBuf text, int start) {
        long value = 0;
        for (int at = start; isDigit(text.getByte(at)); at++) {
            value = value * 10 + text.getByte(at) - '0';
        }
        return value;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean startsWith(ByteBuf text, int start, int length, byte[] prefix) {
        if (length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (text.getByte(start + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private void writeNumber(ByteBuf target, long value) {
        int at = digits.length;
        long rest = value;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        target.writeBytes(digits, at, digits.length - at);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
