package io.canyon.engine.room;

import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Value;

/** A value that stands in a document, or all of it. Good until the document's next change. */
interface PlaceValue extends Value {
    /** Members of an object; 0 for all else. */
    int memberCount();

    /** At least the bytes of its Smile, or more than {@code limit}. */
    long measure(long limit);

    /** A copy of it, outside of the document. */
    SmileValue smile();
}
