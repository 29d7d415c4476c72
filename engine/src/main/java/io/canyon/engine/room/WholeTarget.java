package io.canyon.engine.room;

import io.canyon.engine.delta.Value;
import io.canyon.engine.document.ValueEdits;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** The document of a room that is nothing else. */
final class WholeTarget implements EditTarget {
    private final ValueEdits values;

    WholeTarget(ValueEdits values) {
        this.values = values;
    }

    @Override
    public boolean fits(Room room, DirectBuffer edit, int nodeOffset, int nodeLength) {
        return values.fits(room.document(), room.whole().entry(), edit, nodeOffset, nodeLength);
    }

    @Override
    public boolean tellLengths(Room room, MutableDirectBuffer edit, int nodeOffset, int nodeLength) {
        return values.tellLengths(room.document(), room.whole().entry(), edit, nodeOffset, nodeLength);
    }

    @Override
    public long growth(Room room, DirectBuffer edit, int nodeOffset, int nodeLength) {
        return values.growth(room.document(), room.whole().entry(), edit, nodeOffset, nodeLength);
    }

    @Override
    public void apply(Room room, DirectBuffer edit, int nodeOffset, int nodeLength, long version) {
        values.apply(room.document(), room.whole().entry(), edit, nodeOffset, nodeLength, version);
    }

    @Override
    public Value value(Room room) {
        return DocumentValue.of(room.document(), room.whole().entry());
    }
}
