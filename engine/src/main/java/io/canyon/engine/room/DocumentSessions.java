package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ChangeReader;
import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.delta.Compose;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.edit.StepCursor;
import io.canyon.engine.spi.CloseReason;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sessions that edit a room as one document: who comes and goes, what they are told of the state, and what they show. A
 * client that knows a version within the history is sent what changed since, any other the document; a large one is
 * encoded apart from the shard's thread.
 */
final class DocumentSessions {
    /** Most that all sessions of a room show: whoever comes is told all of it. */
    private static final int MAX_SHOWN_IN_ROOM_BYTES = 4 << 20;

    /** Most bytes of edits that the shard's thread makes one of; beyond it a small document is sent sooner. */
    private static final int MAX_COMPOSED_BYTES = 256 << 10;

    private static final int NOTHING_CHANGED = 0;
    private static final int NOT_COMPOSED = -1;

    private final RoomContext context;
    private final DocumentOutputs outputs;
    private final Encodings encodings;
    private final ChangeWriter changes = new ChangeWriter(SmileValue.WRITER);
    private final StepCursor step = new StepCursor();
    /** Client ids of canvas sessions that were told of: several may have the same. */
    private final NameSet editors;

    DocumentSessions(RoomContext context, DocumentOutputs outputs, Encodings encodings) {
        this.context = context;
        this.outputs = outputs;
        this.encodings = encodings;
        this.editors = new NameSet(context.hashSeed);
    }

    /** The session of the same connection id, or null. */
    static Member sameId(Room room, DirectBuffer id) {
        List<Member> members = room.members();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.isDocumentSession() && member.clientId().equals(id)) {
                return member;
            }
        }
        return null;
    }

    /** The session, which is a member now, is told the state, and the others of it. */
    void joined(Member member, long knownVersion) {
        outputs.members(OutputType.ENTERED, member);
        welcome(member, knownVersion, true);
    }

    /** The session asks again. */
    void rejoined(Member member, Command command) {
        Participant participant = member.participant();
        if (!participant.isUser(command)) {
            outputs.departed(member);
            participant.user(command);
            outputs.members(OutputType.ENTERED, member);
            outputs.shown(member);
        }
        if (member.encoding() != 0 || member.isLagging()) {
            // The state is on its way, or will be when the session has drained: it answers this, too.
            participant.asks(command.version());
            return;
        }
        welcome(member, command.version(), true);
    }

    /** A canvas session is a member now. Of those with one client id the first counts for the others. */
    void editorJoined(Member member) {
        if (member.room().whole() != null && isOnlyEditor(member)) {
            outputs.members(OutputType.ENTERED, member);
        }
    }

    /** A canvas session is no member any more. */
    void editorLeft(Member member) {
        if (member.room().whole() != null && isOnlyEditor(member)) {
            outputs.departed(member);
        }
    }

    private static boolean isOnlyEditor(Member member) {
        List<Member> members = member.room().members();
        for (int i = 0; i < members.size(); i++) {
            Member other = members.get(i);
            if (other != member && !other.isDocumentSession() && other.sharesClientIdWith(member)) {
                return false;
            }
        }
        return true;
    }

    void left(Member member) {
        member.room().whole().addShown(-member.participant().shownLength());
        outputs.departed(member);
    }

    void show(Member member, Command command) {
        int length = command.presenceLength();
        WholeDocument whole = member.room().whole();
        int growth = length - member.participant().shownLength();
        if (length > RoomLimits.MAX_SHOWN_BYTES
                || growth > 0 && whole.shownBytes() + growth > MAX_SHOWN_IN_ROOM_BYTES) {
            context.counters.onLimitRefusal();
            return;
        }
        whole.addShown(growth);
        member.participant().show(command.buffer(), command.presenceOffset(), length);
        context.counters.onPresenceChange();
        outputs.shown(member);
    }

    /** A session that lagged can be told the state; false: it waits for one that is being encoded. */
    boolean caughtUp(Member member) {
        Participant participant = member.participant();
        return participant.hasAsked()
                ? welcome(member, participant.askedVersion(), true)
                : welcome(member, member.laggedAt(), false);
    }

    /** What the session is told of a state that is frozen now and comes later. */
    void frozen(Member member) {
        boolean isAsked = member.participant().hasAsked();
        member.participant().answered();
        int flags = Output.PENDING | Output.HAS_DOCUMENT | (isAsked ? Output.ASKED : 0);
        int place = member.participant().place();
        outputs.welcome(member, flags, sequenceOf(member), place, context.spare, 0, 0);
    }

    /** A copy of the list of all members, in which each has its place from now on. */
    DirectBuffer everybody(Room room) {
        EditWriter writer = context.writer.wrap(context.spare, 0);
        byte[] list = new byte[writeMembers(room, null, writer.values())];
        context.spare.getBytes(0, list);
        return new UnsafeBuffer(list);
    }

    private boolean welcome(Member member, long knownVersion, boolean isAsked) {
        Room room = member.room();
        EditWriter writer = context.writer.wrap(context.spare, 0);
        int composed = knownVersion == Command.NONE ? NOT_COMPOSED : compose(room, knownVersion, writer);
        int flags = isAsked ? Output.ASKED : 0;
        if (composed != NOT_COMPOSED) {
            flags |= Output.HAS_FROM | (composed == NOTHING_CHANGED ? 0 : Output.HAS_DELTA);
        } else if (context.encoder != null && room.document().logicalBytes() > Encodings.MAX_DIRECT_BYTES) {
            if (isAsked) {
                member.participant().asks(knownVersion);
            }
            encodings.ask(member, 0);
            return false;
        } else {
            flags |= Output.HAS_DOCUMENT;
            room.whole().write(writer.values());
        }
        int documentLength = writer.position();
        int membersLength = writeMembers(room, member, writer.values());
        member.participant().answered();
        outputs.welcome(member, flags, sequenceOf(member), knownVersion, context.spare, documentLength, membersLength);
        return true;
    }

    /** Writes one edit of all since the version; its length, or {@link #NOT_COMPOSED}. */
    private int compose(Room room, long since, EditWriter writer) {
        EditHistory history = room.whole().history();
        if (since < history.floor() || !room.timeline().contains(since, room.version())) {
            return NOT_COMPOSED;
        }
        int first = history.firstAfter(since);
        long lengthBytes = 0;
        for (int i = first; i < history.count(); i++) {
            lengthBytes += history.lengthBytes(i);
        }
        if (lengthBytes > MAX_COMPOSED_BYTES
                || lengthBytes > 4096 + 2 * room.document().logicalBytes()) {
            return NOT_COMPOSED;
        }
        Change all;
        try {
            all = compose(history, first, history.count());
        } catch (DeltaException e) {
            // The whole is deeper or larger than one edit may be.
            return NOT_COMPOSED;
        }
        if (all == null || all.isEmpty()) {
            return NOTHING_CHANGED;
        }
        int mark = writer.beginStep();
        changes.write(all, writer);
        writer.endStep(mark);
        return writer.position();
    }

    /**
     * Makes one of the edits from one to another; null for nothing. Both halves first: one by one, what the edits have
     * set together would be written anew for each of them.
     */
    private Change compose(EditHistory history, int from, int to) {
        if (to - from > 1) {
            int middle = (from + to) >>> 1;
            Change one = compose(history, from, middle);
            Change two = compose(history, middle, to);
            return one == null ? two : two == null ? one : Compose.both(one, two);
        }
        if (from == to || history.lengthBytes(from) == 0) {
            return null;
        }
        step.wrap(history.buffer(), history.offset(from), history.lengthBytes(from));
        step.next();
        return ChangeReader.read(history.buffer(), step.nodeOffset(), step.nodeLength());
    }

    /** Writes an array of all members but one, which is null for none; its length. */
    private int writeMembers(Room room, Member but, SmileWriter writer) {
        int start = writer.position();
        int place = 0;
        writer.startArray();
        List<Member> members = room.members();
        editors.clear();
        for (int i = 0; i < members.size(); i++) {
            Member other = members.get(i);
            DirectBuffer id = other.clientId();
            if (other != but && (other.isDocumentSession() || editors.add(id, 0, id.capacity()))) {
                Participant participant = other.participant();
                writer.startArray();
                writer.writeString(id, 0, id.capacity());
                writer.writeString(other.userId(), 0, other.userId().capacity());
                if (participant != null) {
                    participant.place(place);
                    if (participant.shownLength() > 0) {
                        writer.writeRaw(participant.shown(), 0, participant.shownLength());
                    }
                }
                place++;
                writer.endArray();
            }
        }
        writer.endArray();
        return writer.position() - start;
    }

    private static long sequenceOf(Member member) {
        return member.room().whole().sequences().sequenceOf(member.participant().author());
    }

    /** Ends the older of two sessions of one id. */
    void replaced(Member member) {
        outputs.close(member, CloseReason.REPLACED);
    }
}
