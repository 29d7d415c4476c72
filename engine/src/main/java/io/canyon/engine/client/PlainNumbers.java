package io.canyon.engine.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * One node for one number, as rooms have them: whole numbers of 64 bits, otherwise the nearest double. So equal
 * documents are equal trees, whoever wrote 1.0 for 1.
 */
public final class PlainNumbers extends JsonNodeFactory {
    private static final long serialVersionUID = 1L;
    private static final double TWO_TO_63 = 0x1p63;

    /** Stateless: one is as good as another. */
    public PlainNumbers() {
        super(false);
    }

    @Override
    public NumericNode numberNode(long value) {
        return (int) value == value ? numberNode((int) value) : super.numberNode(value);
    }

    @Override
    public NumericNode numberNode(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("no JSON number: " + value);
        }
        boolean isWhole = value == Math.rint(value) && value >= -TWO_TO_63 && value < TWO_TO_63;
        return isWhole ? numberNode((long) value) : super.numberNode(value);
    }

    @Override
    public NumericNode numberNode(float value) {
        return numberNode(Double.parseDouble(Float.toString(value)));
    }

    @Override
    public ValueNode numberNode(BigInteger value) {
        return value.bitLength() < Long.SIZE ? numberNode(value.longValue()) : numberNode(value.doubleValue());
    }

    @Override
    public ValueNode numberNode(BigDecimal value) {
        return numberNode(value.doubleValue());
    }
}
