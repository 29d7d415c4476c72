package io.canyon.engine.dialect.canvas;

import io.canyon.engine.dialect.SmileMembers;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;

/**
 * Turns a buffer delta, {@code {__buf:1,len,runs:[[index,[number...]]...]}}, into a BUFFER node. Members of other names
 * mean nothing, but the wire passes them on: they follow the runs as one Smile object.
 */
final class BufferDecoder {
    /** No array and no run of a frame is longer: an index beyond it lies outside, whatever it is. */
    private static final int INDEX_BOUND = 1 << 30;

    private static final int KNOWN_MEMBERS = 3;

    private final int maxBufferLength;
    private final SmileMembers members = new SmileMembers();
    private DirectBuffer smile;

    BufferDecoder(int maxBufferLength) {
        this.maxBufferLength = maxBufferLength;
    }

    /** True when the value at {@code offset} calls itself a buffer delta; {@link #write} then takes it. */
    boolean isDelta(DirectBuffer buffer, int offset) {
        if (buffer.getByte(offset) != Smile.START_OBJECT) {
            return false;
        }
        smile = buffer;
        members.wrap(buffer, offset);
        int mark = members.find(CanvasText.BUF);
        return mark >= 0 && isInteger(members.token(mark)) && Smile.integer(smile, members.valueOffset(mark)) == 1;
    }

    /** Writes the node; false when the delta is not valid, and something may have been written then. */
    boolean write(EditWriter edit) {
        int len = members.find(CanvasText.LEN);
        int runs = members.find(CanvasText.RUNS);
        if (len < 0 || runs < 0 || !isInteger(members.token(len)) || members.token(runs) != Smile.START_ARRAY) {
            return false;
        }
        long length = Smile.integer(smile, members.valueOffset(len));
        if (length < 0 || length > maxBufferLength) {
            return false;
        }
        int node = edit.beginBuffer((int) length);
        int runCount = 0;
        int at = members.valueOffset(runs) + 1;
        while (smile.getByte(at) != Smile.END_ARRAY) {
            at = writeRun(at, edit);
            if (at < 0) {
                return false;
            }
            runCount++;
        }
        edit.endBuffer(node, (int) length, runCount);
        if (members.count() > KNOWN_MEMBERS) {
            writeRest(edit);
        }
        return true;
    }

    /** Writes the run at {@code offset}; returns the offset behind it, or -1 when it is not valid. */
    private int writeRun(int offset, EditWriter edit) {
        if (smile.getByte(offset) != Smile.START_ARRAY || !isWhole(offset + 1)) {
            return -1;
        }
        int values = Smile.skip(smile, offset + 1);
        if (smile.getByte(values) != Smile.START_ARRAY) {
            return -1;
        }
        int run = edit.beginRun(index(offset + 1));
        int count = 0;
        int at = values + 1;
        while (smile.getByte(at) != Smile.END_ARRAY) {
            if (!isNumber(smile.getByte(at))) {
                return -1;
            }
            at = Smile.skip(smile, at);
            count++;
        }
        edit.writeRaw(smile, values + 1, at - values - 1);
        edit.endRun(run, count);
        return smile.getByte(at + 1) == Smile.END_ARRAY ? at + 2 : -1;
    }

    private void writeRest(EditWriter edit) {
        edit.values().startObject();
        for (int i = 0; i < members.count(); i++) {
            if (!members.hasName(i, CanvasText.BUF)
                    && !members.hasName(i, CanvasText.LEN)
                    && !members.hasName(i, CanvasText.RUNS)) {
                int name = members.memberOffset(i);
                edit.writeRaw(smile, name, Smile.skipName(smile, name) - name);
                edit.writeRaw(smile, members.valueOffset(i), members.valueLength(i));
            }
        }
        edit.values().endObject();
    }

    private boolean isWhole(int offset) {
        byte token = smile.getByte(offset);
        if (token == Smile.DOUBLE) {
            double value = Smile.doubleValue(smile, offset);
            return value == Math.rint(value);
        }
        return isInteger(token);
    }

    private int index(int offset) {
        long index = smile.getByte(offset) == Smile.DOUBLE
                ? (long) Smile.doubleValue(smile, offset)
                : Smile.integer(smile, offset);
        return (int) Math.max(-INDEX_BOUND, Math.min(INDEX_BOUND, index));
    }

    private static boolean isInteger(byte token) {
        return token != Smile.END_ARRAY && Smile.kind(token) == Smile.Kind.INTEGER;
    }

    private static boolean isNumber(byte token) {
        return token == Smile.DOUBLE || isInteger(token);
    }
}
