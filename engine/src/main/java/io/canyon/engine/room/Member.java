package io.canyon.engine.room;

import io.canyon.engine.spi.Permission;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One session in a room. Belongs to the shard's thread. */
public final class Member {
    /** {@link #resyncFrom} of a session whose timeline is known. */
    static final long NOT_LOST = -1;

    private final Room room;
    private final long sessionId;
    private final UnsafeBuffer clientId;
    /** Null of a canvas session. */
    private final Participant participant;

    private Permission permission;
    private long permissionCount;
    private boolean lagging;
    private boolean evicted;
    private long resyncFrom = NOT_LOST;
    private long sharedVersion;
    private long laggedAt;
    private long encoding;
    private long encodingSince;
    private NameSet correctedLater;
    private long correctedBatch;
    private long correctedBytes;

    Member(Room room, long sessionId, byte[] clientId, Permission permission) {
        this(room, sessionId, clientId, permission, null);
    }

    Member(Room room, long sessionId, byte[] clientId, Permission permission, Participant participant) {
        this.participant = participant;
        this.room = room;
        this.sessionId = sessionId;
        this.clientId = new UnsafeBuffer(clientId);
        this.permission = permission;
    }

    public Room room() {
        return room;
    }

    public long sessionId() {
        return sessionId;
    }

    /** The client id, UTF-8; the buffer is exactly as long. */
    public DirectBuffer clientId() {
        return clientId;
    }

    /** What it is besides as a document session; null of any other. */
    Participant participant() {
        return participant;
    }

    /** Whether it edits the room as one document; else it edits records. */
    boolean isDocumentSession() {
        return participant != null;
    }

    /** UTF-8; the buffer is exactly as long. A canvas editor's user is its client. */
    DirectBuffer userId() {
        return participant == null ? clientId : participant.userId();
    }

    long ioThreadBit() {
        return 1L << ioThread();
    }

    int ioThread() {
        return SessionId.ioThread(sessionId);
    }

    boolean mayWrite() {
        return permission == Permission.READ_WRITE;
    }

    Permission permission() {
        return permission;
    }

    void permission(Permission newPermission) {
        permission = newPermission;
        permissionCount++;
    }

    /** How many permissions it has had since its first. */
    long permissionCount() {
        return permissionCount;
    }

    boolean isLagging() {
        return lagging;
    }

    void lagging(boolean isLagging) {
        lagging = isLagging;
    }

    /** Nothing of it is taken any more. */
    boolean isEvicted() {
        return evicted;
    }

    void evict() {
        evicted = true;
    }

    /** The version that the session was last sent when it began to lag. */
    long laggedAt() {
        return laggedAt;
    }

    void laggedAt(long version) {
        laggedAt = version;
    }

    /** Number of the encoding that the session was promised and has not caught up from; 0 if none. */
    long encoding() {
        return encoding;
    }

    /** The version after which it misses everything. */
    long encodingSince() {
        return encodingSince;
    }

    void awaits(long encodingNumber, long since) {
        encoding = encodingNumber;
        encodingSince = since;
    }

    /** Keys whose true values the session is told when its encoding is frozen; null if there never were any. */
    NameSet correctedLater() {
        return correctedLater;
    }

    void correctLater(NameSet keys, long hashSeed) {
        if (correctedLater == null) {
            correctedLater = new NameSet(hashSeed);
        }
        int length;
        for (int at = 0; at < keys.lengthBytes(); at += Short.BYTES + length) {
            length = keys.nameLength(at);
            correctedLater.add(keys.buffer(), at + Short.BYTES, length);
        }
    }

    boolean hasCorrectedLater() {
        return correctedLater != null && correctedLater.count() > 0;
    }

    /** Counts what the session was sent of true values, by batch; returns the sum of this batch. */
    long addCorrected(int lengthBytes, long batch) {
        correctedBytes = batch == correctedBatch ? correctedBytes + lengthBytes : lengthBytes;
        correctedBatch = batch;
        return correctedBytes;
    }

    /** Whether the last sum that was counted so is more than nothing. */
    boolean wasCorrected() {
        return correctedBytes > 0;
    }

    boolean sharesClientIdWith(Member other) {
        return clientId.equals(other.clientId);
    }

    /** Whether the editor's name for a frame begins with the client id. */
    boolean isNamedIn(Command command) {
        int length = clientId.capacity();
        if (command.idLength() < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (command.buffer().getByte(command.idOffset() + i) != clientId.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    /** Remembers that this session comes from a lost timeline, until it reports a version again. */
    void lost(long lastVersion, long shared) {
        resyncFrom = lastVersion;
        sharedVersion = shared;
    }

    void found() {
        resyncFrom = NOT_LOST;
    }

    /** The version that the session reported from its lost timeline, or {@link #NOT_LOST}. */
    long resyncFrom() {
        return resyncFrom;
    }

    long sharedVersion() {
        return sharedVersion;
    }
}
