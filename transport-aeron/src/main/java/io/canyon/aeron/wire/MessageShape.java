package io.canyon.aeron.wire;

import io.canyon.aeron.codec.AckDecoder;
import io.canyon.aeron.codec.AuthenticateDecoder;
import io.canyon.aeron.codec.CloseRequestDecoder;
import io.canyon.aeron.codec.ConnectRequestDecoder;
import io.canyon.aeron.codec.ConnectResponseDecoder;
import io.canyon.aeron.codec.DepartedDecoder;
import io.canyon.aeron.codec.EditDecoder;
import io.canyon.aeron.codec.EnteredDecoder;
import io.canyon.aeron.codec.FragmentDecoder;
import io.canyon.aeron.codec.JoinDecoder;
import io.canyon.aeron.codec.JoinedDecoder;
import io.canyon.aeron.codec.KeepAliveDecoder;
import io.canyon.aeron.codec.LeaveDecoder;
import io.canyon.aeron.codec.MessageHeaderDecoder;
import io.canyon.aeron.codec.PermissionChangeDecoder;
import io.canyon.aeron.codec.PingDecoder;
import io.canyon.aeron.codec.PresenceChangeDecoder;
import io.canyon.aeron.codec.PresenceDecoder;
import io.canyon.aeron.codec.RefusedDecoder;
import io.canyon.aeron.codec.RejectDecoder;
import io.canyon.aeron.codec.RemoteEditDecoder;
import io.canyon.aeron.codec.SessionClosedDecoder;
import io.canyon.aeron.codec.StateChunkDecoder;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Looks whether bytes have the shape of a message, before a decoder that trusts them reads them. A message of which
 * {@link #check} says {@link Result#OK} has a block that is long enough for the fields of this version, and lengths of
 * variable data that end within the message. Allocates nothing.
 */
public final class MessageShape {
    /** What bytes are. */
    public enum Result {
        /** A message that can be read. */
        OK,
        /** A message that a later minor version brought: to be skipped. */
        NEWER,
        /** Shorter than a header. */
        TOO_SHORT,
        /** Of another schema. */
        WRONG_SCHEMA,
        /** The header tells another version than the peer does. */
        WRONG_VERSION,
        /** No message of the schema. */
        WRONG_TEMPLATE,
        /** A length within it does not fit. */
        WRONG_LENGTH
    }

    /** For {@link #check}: the peer has not told its version yet. */
    public static final int ANY_VERSION = -1;

    private static final int LENGTH_BYTES = Integer.BYTES;
    private static final int UNKNOWN = -1;
    private static final int[] BLOCK_BYTES = new int[FragmentDecoder.TEMPLATE_ID + 1];
    private static final int[] VARIABLE_FIELDS = new int[FragmentDecoder.TEMPLATE_ID + 1];

    static {
        Arrays.fill(BLOCK_BYTES, UNKNOWN);
        add(ConnectRequestDecoder.TEMPLATE_ID, ConnectRequestDecoder.BLOCK_LENGTH, 3);
        add(KeepAliveDecoder.TEMPLATE_ID, KeepAliveDecoder.BLOCK_LENGTH, 0);
        add(CloseRequestDecoder.TEMPLATE_ID, CloseRequestDecoder.BLOCK_LENGTH, 0);
        add(JoinDecoder.TEMPLATE_ID, JoinDecoder.BLOCK_LENGTH, 3);
        add(EditDecoder.TEMPLATE_ID, EditDecoder.BLOCK_LENGTH, 1);
        add(PresenceDecoder.TEMPLATE_ID, PresenceDecoder.BLOCK_LENGTH, 1);
        add(AuthenticateDecoder.TEMPLATE_ID, AuthenticateDecoder.BLOCK_LENGTH, 1);
        add(LeaveDecoder.TEMPLATE_ID, LeaveDecoder.BLOCK_LENGTH, 0);
        add(ConnectResponseDecoder.TEMPLATE_ID, ConnectResponseDecoder.BLOCK_LENGTH, 1);
        add(JoinedDecoder.TEMPLATE_ID, JoinedDecoder.BLOCK_LENGTH, 2);
        add(StateChunkDecoder.TEMPLATE_ID, StateChunkDecoder.BLOCK_LENGTH, 1);
        add(AckDecoder.TEMPLATE_ID, AckDecoder.BLOCK_LENGTH, 1);
        add(RemoteEditDecoder.TEMPLATE_ID, RemoteEditDecoder.BLOCK_LENGTH, 3);
        add(RejectDecoder.TEMPLATE_ID, RejectDecoder.BLOCK_LENGTH, 1);
        add(EnteredDecoder.TEMPLATE_ID, EnteredDecoder.BLOCK_LENGTH, 2);
        add(DepartedDecoder.TEMPLATE_ID, DepartedDecoder.BLOCK_LENGTH, 2);
        add(PresenceChangeDecoder.TEMPLATE_ID, PresenceChangeDecoder.BLOCK_LENGTH, 3);
        add(PermissionChangeDecoder.TEMPLATE_ID, PermissionChangeDecoder.BLOCK_LENGTH, 0);
        add(RefusedDecoder.TEMPLATE_ID, RefusedDecoder.BLOCK_LENGTH, 1);
        add(SessionClosedDecoder.TEMPLATE_ID, SessionClosedDecoder.BLOCK_LENGTH, 1);
        add(PingDecoder.TEMPLATE_ID, PingDecoder.BLOCK_LENGTH, 0);
        add(FragmentDecoder.TEMPLATE_ID, FragmentDecoder.BLOCK_LENGTH, 1);
    }

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    /**
     * Looks at {@code length} bytes.
     *
     * @param peerVersion what the header is to say, by {@link ProtocolVersion#headerVersion}; or {@link #ANY_VERSION}
     */
    public Result check(DirectBuffer buffer, int offset, int length, int peerVersion) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            return Result.TOO_SHORT;
        }
        header.wrap(buffer, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            return Result.WRONG_SCHEMA;
        }
        if (peerVersion != ANY_VERSION && header.version() != peerVersion) {
            return Result.WRONG_VERSION;
        }
        boolean isNewer = header.version() > MessageHeaderDecoder.SCHEMA_VERSION;
        int template = header.templateId();
        if (template >= BLOCK_BYTES.length || BLOCK_BYTES[template] == UNKNOWN) {
            return isNewer ? Result.NEWER : Result.WRONG_TEMPLATE;
        }
        int block = header.blockLength();
        if (block < BLOCK_BYTES[template] || !isNewer && block != BLOCK_BYTES[template]) {
            return Result.WRONG_LENGTH;
        }
        long end = (long) MessageHeaderDecoder.ENCODED_LENGTH + block;
        for (int field = 0; field < VARIABLE_FIELDS[template]; field++) {
            if (end + LENGTH_BYTES > length) {
                return Result.WRONG_LENGTH;
            }
            int fieldBytes = buffer.getInt(offset + (int) end, ByteOrder.LITTLE_ENDIAN);
            end += LENGTH_BYTES + (fieldBytes & 0xFFFF_FFFFL);
        }
        return end == length || isNewer && end < length ? Result.OK : Result.WRONG_LENGTH;
    }

    /** The message's number in the schema; only behind a {@link #check} that found a header. */
    public static int templateId(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + MessageHeaderDecoder.templateIdEncodingOffset(), ByteOrder.LITTLE_ENDIAN)
                & 0xFFFF;
    }

    private static void add(int template, int blockBytes, int variableFields) {
        BLOCK_BYTES[template] = blockBytes;
        VARIABLE_FIELDS[template] = variableFields;
    }
}
