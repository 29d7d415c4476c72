package io.canyon.engine.recovery;

import io.canyon.engine.dialect.SmileMembers;
import io.canyon.engine.document.Document;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A document as it stands in JSON: key -> field -> value, without versions and without what was deleted. */
final class PlainDocument {
    private PlainDocument() {}

    /** Makes a document the same as the Smile object at the start of {@code source}, under one version. */
    static void replace(Document document, DirectBuffer source, long version) {
        SmileMembers keys = new SmileMembers();
        keys.wrap(source, 0);
        for (int i = 0; i < keys.count(); i++) {
            if (keys.token(i) != Smile.START_OBJECT) {
                throw new IllegalArgumentException("not an object: key="
                        + source.getStringWithoutLengthUtf8(keys.nameOffset(i), keys.nameLength(i)));
            }
        }
        removeAll(document, version);
        SmileMembers fields = new SmileMembers();
        for (int i = 0; i < keys.count(); i++) {
            int entry = document.record(document.root(), source, keys.nameOffset(i), keys.nameLength(i), version);
            fields.wrap(source, keys.valueOffset(i));
            for (int field = 0; field < fields.count(); field++) {
                document.set(
                        document.object(entry),
                        source,
                        fields.nameOffset(field),
                        fields.nameLength(field),
                        source,
                        fields.valueOffset(field),
                        version);
            }
        }
    }

    private static void removeAll(Document document, long version) {
        UnsafeBuffer name = new UnsafeBuffer(new byte[0]);
        for (int entry = document.firstMember(document.root()); entry != 0; ) {
            int next = document.nextMember(entry);
            if (document.isLive(entry)) {
                name.wrap(new byte[document.nameLength(entry)]);
                document.copyName(entry, name, 0);
                document.remove(document.root(), name, 0, name.capacity(), version);
            }
            entry = next;
        }
    }
}
