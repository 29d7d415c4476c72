package io.canyon.engine.shard;

import java.util.ArrayList;
import java.util.HashMap;

/**
 * The slots of one shard, by name and by number. A scan from the highest number down, over as many duty cycles as it
 * takes, meets every slot that is there from its begin to its end, if it goes on at most at {@link #size} - 1: the
 * place of a slot that goes is taken by one that such a scan has met.
 */
final class RoomSlots {
    private final HashMap<String, RoomSlot> byName = new HashMap<>();
    private final ArrayList<RoomSlot> byNumber = new ArrayList<>();

    RoomSlot get(String name) {
        return byName.get(name);
    }

    RoomSlot at(int number) {
        return byNumber.get(number);
    }

    int size() {
        return byNumber.size();
    }

    void add(RoomSlot slot) {
        slot.number(byNumber.size());
        byNumber.add(slot);
        byName.put(slot.name(), slot);
    }

    void remove(RoomSlot slot) {
        byName.remove(slot.name());
        RoomSlot last = byNumber.remove(byNumber.size() - 1);
        if (last != slot) {
            byNumber.set(slot.number(), last);
            last.number(slot.number());
        }
    }
}
