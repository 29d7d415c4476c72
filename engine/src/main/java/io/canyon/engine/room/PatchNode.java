package io.canyon.engine.room;

import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A value while a patch changes it: what stood there, and what the operations so far have done inside. Reads of it what
 * they need.
 */
final class PatchNode {
    /** A member that an operation has looked at. */
    static final class Member {
        /** What stood there before the patch; null when nothing did. */
        final Value before;
        /** What stands there now; null when nothing does. */
        PatchNode now;

        Member(Value before, PatchNode now) {
            this.before = before;
            this.now = now;
        }

        /** Whether what stands there is what stood there, perhaps changed inside. */
        boolean isKept() {
            return now != null && now.origin == before;
        }
    }

    private final Value origin;
    private final SplittableRandom priorities;
    /** Finds the parts of an origin that is Smile, which would be walked over for each of them. */
    private SmileParts parts;

    private Map<String, Member> members;
    /** Members that came, less those that went. */
    private int gainedMembers;

    private PatchItems items;

    PatchNode(Value origin, SplittableRandom priorities) {
        this.origin = origin;
        this.priorities = priorities;
    }

    /** The value without what was done inside. */
    Value origin() {
        return origin;
    }

    Value.Kind kind() {
        return origin.kind();
    }

    /** Item of {@link #origin}; null when there is none. */
    Value originItem(int index) {
        return isSmile() ? parts().item(index) : origin.item(index);
    }

    /** Items of {@link #origin}. */
    int originLength() {
        return isSmile() ? parts().length() : origin.length();
    }

    /** Whether an operation has gone inside; if not, this is {@link #origin}. */
    boolean isEntered() {
        return members != null || items != null;
    }

    /** Member of an object; null when there is none. */
    PatchNode member(String name) {
        Member member = find(name);
        return member == null ? null : member.now;
    }

    /** @param now null: the member goes */
    void put(String name, PatchNode now) {
        Member member = find(name);
        gainedMembers += (now == null ? 0 : 1) - (member == null || member.now == null ? 0 : 1);
        if (member == null) {
            members().put(name, new Member(null, now));
        } else {
            member.now = now;
        }
    }

    /** Members that came, less those that went. */
    int gainedMembers() {
        return gainedMembers;
    }

    /** The members of an object that operations have looked at. */
    Map<String, Member> members() {
        if (members == null) {
            members = new LinkedHashMap<>();
        }
        return members;
    }

    /** The items of a list. */
    PatchItems items() {
        if (items == null) {
            items = new PatchItems(this, priorities);
        }
        return items;
    }

    private Member find(String name) {
        Member member = members().get(name);
        Value before = member == null ? originMember(name) : null;
        if (before != null) {
            member = new Member(before, new PatchNode(before, priorities));
            members.put(name, member);
        }
        return member;
    }

    private Value originMember(String name) {
        return isSmile() ? parts().member(name) : origin.member(name);
    }

    private boolean isSmile() {
        return origin instanceof SmileValue;
    }

    private SmileParts parts() {
        if (parts == null) {
            parts = new SmileParts((SmileValue) origin);
        }
        return parts;
    }
}
