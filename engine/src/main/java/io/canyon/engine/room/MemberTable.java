package io.canyon.engine.room;

import java.util.Collection;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The members of all rooms of a shard by session. Those that were asked for last are found without a hash table: most
 * commands come from a few sessions.
 */
final class MemberTable {
    private static final int RECENT = 1 << 8;

    private final Long2ObjectHashMap<Member> members = new Long2ObjectHashMap<>();
    private final Member[] recent = new Member[RECENT];

    /** The member, or null. */
    Member get(long sessionId) {
        Member member = recent[slotOf(sessionId)];
        return member != null && member.sessionId() == sessionId ? member : find(sessionId);
    }

    private Member find(long sessionId) {
        Member member = members.get(sessionId);
        if (member != null) {
            recent[slotOf(sessionId)] = member;
        }
        return member;
    }

    void put(Member member) {
        members.put(member.sessionId(), member);
        recent[slotOf(member.sessionId())] = member;
    }

    void remove(long sessionId) {
        members.remove(sessionId);
        recent[slotOf(sessionId)] = null;
    }

    int size() {
        return members.size();
    }

    Collection<Member> all() {
        return members.values();
    }

    private static int slotOf(long sessionId) {
        return (int) sessionId & RECENT - 1;
    }
}
