package io.canyon.aeron.wire;

import io.canyon.aeron.codec.MessageHeaderDecoder;
import org.agrona.SemanticVersion;

/**
 * The version of the protocol: another major is another protocol, a minor adds messages and fields. The version in the
 * header of messages is the minor of the one who wrote them.
 */
public final class ProtocolVersion {
    private static final int MAJOR = 1;
    private static final int PATCH = 0;

    /** What this side speaks. */
    public static final int CURRENT = SemanticVersion.compose(MAJOR, MessageHeaderDecoder.SCHEMA_VERSION, PATCH);

    private ProtocolVersion() {}

    /** Whether this side can talk to one that speaks {@code version}. */
    public static boolean isCompatible(int version) {
        return SemanticVersion.major(version) == MAJOR;
    }

    /** The version that stands in the header of messages of one that speaks {@code version}. */
    public static int headerVersion(int version) {
        return SemanticVersion.minor(version);
    }
}
