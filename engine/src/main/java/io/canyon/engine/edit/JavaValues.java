package io.canyon.engine.edit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * JSON values as Java has them: null, Boolean, Number (read: Long, or Double if it is not whole), String, List, and Map
 * with String keys. Stateless; what is read cannot be changed.
 */
public final class JavaValues {
    private static final int MAX_DEPTH = Smile.MAX_DEPTH - 2;

    private JavaValues() {}

    /**
     * Writes a value.
     *
     * @throws IllegalArgumentException when it is none of these types, not finite, too deep, or has too long a name
     */
    public static void write(Object value, SmileWriter target) {
        write(value, target, MAX_DEPTH);
    }

    /** Writes a value of at most so many containers one in another. */
    public static void write(Object value, SmileWriter target, int maxDepth) {
        writeValue(value, target, maxDepth);
    }

    public static Object read(DirectBuffer smile, int offset) {
        byte token = smile.getByte(offset);
        return switch (Smile.kind(token)) {
            case NULL -> null;
            case BOOLEAN -> token == Smile.TRUE;
            case INTEGER -> Smile.integer(smile, offset);
            case DOUBLE -> Smile.doubleValue(smile, offset);
            case STRING ->
                JavaStrings.decode(smile, Smile.stringOffset(smile, offset), Smile.stringLength(smile, offset));
            case ARRAY -> list(smile, offset);
            case OBJECT -> map(smile, offset);
        };
    }

    /** The name of an object's member that starts at {@code offset}. */
    public static String name(DirectBuffer smile, int offset) {
        return JavaStrings.decode(smile, Smile.nameOffset(smile, offset), Smile.nameLength(smile, offset));
    }

    private static void writeValue(Object value, SmileWriter target, int depthLeft) {
        if (depthLeft < 0) {
            throw new IllegalArgumentException("nested too deep");
        }
        if (value == null) {
            target.writeNull();
        } else if (value instanceof Boolean isTrue) {
            target.writeBoolean(isTrue);
        } else if (value instanceof Number number) {
            writeNumber(number, target);
        } else if (value instanceof String text) {
            UnsafeBuffer utf8 = new UnsafeBuffer(JavaStrings.encode(text));
            target.writeString(utf8, 0, utf8.capacity());
        } else if (value instanceof List<?> list) {
            target.startArray();
            for (Object item : list) {
                writeValue(item, target, depthLeft - 1);
            }
            target.endArray();
        } else if (value instanceof Map<?, ?> map) {
            target.startObject();
            map.forEach((name, member) -> {
                writeName(name, target);
                writeValue(member, target, depthLeft - 1);
            });
            target.endObject();
        } else {
            throw new IllegalArgumentException(
                    "no JSON value: type=" + value.getClass().getName());
        }
    }

    private static void writeName(Object name, SmileWriter target) {
        if (!(name instanceof String text)) {
            throw new IllegalArgumentException("name is no string: name=" + name);
        }
        UnsafeBuffer utf8 = new UnsafeBuffer(JavaStrings.encode(text));
        if (utf8.capacity() > EditFormat.MAX_NAME_BYTES) {
            throw new IllegalArgumentException("name too long: lengthBytes=" + utf8.capacity());
        }
        target.writeName(utf8, 0, utf8.capacity());
    }

    private static void writeNumber(Number number, SmileWriter target) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            target.writeInteger(number.longValue());
        } else if (number instanceof BigInteger integer && integer.bitLength() < Long.SIZE) {
            target.writeInteger(integer.longValue());
        } else if (number instanceof Double
                || number instanceof Float
                || number instanceof BigDecimal
                || number instanceof BigInteger) {
            target.writeNumber(number.doubleValue());
        } else {
            throw new IllegalArgumentException(
                    "no JSON number: type=" + number.getClass().getName());
        }
    }

    private static List<Object> list(DirectBuffer smile, int offset) {
        List<Object> list = new ArrayList<>();
        for (int at = offset + 1; smile.getByte(at) != Smile.END_ARRAY; at = Smile.skip(smile, at)) {
            list.add(read(smile, at));
        }
        return Collections.unmodifiableList(list);
    }

    private static Map<String, Object> map(DirectBuffer smile, int offset) {
        Map<String, Object> map = new LinkedHashMap<>();
        int at = offset + 1;
        while (smile.getByte(at) != Smile.END_OBJECT) {
            int value = Smile.skipName(smile, at);
            map.put(name(smile, at), read(smile, value));
            at = Smile.skip(smile, value);
        }
        return Collections.unmodifiableMap(map);
    }
}
