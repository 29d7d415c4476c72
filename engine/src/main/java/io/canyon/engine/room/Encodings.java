package io.canyon.engine.room;

import io.canyon.engine.document.ChangeEncoder;
import io.canyon.engine.spi.CloseReason;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Brings sessions up to date from states that are encoded apart from the shard's thread. Per room one encoding runs;
 * who asks meanwhile shares the next for the own wire, which is frozen when those before it are done. A session that
 * asks lags until it has been sent its state, and catches up from there like any other that lagged; if that again is
 * too much, it asks again.
 */
final class Encodings {
    /** Most logical bytes that the shard's thread encodes itself: it takes well below a millisecond for them. */
    static final long MAX_DIRECT_BYTES = 128 << 10;

    /** The same of the true values of refused keys. */
    static final int MAX_CORRECTED_BYTES = 1 << 20;

    private final RoomContext context;
    private final Outputs outputs;
    private final NameSet absent;
    private DocumentSessions documentSessions;

    Encodings(RoomContext context, Outputs outputs) {
        this.context = context;
        this.outputs = outputs;
        this.absent = new NameSet(context.hashSeed);
    }

    /** Tells those who are to be told of each session for which the document was frozen. */
    void documentSessions(DocumentSessions sessions) {
        documentSessions = sessions;
    }

    /** Whether too much changed in the room after {@code since} to be encoded at once. */
    boolean takes(Room room, long since) {
        return context.encoder != null
                && ChangeEncoder.isLarger(room.document(), since, room.whole() != null, MAX_DIRECT_BYTES);
    }

    /** Whether the true values of keys are too much to be encoded at once. */
    boolean areTooMuch(Room room, NameSet keys) {
        long rest = MAX_CORRECTED_BYTES;
        if (context.encoder == null || room.document().logicalBytes() <= rest) {
            return false;
        }
        int length;
        for (int at = 0; at < keys.lengthBytes() && rest >= 0; at += Short.BYTES + length) {
            length = keys.nameLength(at);
            rest -= ChangeEncoder.measureKey(room.document(), keys.buffer(), at + Short.BYTES, length, rest);
        }
        return rest < 0;
    }

    /** Whether what a session asks for is too much to be encoded at once; then it comes to it later. */
    boolean defers(Member member, long since) {
        if (!takes(member.room(), since)) {
            return false;
        }
        if (!member.isLagging()) {
            ask(member, since);
        } else if (since < member.laggedAt()) {
            // It has begun to lag since it asked: its catch-up begins there.
            member.laggedAt(since);
            outputs.lagging(member);
        }
        return true;
    }

    void ask(Member member, long since) {
        Room room = member.room();
        if (!member.isLagging()) {
            room.onLagging(member);
        }
        member.awaits(room.nextEncoding(member.isDocumentSession()), since);
        outputs.waiting(member);
        if (!room.isEncoding()) {
            start(room);
        }
    }

    /** @param state null if the encoding failed */
    void onEncoded(Room room, DirectBuffer state) {
        room.onEncodingEnded();
        List<Member> members = room.members();
        long ioThreads = 0;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.encoding() == room.encodingsEnded()) {
                ioThreads |= member.ioThreadBit();
                if (state == null) {
                    outputs.close(member.sessionId(), CloseReason.UNAVAILABLE);
                }
            }
        }
        if (ioThreads != 0 && state != null) {
            context.output.shared(ioThreads, state);
        }
        if (!members.isEmpty()) {
            // Without members the room may have left memory.
            room.document().reclaim();
        }
        if (isNextAwaited(room)) {
            start(room);
        }
    }

    private static boolean isNextAwaited(Room room) {
        List<Member> members = room.members();
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).encoding() > room.encodingsEnded()) {
                return true;
            }
        }
        return false;
    }

    private void start(Room room) {
        long number = room.onEncodingStarted();
        long since = Long.MAX_VALUE;
        DirectBuffer everybody = null;
        Member awaiting = null;
        List<Member> members = room.members();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.encoding() == number) {
                awaiting = member;
                since = Math.min(since, member.encodingSince());
                member.laggedAt(room.version());
                if (member.isDocumentSession()) {
                    everybody = everybody == null ? documentSessions.everybody(room) : everybody;
                    documentSessions.frozen(member);
                } else if (correct(member)) {
                    since = 0;
                }
            }
        }
        if (awaiting == null) {
            // They have left; there are others only if they wait for a later one, for the other wire.
            room.onEncodingEnded();
            if (isNextAwaited(room)) {
                start(room);
            }
            return;
        }
        context.counters.onStateEncoded();
        RoomEncoding encoding = awaiting.isDocumentSession()
                ? RoomEncoding.ofDocument(room.document().freeze(), room.number(), room.kind(), number, room.version())
                : RoomEncoding.ofState(
                        room.document().freeze(), room.number(), number, since, room.whole() != null, room.version());
        context.encoder.encode(room, encoding.withMembers(everybody));
    }

    /**
     * What the session had to be told while it waited: told then, it would come behind a state that is newer. True if
     * that is too much: then the state is to have all that there is, and told is only what is not in it.
     */
    private boolean correct(Member member) {
        NameSet keys = member.correctedLater();
        if (keys == null) {
            return false;
        }
        boolean areTooMuch = areTooMuch(member.room(), keys);
        outputs.correct(member, areTooMuch ? absent(member.room(), keys) : keys);
        keys.clear();
        absent.trim();
        return areTooMuch;
    }

    private NameSet absent(Room room, NameSet keys) {
        int length;
        for (int at = 0; at < keys.lengthBytes(); at += Short.BYTES + length) {
            length = keys.nameLength(at);
            if (room.document().find(room.document().root(), keys.buffer(), at + Short.BYTES, length) == 0) {
                absent.add(keys.buffer(), at + Short.BYTES, length);
            }
        }
        return absent;
    }
}
