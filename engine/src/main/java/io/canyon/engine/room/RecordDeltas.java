package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ChangeReader;
import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.delta.Compose;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.document.Document;
import io.canyon.engine.document.DocumentPlaces;
import io.canyon.engine.document.Kind;
import io.canyon.engine.document.RecordsEncoder;
import io.canyon.engine.edit.DeltaNames;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.StepCursor;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.IntArrayList;

/**
 * Writes what an edit does to records as the edit of one document that does the same, key by key while it is applied.
 * Old values are not told. Allocates nothing while no key comes twice.
 */
final class RecordDeltas {
    private static final int INITIAL_BYTES = 1024;
    /** Of a field: nothing was there. */
    private static final int ABSENT = -2;
    /** Of a field: something was there that is no array; else its length. */
    private static final int PRESENT = -1;

    private final EditWriter writer = new EditWriter();
    private final ChangeWriter changes = new ChangeWriter(SmileValue.WRITER);
    private final MemberCursor fields = new MemberCursor();
    private final StepCursor steps = new StepCursor();
    private final BufferDeltas buffers = new BufferDeltas(writer);
    private final NameSet keysOfStep;
    /** What stood in the fields of the key at hand, in the order of the edit. */
    private final IntArrayList before = new IntArrayList();

    private ExpandableArrayBuffer bytes = new ExpandableArrayBuffer(INITIAL_BYTES);
    private ExpandableArrayBuffer composed = new ExpandableArrayBuffer(INITIAL_BYTES);
    private boolean isOn;
    private boolean wasLive;
    private boolean hasRecordsAgain;
    private long recordsAgainBytes;
    private int stepMark;
    private int stepEnd;
    private int stepCount;
    private int keyCount;

    RecordDeltas(long hashSeed) {
        keysOfStep = new NameSet(hashSeed);
    }

    /** An edit comes; without document sessions nothing is written of it. */
    void begin(Room room) {
        isOn = room.whole() != null;
        if (isOn) {
            writer.wrap(bytes, 0);
            keysOfStep.clear();
            hasRecordsAgain = false;
            recordsAgainBytes = 0;
            stepEnd = 0;
            stepCount = 0;
            keyCount = 0;
        }
    }

    boolean isOn() {
        return isOn;
    }

    /** Whether a record was created that was there already. */
    boolean hasRecordsAgain() {
        return hasRecordsAgain;
    }

    /** At least the bytes of the records that were there already, or more than a batch may tell. */
    long recordsAgainBytes() {
        return recordsAgainBytes;
    }

    /** A key is about to be changed. */
    void before(Document document, MemberCursor key) {
        int entry = document.find(document.root(), key.buffer(), key.nameOffset(), key.nameLength());
        int record = entry == 0 ? 0 : document.object(entry);
        wasLive = record != 0;
        if (wasLive && key.operation() == EditFormat.RECORD) {
            hasRecordsAgain = true;
            int place = DocumentPlaces.ofEntry(document, entry);
            recordsAgainBytes += DocumentPlaces.measure(
                    document, place, Math.max(0, RecordOutputs.MAX_TOLD_BYTES - recordsAgainBytes));
        }
        before.clear();
        if (wasLive && key.operation() != EditFormat.REMOVE) {
            fields.wrapInside(key);
            while (fields.next()) {
                before.addInt(stateOf(
                        document, document.find(record, fields.buffer(), fields.nameOffset(), fields.nameLength())));
            }
        }
    }

    private static int stateOf(Document document, int field) {
        if (field == 0 || !document.isLive(field)) {
            return ABSENT;
        }
        return document.kind(field) == Kind.ARRAY ? document.arrayLength(field) : PRESENT;
    }

    /** The key has been changed. */
    void after(Document document, MemberCursor key) {
        boolean isRemoved = key.operation() == EditFormat.REMOVE;
        if (isRemoved && !wasLive || !DeltaNames.areAddressed(key.buffer(), key.nameOffset(), key.nameLength())) {
            return;
        }
        int mark = beginKey(key);
        if (isRemoved) {
            writer.operation(EditFormat.REMOVE);
        } else {
            int record = document.findObject(document.root(), key);
            if (!wasLive) {
                writer.operation(EditFormat.SET);
                RecordsEncoder.writePlainRecord(document, record, writer.values());
            } else if (!writeFields(document, record, key)) {
                writer.position(mark);
                return;
            }
        }
        writer.endMember(mark);
        keyCount++;
    }

    /** Makes it one step, if it is any: what it changes, empty for nothing. */
    void end() {
        endStep();
        if (stepCount > 1) {
            compose();
        }
    }

    DirectBuffer buffer() {
        return writer.buffer();
    }

    int lengthBytes() {
        return writer.position();
    }

    void trim() {
        keysOfStep.trim();
        if (bytes.capacity() + composed.capacity() > RoomContext.MAX_KEPT_BYTES) {
            bytes = new ExpandableArrayBuffer(INITIAL_BYTES);
            composed = new ExpandableArrayBuffer(INITIAL_BYTES);
        }
    }

    /** A key comes once in a step: what happens to it again goes into the next. */
    private int beginKey(MemberCursor key) {
        boolean isNew = keysOfStep.add(key.buffer(), key.nameOffset(), key.nameLength());
        if (!isNew) {
            endStep();
            keysOfStep.clear();
            keysOfStep.add(key.buffer(), key.nameOffset(), key.nameLength());
        }
        if (keyCount == 0) {
            writer.position(stepEnd);
            stepMark = writer.beginStep();
            writer.operation(EditFormat.OBJECT);
        }
        return writer.beginMember(key.buffer(), key.nameOffset(), key.nameLength());
    }

    private void endStep() {
        if (keyCount > 0) {
            writer.endStep(stepMark);
            stepEnd = writer.position();
            stepCount++;
            keyCount = 0;
        } else {
            writer.position(stepEnd);
        }
    }

    /** False: nothing of what a delta can address changes. */
    private boolean writeFields(Document document, int record, MemberCursor key) {
        writer.operation(EditFormat.OBJECT);
        boolean isAny = false;
        fields.wrapInside(key);
        for (int i = 0; fields.next(); i++) {
            if (DeltaNames.areAddressed(fields.buffer(), fields.nameOffset(), fields.nameLength())) {
                isAny |= writeField(document, record, before.getInt(i));
            }
        }
        return isAny;
    }

    private boolean writeField(Document document, int record, int state) {
        DirectBuffer edit = fields.buffer();
        int mark = writer.beginMember(edit, fields.nameOffset(), fields.nameLength());
        boolean changes = true;
        switch (fields.operation()) {
            case EditFormat.SET -> {
                writer.operation(EditFormat.SET);
                writer.writeRaw(edit, fields.bodyOffset(), fields.bodyLength());
                writeOld(state);
            }
            case EditFormat.REMOVE -> {
                writer.operation(EditFormat.REMOVE);
                changes = state != ABSENT;
            }
            case EditFormat.BUFFER -> {
                int field = document.find(record, edit, fields.nameOffset(), fields.nameLength());
                if (state >= 0 && BufferDeltas.isList(fields, state)) {
                    changes = buffers.write(document, field, fields, state);
                } else {
                    writer.operation(EditFormat.SET);
                    document.writeValue(field, writer.values());
                    writeOld(state);
                }
            }
            default -> throw new IllegalArgumentException("cannot tell operation=" + fields.operation());
        }
        if (changes) {
            writer.endMember(mark);
        } else {
            writer.position(mark);
        }
        return changes;
    }

    private void writeOld(int state) {
        if (state != ABSENT) {
            writer.writeUntold();
        }
    }

    private void compose() {
        DirectBuffer written = writer.buffer();
        steps.wrap(written, 0, writer.position());
        Change all = null;
        while (steps.next()) {
            Change next = ChangeReader.read(written, steps.nodeOffset(), steps.nodeLength());
            all = all == null ? next : Compose.both(all, next);
        }
        writer.wrap(composed, 0);
        if (!all.isEmpty()) {
            int mark = writer.beginStep();
            changes.write(all, writer);
            writer.endStep(mark);
        }
    }
}
