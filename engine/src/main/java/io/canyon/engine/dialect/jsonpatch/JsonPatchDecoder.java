package io.canyon.engine.dialect.jsonpatch;

import io.canyon.engine.dialect.DocumentCommands;
import io.canyon.engine.dialect.JsonReader;
import io.canyon.engine.dialect.SmileReader;
import io.canyon.engine.edit.PatchFormat;
import io.canyon.engine.room.Command;
import io.canyon.engine.spi.RejectCode;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Reads patches of RFC 6902, and writes the commands that they become. Strict: an unknown operation, a member that is
 * missing, of a wrong type or there twice, and a malformed pointer are refused; other members are passed over. Whatever
 * a peer sends ends in a {@link RejectCode}, never in an exception. Not thread-safe; what was read is good until the
 * next patch is.
 */
public final class JsonPatchDecoder {
    private static final int INITIAL_BYTES = 1024;
    private static final int KEPT_BYTES = 4 << 20;

    private final int maxPatchBytes;
    private final JsonReader json;
    private final SmileReader smile;
    private final PatchWriter writer = new PatchWriter();
    private ExpandableArrayBuffer patch = new ExpandableArrayBuffer(INITIAL_BYTES);
    private int lengthBytes;
    private String problem = "";

    /**
     * @param maxDepth deepest nesting of a patch, its list counted; at most 128
     * @param maxPatchBytes longest patch in the engine's form, which is about as long as Smile
     */
    public JsonPatchDecoder(int maxDepth, int maxPatchBytes) {
        this.maxPatchBytes = maxPatchBytes;
        json = new JsonReader(maxDepth);
        smile = new SmileReader(maxDepth);
    }

    /**
     * Reads a patch in JSON text.
     *
     * @return null, or why it is to be rejected, see {@link #problem}
     */
    public RejectCode readJson(DirectBuffer text, int offset, int length) {
        if (!json.read(text, offset, length) || json.hasUnfit(0, Integer.MAX_VALUE)) {
            problem = "no JSON, too deep, a name that is too long, or a number that is not finite";
            return RejectCode.INVALID;
        }
        return readOurs(json.buffer(), 0);
    }

    /**
     * Reads a patch in Smile, any that Jackson writes.
     *
     * @return null, or why it is to be rejected, see {@link #problem}
     */
    public RejectCode readSmile(DirectBuffer value, int offset, int length) {
        if (!smile.read(value, offset, length)) {
            problem = "no Smile, too deep, a name that is too long, or a number that is not finite";
            return RejectCode.INVALID;
        }
        return readOurs(smile.buffer(), smile.offset());
    }

    /**
     * Reads a patch in the engine's own Smile, which has been checked.
     *
     * @return null, or why it is to be rejected, see {@link #problem}
     */
    public RejectCode readOurs(DirectBuffer value, int offset) {
        if (patch.capacity() > KEPT_BYTES) {
            patch = new ExpandableArrayBuffer(INITIAL_BYTES);
        }
        lengthBytes = 0;
        try {
            lengthBytes = writer.write(value, offset, patch, 0);
        } catch (PatchException e) {
            problem = e.getMessage();
            return RejectCode.INVALID;
        }
        if (lengthBytes > maxPatchBytes) {
            problem = "the patch is too large: maxBytes=" + maxPatchBytes;
            return RejectCode.TOO_LARGE;
        }
        return null;
    }

    /** What is wrong with the patch that was rejected last. */
    public String problem() {
        return problem;
    }

    /** The patch that was read last, from offset 0 on, as {@link PatchFormat} has it. */
    public DirectBuffer buffer() {
        return patch;
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    /**
     * Writes the command of the patch that was read last, from offset 0 on.
     *
     * @param base the version that the patch was made for; {@link Command#NONE}: for whatever is there
     * @return length of the command
     */
    public int writeEdit(long sessionId, long sequence, long base, ExpandableArrayBuffer target) {
        target.putBytes(DocumentCommands.EDIT_OFFSET, patch, 0, lengthBytes);
        return DocumentCommands.putEdit(target, sessionId, sequence, base, Command.JSON_PATCH, lengthBytes);
    }
}
