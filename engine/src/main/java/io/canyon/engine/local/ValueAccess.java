package io.canyon.engine.local;

import io.canyon.engine.DocumentChange;
import io.canyon.engine.Edit;
import io.canyon.engine.RoomChange;
import io.canyon.engine.RoomView;
import org.agrona.DirectBuffer;

/**
 * What the values of the root package are to the engine and not to their users: the engine's own form of what they say.
 * The root package installs it when the first of them is loaded.
 */
public abstract class ValueAccess {
    private static volatile ValueAccess installed;

    /** The root package's only. */
    public static void install(ValueAccess access) {
        installed = access;
    }

    static ValueAccess get() {
        ValueAccess access = installed;
        if (access == null) {
            // loads the class, which installs it
            Edit.builder();
            access = installed;
        }
        return access;
    }

    /** Not to be changed. */
    protected abstract DirectBuffer encoded(Edit edit);

    /** Whether it removes fields of records that stay. */
    protected abstract boolean removesFields(Edit edit);

    /**
     * @param sessionId 0 if it was no session's
     * @param clientId empty if it was no session's
     * @param encoded not changed any more
     */
    protected abstract RoomChange change(long version, long sessionId, String clientId, DirectBuffer encoded);

    /** @param encoded empty when nothing changed; not changed any more */
    protected abstract DocumentChange documentChange(
            long version, long sessionId, String clientId, String userId, DirectBuffer encoded);

    /** @param encoded as Smile: key -> [version, field -> [version, value]]; not changed any more */
    protected abstract RoomView view(long version, DirectBuffer encoded);

    /** @param encoded as Smile; not changed any more */
    protected abstract RoomView documentView(long version, DirectBuffer encoded);
}
