package io.canyon.engine.room;

import io.canyon.engine.document.Document;
import io.canyon.engine.spi.RoomKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One room: its document, version and timeline, its members and what they show. State only; {@link RoomCore} has the
 * rules. Belongs to the thread of its shard.
 */
public final class Room implements AutoCloseable {
    /** A set of more names is not kept for the next time: there may be many rooms. */
    private static final int MAX_KEPT_NAMES_BYTES = 16 << 10;

    private final long number;
    private final String name;
    private final UnsafeBuffer nameUtf8;
    private final Document document;
    private final Presence presence;
    private final ArrayList<Member> members = new ArrayList<>();
    private final Listeners editors = new Listeners(false);
    private final Listeners participants = new Listeners(true);
    private final int[] listenersOfShard;
    private final int[] watchedOfShard;
    private final HistoryLimits historyLimits;
    private final long hashSeed;
    /** Null until the first session or edit decides. */
    private RoomKind kind;
    /** Null unless the room is one document, or has had document sessions. */
    private WholeDocument whole;

    private NameSet leftWhileLagging;
    private Timeline timeline;
    private long version;
    private int laggingEditors;
    private boolean countChanged;
    private long toldBatch;
    private long toldBytes;
    private long watchers;
    private long missing;
    private int missedCount;
    private final LongArrayList viewers = new LongArrayList();
    private boolean isViewing;
    private long encodingsStarted;
    private long encodingsEnded;
    /** The last encodings that were asked for, by wire. */
    private long recordEncoding;

    private long documentEncoding;

    /**
     * An empty room.
     *
     * @param number identifies the room while it is in memory
     * @param hashSeed makes hash tables over names that editors choose unpredictable
     * @param version the version that it begins with
     */
    public Room(RoomContext context, long number, String name, long hashSeed, long version) {
        this.number = number;
        this.name = name;
        this.nameUtf8 = new UnsafeBuffer(name.getBytes(StandardCharsets.UTF_8));
        this.document = new Document(context.segments, hashSeed);
        this.presence = new Presence(context, hashSeed);
        this.historyLimits = context.limits.history();
        this.listenersOfShard = context.listeners;
        this.watchedOfShard = context.watched;
        this.hashSeed = hashSeed;
        this.leftWhileLagging = new NameSet(hashSeed);
        this.timeline = new Timeline(version);
        this.version = version;
    }

    public long number() {
        return number;
    }

    public String name() {
        return name;
    }

    /** The name, UTF-8; the buffer is exactly as long. */
    public DirectBuffer nameUtf8() {
        return nameUtf8;
    }

    public long version() {
        return version;
    }

    public Timeline timeline() {
        return timeline;
    }

    public Document document() {
        return document;
    }

    /** Null until the first session or edit decides. */
    public RoomKind kind() {
        return kind;
    }

    /**
     * What a room has besides for document sessions; null if there are none to be: it is neither one document nor
     * {@link #openToDocuments open} to them.
     */
    public WholeDocument whole() {
        return whole;
    }

    /** From here on a room of records keeps what document sessions need; nothing happens to any other. */
    public void openToDocuments() {
        if (whole == null && kind == RoomKind.RECORDS) {
            whole = WholeDocument.ofRecords(document, historyLimits, version);
        }
    }

    /** The room is of this kind from here on; false: it is of the other. */
    public boolean becomes(RoomKind wanted) {
        if (kind == null) {
            kind = wanted;
            if (wanted == RoomKind.DOCUMENT) {
                whole = WholeDocument.of(document, historyLimits, version);
            }
        }
        return kind == wanted;
    }

    /** A document session enters: of whatever kind the room is, or becomes then, it is one document for it. */
    void becomesFor(RoomKind wanted) {
        becomes(kind == null ? wanted : kind);
        openToDocuments();
    }

    public int memberCount() {
        return members.size();
    }

    /** Sets version and timeline of a room that was just loaded. */
    public void restore(long loadedVersion, Timeline loadedTimeline) {
        version = loadedVersion;
        timeline = loadedTimeline;
    }

    /** Goes on from {@code first} in a new range of versions, if that is higher than the version now. */
    public void openRange(long first) {
        if (first > version) {
            timeline.open(version, first);
            version = first;
        }
    }

    @Override
    public void close() {
        presence.close();
        document.close();
    }

    Presence presence() {
        return presence;
    }

    void version(long newVersion) {
        version = newVersion;
    }

    List<Member> members() {
        return members;
    }

    /** Canvas sessions, and those of this JVM, who do not lag. */
    Listeners editors() {
        return editors;
    }

    /** Document sessions who do not lag. */
    Listeners participants() {
        return participants;
    }

    /** I/O threads that see everything in this room, with or without members, a bit each. */
    long watchers() {
        return watchers;
    }

    void watchers(long newWatchers) {
        for (long rest = watchers ^ newWatchers; rest != 0; rest &= rest - 1) {
            int ioThread = Long.numberOfTrailingZeros(rest);
            watchedOfShard[ioThread] += (newWatchers & 1L << ioThread) != 0 ? 1 : -1;
        }
        watchers = newWatchers;
    }

    /** Those of {@link #watchers} from whom something was kept that they have not been told of, a bit each. */
    long missing() {
        return missing;
    }

    /** Outputs that were kept from those who miss some. */
    int missedCount() {
        return missedCount;
    }

    void onMissed(long ioThreads) {
        missing |= ioThreads;
        missedCount = missedCount == Integer.MAX_VALUE ? missedCount : missedCount + 1;
    }

    void clearMissed(long ioThreads) {
        missing &= ~ioThreads;
        if (missing == 0) {
            missedCount = 0;
        }
    }

    /** Numbers of those who wait for a view of the room that is yet to be frozen. */
    LongArrayList viewers() {
        return viewers;
    }

    /** Whether a view of the room is being encoded, after which others may follow. */
    public boolean isViewing() {
        return isViewing;
    }

    void viewing(boolean isBeingEncoded) {
        isViewing = isBeingEncoded;
    }

    void add(Member member) {
        members.add(member);
        addListener(member);
    }

    void remove(Member member) {
        members.remove(member);
        if (member.isLagging()) {
            onCaughtUp(member);
        }
        removeListener(member);
    }

    /** True the first time since the number of sessions was last told. */
    boolean markCountChanged() {
        boolean first = !countChanged;
        countChanged = true;
        return first;
    }

    void clearCountChanged() {
        countChanged = false;
    }

    void onLagging(Member member) {
        member.lagging(true);
        laggingEditors += member.isDocumentSession() ? 0 : 1;
        removeListener(member);
    }

    void onCaughtUp(Member member) {
        member.lagging(false);
        member.awaits(0, 0);
        addListener(member);
        if (!member.isDocumentSession() && --laggingEditors == 0) {
            forgetLeft();
        }
    }

    long encodingsStarted() {
        return encodingsStarted;
    }

    long encodingsEnded() {
        return encodingsEnded;
    }

    /** The encoding that a session has to wait for if it asks now: sessions of one wire share one. */
    long nextEncoding(boolean isOfDocument) {
        long own = isOfDocument ? documentEncoding : recordEncoding;
        if (own <= encodingsStarted) {
            own = Math.max(encodingsStarted, isOfDocument ? recordEncoding : documentEncoding) + 1;
            if (isOfDocument) {
                documentEncoding = own;
            } else {
                recordEncoding = own;
            }
        }
        return own;
    }

    boolean isEncoding() {
        return encodingsStarted > encodingsEnded;
    }

    /** The number of the encoding. */
    long onEncodingStarted() {
        return ++encodingsStarted;
    }

    void onEncodingEnded() {
        encodingsEnded++;
    }

    /** Whether sessions lag that see presence by key. */
    boolean hasLaggingEditors() {
        return laggingEditors > 0;
    }

    /** Counts what those who edit records were told of fields and records in one batch; returns the sum. */
    long addTold(long bytes, long batch) {
        toldBytes = batch == toldBatch ? toldBytes + bytes : bytes;
        toldBatch = batch;
        return toldBytes;
    }

    /** Presence keys that went away while somebody lagged, who therefore still shows them. */
    NameSet leftWhileLagging() {
        return leftWhileLagging;
    }

    private void addListener(Member member) {
        listenersOfShard[member.ioThread()]++;
        listenersLike(member).add(member);
    }

    private void removeListener(Member member) {
        listenersOfShard[member.ioThread()]--;
        listenersLike(member).remove(member);
    }

    private Listeners listenersLike(Member member) {
        return member.isDocumentSession() ? participants : editors;
    }

    private void forgetLeft() {
        if (leftWhileLagging.lengthBytes() <= MAX_KEPT_NAMES_BYTES) {
            leftWhileLagging.clear();
        } else {
            leftWhileLagging = new NameSet(hashSeed);
        }
    }
}
