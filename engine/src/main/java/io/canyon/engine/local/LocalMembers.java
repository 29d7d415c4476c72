package io.canyon.engine.local;

import io.canyon.engine.RoomException;
import io.canyon.engine.gateway.SessionEntry;
import io.canyon.engine.gateway.SessionRegistry;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Permission;
import java.util.ArrayList;
import java.util.concurrent.Executor;
import org.agrona.collections.Long2ObjectHashMap;

/** The sessions of this JVM, from their joins to their shards' word that they are forgotten. On the local thread. */
final class LocalMembers {
    private final LocalThread thread;
    private final SessionRegistry registry;
    private final RoomWatches watches;
    private final Executor completions;
    private final Long2ObjectHashMap<LocalMember> members = new Long2ObjectHashMap<>();
    private volatile int count;

    LocalMembers(LocalThread thread, RoomWatches watches, Executor completions) {
        this.thread = thread;
        this.registry = thread.context().registry();
        this.watches = watches;
        this.completions = completions;
    }

    static RoomException closed() {
        return new RoomException(RoomException.Code.CLOSED, "session is closed");
    }

    /** Any thread. */
    int count() {
        return count;
    }

    void join(LocalMember member, String clientId, Permission permission) {
        SessionEntry entry = member.entry;
        members.put(entry.id(), member);
        count = members.size();
        registry.add(entry);
        thread.post(entry.room(), Commands.join(entry.id(), entry.room(), clientId, permission.code()));
    }

    void leave(LocalMember member, String reason) {
        if (member.isLeaving || !members.containsKey(member.entry.id())) {
            return;
        }
        member.isLeaving = true;
        member.reason = reason;
        registry.remove(member.entry);
        thread.post(member.entry.room(), Commands.ofSession(CommandType.LEAVE, member.entry.id(), 0));
    }

    void leaveAll(String reason) {
        new ArrayList<>(members.values()).forEach(member -> leave(member, reason));
    }

    /** What a shard tells a session; of those that are gone nothing counts any more. */
    void onOutput(Output output) {
        if (output.type() == OutputType.STATE) {
            onState(output);
            return;
        }
        LocalMember member = members.get(output.target());
        if (member == null) {
            return;
        }
        switch (output.type()) {
            case JOINED -> onJoined(member, output);
            case ACK -> member.edits.remove().onAnswer(output);
            case LAGGING -> onLagging(member);
            case WAITING -> member.awaitedState = output.secondary();
            case PERMISSION -> member.entry.permission(Permission.of(output.value()), output.secondary());
            case CLOSE -> onClose(member, CloseReason.of(output.value()));
            case LEFT -> onLeft(member);
            default -> throw new IllegalArgumentException("not for a session of this JVM: " + output.type());
        }
    }

    private static void onJoined(LocalMember member, Output output) {
        member.hasJoined = true;
        member.roomNumber = output.secondary();
        member.entry.joined();
        member.joining.onAnswer(output);
        member.joining = null;
    }

    /** It needs nothing of what it is sent to catch up, so it has drained already: nobody is to wait for it. */
    private void onLagging(LocalMember member) {
        if (!member.isLeaving) {
            thread.post(member.entry.room(), Commands.ofSession(CommandType.DRAINED, member.entry.id(), 0));
        }
    }

    /** Those who have waited for it lag until they say again that they have drained. */
    private void onState(Output output) {
        for (LocalMember member : members.values()) {
            if (member.awaitedState == output.secondary() && member.roomNumber == output.target()) {
                member.awaitedState = 0;
                onLagging(member);
            }
        }
    }

    private void onClose(LocalMember member, CloseReason reason) {
        if (member.joining != null) {
            member.joining.onRefused(reason);
            member.joining = null;
        }
        leave(member, reason.name());
    }

    private void onLeft(LocalMember member) {
        members.remove(member.entry.id());
        count = members.size();
        end(member, closed());
    }

    private void end(LocalMember member, RoomException reason) {
        member.isLeaving = true;
        registry.remove(member.entry);
        for (Call<?> edit : member.edits) {
            edit.fail(reason);
        }
        member.edits.clear();
        member.watchers.forEach(watcher -> watches.remove(member.entry.room(), watcher));
        String text = member.reason == null ? thread.endText() : member.reason;
        if (member.joining != null) {
            member.joining.fail(reason);
        }
        completions.execute(() -> member.closed.complete(text));
    }

    void endAll(RoomException reason) {
        members.values().forEach(member -> end(member, reason));
        members.clear();
        count = 0;
    }
}
