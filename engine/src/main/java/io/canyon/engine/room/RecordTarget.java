package io.canyon.engine.room;

import io.canyon.engine.delta.Value;
import io.canyon.engine.document.Document;
import io.canyon.engine.document.ValueEdits;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The records of a room as one document: an object of its live records by key, each an object of its fields. A key that
 * is set is a record that is created or replaced, one that is removed a record that is deleted; records and fields that
 * go leave tombstones, and a field that is changed inside counts as set. Edits have passed {@link RecordShape}.
 */
final class RecordTarget implements EditTarget {
    private final ValueEdits values;
    private final MemberCursor keys = new MemberCursor();
    private final MemberCursor fields = new MemberCursor();
    /** Names of one command's keys, or of one record's fields. */
    private final NameSet names;

    private final ExpandableArrayBuffer name = new ExpandableArrayBuffer(64);

    RecordTarget(ValueEdits values, long hashSeed) {
        this.values = values;
        this.names = new NameSet(hashSeed);
    }

    @Override
    public boolean fits(Room room, DirectBuffer edit, int nodeOffset, int nodeLength) {
        Document document = room.document();
        keys.wrap(edit, nodeOffset, nodeLength);
        names.clear();
        boolean isAny = false;
        while (keys.next()) {
            boolean isOnly = !isAny && keys.nextOffset() == keys.limit();
            isAny = true;
            boolean isNew = isOnly || names.add(edit, keys.nameOffset(), keys.nameLength());
            if (!isNew || keys.nameLength() > EditFormat.MAX_NAME_BYTES || !fitsKey(document)) {
                return false;
            }
        }
        return isAny;
    }

    private boolean fitsKey(Document document) {
        DirectBuffer edit = keys.buffer();
        int entry = entryOfKey(document);
        return switch (keys.operation()) {
            case EditFormat.SET ->
                values.fitsMember(document, document.root(), edit, keys.bodyOffset(), keys.bodyLength());
            case EditFormat.REMOVE -> entry != 0 && document.isLive(entry);
            default -> values.fits(document, entry, edit, keys.nodeOffset(), keys.nodeLength());
        };
    }

    @Override
    public boolean tellLengths(Room room, MutableDirectBuffer edit, int nodeOffset, int nodeLength) {
        Document document = room.document();
        boolean isAny = false;
        keys.wrap(edit, nodeOffset, nodeLength);
        while (keys.next()) {
            if (keys.operation() == EditFormat.OBJECT) {
                isAny |= values.tellLengths(document, entryOfKey(document), edit, keys.nodeOffset(), keys.nodeLength());
            }
        }
        return isAny;
    }

    @Override
    public long growth(Room room, DirectBuffer edit, int nodeOffset, int nodeLength) {
        Document document = room.document();
        long growth = 0;
        keys.wrap(edit, nodeOffset, nodeLength);
        while (keys.next()) {
            int record = recordOfKey(document);
            growth += switch (keys.operation()) {
                case EditFormat.REMOVE ->
                    document.growthOfRemove(document.root(), edit, keys.nameOffset(), keys.nameLength());
                case EditFormat.SET -> record == 0 ? growthOfNew(document) : growthOfReplaced(document, record);
                default -> growthOfFields(document, record);
            };
        }
        return growth;
    }

    private long growthOfNew(Document document) {
        return document.growthOfSet(
                document.root(), keys.buffer(), keys.nameOffset(), keys.nameLength(), keys.buffer(), keys.bodyOffset());
    }

    private long growthOfReplaced(Document document, int record) {
        DirectBuffer smile = keys.buffer();
        long growth = 0;
        names.clear();
        for (int at = keys.bodyOffset() + 1; smile.getByte(at) != Smile.END_OBJECT; ) {
            int value = Smile.skipName(smile, at);
            int nameOffset = Smile.nameOffset(smile, at);
            int nameLength = Smile.nameLength(smile, at);
            int end = Smile.skip(smile, value);
            growth += names.add(smile, nameOffset, nameLength)
                    ? document.growthOfSet(record, smile, nameOffset, nameLength, smile, value)
                    : ValueEdits.growthBound(end - at);
            at = end;
        }
        for (int field = document.firstMember(record); field != 0; field = document.nextMember(field)) {
            if (isLost(document, field)) {
                growth += document.growthOfRemove(record, name, 0, document.nameLength(field));
            }
        }
        return growth;
    }

    private long growthOfFields(Document document, int record) {
        DirectBuffer edit = keys.buffer();
        long growth = 0;
        fields.wrapInside(keys);
        while (fields.next()) {
            int nameOffset = fields.nameOffset();
            int nameLength = fields.nameLength();
            growth += switch (fields.operation()) {
                case EditFormat.SET ->
                    document.growthOfSet(record, edit, nameOffset, nameLength, edit, fields.bodyOffset());
                case EditFormat.REMOVE -> document.growthOfRemove(record, edit, nameOffset, nameLength);
                default ->
                    isNothing()
                            ? 0
                            : values.growth(
                                    document,
                                    document.find(record, edit, nameOffset, nameLength),
                                    edit,
                                    fields.nodeOffset(),
                                    fields.nodeLength());
            };
        }
        return growth;
    }

    @Override
    public void apply(Room room, DirectBuffer edit, int nodeOffset, int nodeLength, long version) {
        Document document = room.document();
        keys.wrap(edit, nodeOffset, nodeLength);
        while (keys.next()) {
            int record = recordOfKey(document);
            switch (keys.operation()) {
                case EditFormat.REMOVE ->
                    document.remove(document.root(), edit, keys.nameOffset(), keys.nameLength(), version);
                case EditFormat.SET -> {
                    if (record == 0) {
                        create(document, version);
                    } else {
                        replace(document, record, version);
                    }
                }
                default -> applyFields(document, record, version);
            }
        }
    }

    @Override
    public Value value(Room room) {
        return new RecordsValue(room.document());
    }

    private void create(Document document, long version) {
        DirectBuffer edit = keys.buffer();
        document.set(document.root(), edit, keys.nameOffset(), keys.nameLength(), edit, keys.bodyOffset(), version);
    }

    private void replace(Document document, int record, long version) {
        DirectBuffer smile = keys.buffer();
        document.record(document.root(), smile, keys.nameOffset(), keys.nameLength(), version);
        names.clear();
        for (int at = keys.bodyOffset() + 1; smile.getByte(at) != Smile.END_OBJECT; ) {
            int value = Smile.skipName(smile, at);
            int nameOffset = Smile.nameOffset(smile, at);
            int nameLength = Smile.nameLength(smile, at);
            names.add(smile, nameOffset, nameLength);
            document.set(record, smile, nameOffset, nameLength, smile, value, version);
            at = Smile.skip(smile, value);
        }
        for (int field = document.firstMember(record); field != 0; field = document.nextMember(field)) {
            if (isLost(document, field)) {
                document.remove(record, name, 0, document.nameLength(field), version);
            }
        }
    }

    /** Whether a live field is none of {@link #names}; its name stands in {@link #name} then. */
    private boolean isLost(Document document, int field) {
        return document.isLive(field) && names.add(name, 0, document.copyName(field, name, 0));
    }

    private void applyFields(Document document, int record, long version) {
        DirectBuffer edit = keys.buffer();
        fields.wrapInside(keys);
        while (fields.next()) {
            int nameOffset = fields.nameOffset();
            int nameLength = fields.nameLength();
            switch (fields.operation()) {
                case EditFormat.SET ->
                    document.set(record, edit, nameOffset, nameLength, edit, fields.bodyOffset(), version);
                case EditFormat.REMOVE -> document.remove(record, edit, nameOffset, nameLength, version);
                default -> {
                    if (!isNothing()) {
                        int field = document.find(record, edit, nameOffset, nameLength);
                        values.applyAndStamp(document, field, edit, fields.nodeOffset(), fields.nodeLength(), version);
                    }
                }
            }
        }
    }

    /** Whether the field's change is an OBJECT without members, which is at home everywhere. */
    private boolean isNothing() {
        return fields.operation() == EditFormat.OBJECT && fields.bodyLength() == 0;
    }

    private int entryOfKey(Document document) {
        return document.find(document.root(), keys.buffer(), keys.nameOffset(), keys.nameLength());
    }

    /** The live record of the key; 0 if there is none. */
    private int recordOfKey(Document document) {
        int entry = entryOfKey(document);
        return entry == 0 ? 0 : document.object(entry);
    }
}
