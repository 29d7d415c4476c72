package io.canyon.engine.room;

import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Value;
import io.canyon.engine.edit.Smile;
import java.math.BigDecimal;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Whether a value equals another as RFC 6902 has it: numbers by what they are worth, objects whatever the order of
 * their members. Costs as much as the expected value has parts, however large the other is.
 */
final class PatchEquality {
    private final PatchValues values;

    PatchEquality(PatchValues values) {
        this.values = values;
    }

    boolean isSame(PatchNode found, SmileValue expected) throws Rejected {
        if (found.origin() instanceof SmileValue own) {
            // it is walked over as far as it goes
            values.charge(own.lengthBytes());
        }
        if (!found.isEntered()) {
            return isSame(found.origin(), expected);
        }
        if (found.kind() != expected.kind()) {
            return false;
        }
        return found.kind() == Value.Kind.ARRAY ? isSameList(found, expected) : isSameObject(found, expected);
    }

    private boolean isSameList(PatchNode found, SmileValue expected) throws Rejected {
        DirectBuffer buffer = expected.buffer();
        PatchItems items = found.items();
        int at = expected.offset() + 1;
        for (int i = 0, length = items.length(); i < length; i++) {
            if (buffer.getByte(at) == Smile.END_ARRAY) {
                return false;
            }
            int end = Smile.skip(buffer, at);
            if (!isSame(items.item(i), new SmileValue(buffer, at, end - at))) {
                return false;
            }
            at = end;
        }
        return buffer.getByte(at) == Smile.END_ARRAY;
    }

    private boolean isSameObject(PatchNode found, SmileValue expected) throws Rejected {
        Map<String, SmileValue> members = new SmileParts(expected).members();
        if (memberCount(found.origin()) + found.gainedMembers() != members.size()) {
            return false;
        }
        for (Map.Entry<String, SmileValue> member : members.entrySet()) {
            PatchNode mine = found.member(member.getKey());
            if (mine == null || !isSame(mine, member.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static int memberCount(Value object) {
        if (object instanceof PlaceValue place) {
            return place.memberCount();
        }
        return object instanceof SmileValue smile
                ? new SmileParts(smile).members().size()
                : ((BaseValue) object).memberCount();
    }

    private boolean isSame(Value found, SmileValue expected) throws Rejected {
        if (PatchValues.known(found).kind() != expected.kind()) {
            return false;
        }
        return switch (found.kind()) {
            case OBJECT -> isSameObject(found, expected);
            case ARRAY -> isSameList(found, expected);
            case STRING -> isSameString(found, expected);
            default -> isSameScalar(values.smile(found), expected);
        };
    }

    private boolean isSameObject(Value found, SmileValue expected) throws Rejected {
        Map<String, SmileValue> members = new SmileParts(expected).members();
        if (memberCount(found) != members.size()) {
            return false;
        }
        Map<String, SmileValue> own = found instanceof SmileValue smile ? new SmileParts(smile).members() : null;
        for (Map.Entry<String, SmileValue> member : members.entrySet()) {
            Value mine = own == null ? found.member(member.getKey()) : own.get(member.getKey());
            if (mine == null || !isSame(mine, member.getValue())) {
                return false;
            }
        }
        return true;
    }

    private boolean isSameList(Value found, SmileValue expected) throws Rejected {
        int length = found.length();
        if (expected.length() != length) {
            return false;
        }
        DirectBuffer buffer = expected.buffer();
        SmileValue own = found instanceof SmileValue smile ? smile : null;
        int at = expected.offset() + 1;
        int ownAt = own == null ? 0 : own.offset() + 1;
        for (int i = 0; i < length; i++) {
            int end = Smile.skip(buffer, at);
            int ownEnd = own == null ? 0 : Smile.skip(own.buffer(), ownAt);
            Value mine = own == null ? found.item(i) : new SmileValue(own.buffer(), ownAt, ownEnd - ownAt);
            if (!isSame(mine, new SmileValue(buffer, at, end - at))) {
                return false;
            }
            at = end;
            ownAt = ownEnd;
        }
        return true;
    }

    private boolean isSameString(Value found, SmileValue expected) throws Rejected {
        // the length is known without reading it, and one string has one form
        boolean isOther = found instanceof DocumentValue place && place.scalarLength() != expected.lengthBytes();
        return !isOther && values.smile(found).equals(expected);
    }

    private static boolean isSameScalar(SmileValue found, SmileValue expected) {
        Smile.Kind kind = Smile.kind(found.buffer().getByte(found.offset()));
        Smile.Kind other = Smile.kind(expected.buffer().getByte(expected.offset()));
        boolean isNumber = kind == Smile.Kind.INTEGER || kind == Smile.Kind.DOUBLE;
        boolean isOtherNumber = other == Smile.Kind.INTEGER || other == Smile.Kind.DOUBLE;
        return isNumber && isOtherNumber
                ? number(found).compareTo(number(expected)) == 0
                : kind == other && found.equals(expected);
    }

    private static BigDecimal number(SmileValue value) {
        return Smile.kind(value.buffer().getByte(value.offset())) == Smile.Kind.INTEGER
                ? BigDecimal.valueOf(Smile.integer(value.buffer(), value.offset()))
                : new BigDecimal(Smile.doubleValue(value.buffer(), value.offset()));
    }
}
