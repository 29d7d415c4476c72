package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Keys that are equal where JavaScript's {@code ===} finds two scalars equal. */
final class ItemKeys {
    private enum Null {
        KEY
    }

    private ItemKeys() {}

    /** Key of a scalar; a container is its own, equal to nothing else. */
    static Object key(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case NULL -> Null.KEY;
            default -> new Object();
        };
    }

    static boolean isSame(JsonNode left, JsonNode right) {
        if (left == right) {
            return true;
        }
        return left.isValueNode() && right.isValueNode() && key(left).equals(key(right));
    }

    /** One number, one key: 1 and 1.0, 0 and -0 are the same; whole numbers are told apart beyond 53 bits, too. */
    private static Object number(JsonNode node) {
        if (node.canConvertToLong() && node.isIntegralNumber()) {
            return node.longValue();
        }
        if (node.isIntegralNumber()) {
            return node.bigIntegerValue();
        }
        double value = node.doubleValue();
        if (value != Math.rint(value) || Double.isInfinite(value)) {
            return value;
        }
        BigInteger whole = new BigDecimal(value).toBigInteger();
        return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
    }
}
