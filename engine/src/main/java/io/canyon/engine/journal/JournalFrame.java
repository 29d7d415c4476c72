package io.canyon.engine.journal;

/**
 * Layout of one entry. Little endian; the payload follows the header.
 *
 * <pre>
 *   0        4        6        8       12       16               24       28       32
 *  +--------+--------+--------+--------+--------+----------------+--------+--------+- - - - -
 *  | magic  | format | flags  | payload| CRC32C | journal        | shard  | re-    | payload
 *  | u32    | u16    | u16    | len i32| i32    | sequence i64   | i32    | served |
 *  +--------+--------+--------+--------+--------+----------------+--------+--------+- - - - -
 * </pre>
 *
 * <p>The CRC32C covers the header without the CRC itself, then the payload. Flags and reserved are 0.
 */
final class JournalFrame {
    /** The bytes {@code CNYJ}. */
    static final int MAGIC = 0x4A594E43;

    static final short FORMAT_VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int FORMAT_VERSION_OFFSET = 4;
    static final int FLAGS_OFFSET = 6;
    static final int PAYLOAD_LENGTH_OFFSET = 8;
    static final int CRC_OFFSET = 12;
    static final int SEQUENCE_OFFSET = 16;
    static final int SHARD_INDEX_OFFSET = 24;
    static final int RESERVED_OFFSET = 28;
    static final int HEADER_LENGTH_BYTES = 32;

    /** Longest payload of any journal; a longer one is damage. */
    static final int MAX_PAYLOAD_BYTES = (16 << 20) - HEADER_LENGTH_BYTES;

    private JournalFrame() {}
}
