package io.canyon.engine.journal;

import io.canyon.engine.files.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Layout of a small file that is whole or not at all. Little endian.
 *
 * <pre>
 *   0        4        6        8       12       16
 *  +--------+--------+--------+--------+--------+- - - - - - - -+
 *  | magic  | format | flags  | body   | CRC32C | body, to the  |
 *  | u32    | u16    | u16    | len i32| i32    | file's end    |
 *  +--------+--------+--------+--------+--------+- - - - - - - -+
 * </pre>
 *
 * <p>The CRC32C covers everything but itself. Flags are 0.
 */
final class SealedFile {
    private static final int CRC_OFFSET = 12;
    private static final int BODY_OFFSET = 16;
    private static final int MAX_FILE_BYTES = 64 << 10;

    private SealedFile() {}

    static ByteBuffer newBody(int longs) {
        return ByteBuffer.allocate(longs * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A body that was read, and its format version. */
    record Content(int formatVersion, ByteBuffer body) {}

    /** Writes and forces a file with everything before the body's position. */
    static void write(Path path, int magic, int formatVersion, ByteBuffer body) throws IOException {
        body.flip();
        ByteBuffer file = ByteBuffer.allocate(BODY_OFFSET + body.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(magic).putShort((short) formatVersion).putShort((short) 0).putInt(body.remaining());
        file.putInt(0).put(body);
        file.putInt(CRC_OFFSET, crc(file.array()));
        DurableFiles.write(path, file.rewind());
    }

    /** What stands in an intact file of a format version from 1 to {@code maxFormatVersion}. */
    static Content read(Path path, int magic, int maxFormatVersion) throws IOException {
        long sizeBytes = Files.size(path);
        if (sizeBytes < BODY_OFFSET || sizeBytes > MAX_FILE_BYTES) {
            throw new IOException("wrong size: file=" + path + " sizeBytes=" + sizeBytes);
        }
        byte[] bytes = Files.readAllBytes(path);
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean isOurs = file.getInt() == magic;
        int formatVersion = file.getShort();
        boolean isKnown = isOurs && formatVersion >= 1 && formatVersion <= maxFormatVersion && file.getShort() == 0;
        if (!isKnown || file.getInt() != bytes.length - BODY_OFFSET || file.getInt() != crc(bytes)) {
            throw new IOException("damaged, or of a format that is not known: file=" + path);
        }
        return new Content(formatVersion, file);
    }

    private static int crc(byte[] file) {
        CRC32C crc = new CRC32C();
        crc.update(file, 0, CRC_OFFSET);
        crc.update(file, BODY_OFFSET, file.length - BODY_OFFSET);
        return (int) crc.getValue();
    }
}
