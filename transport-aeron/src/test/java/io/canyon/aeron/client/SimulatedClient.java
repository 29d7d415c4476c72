package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A client on simulated wires, in the rooms {@link #ROOMS}, and a user of it who edits. */
interface SimulatedClient {
    String[] ROOMS = {"lobby", "attic"};

    /** What a user knows of the items that it has put into rooms. */
    final class Audit {
        final List<SimulatedWire> wires = new ArrayList<>();
        final List<Throwable> errors = new ArrayList<>();
        /** What is to be in the rooms, once. */
        final Set<String> acked = new HashSet<>();
        /** What must not be there. */
        final Set<String> refused = new HashSet<>();
        /** What may be there, once. */
        final Set<String> unconfirmed = new HashSet<>();

        /** The wire of the moment; null before the first. */
        SimulatedWire wire() {
            return wires.isEmpty() ? null : wires.get(wires.size() - 1);
        }

        Wire open() {
            wires.add(new SimulatedWire(wires.size()));
            return wire();
        }

        boolean isDrained() {
            return wire() != null
                    && wire().toClient.isEmpty()
                    && wire().toServer.isEmpty();
        }
    }

    Audit audit();

    String clientId();

    void doWork();

    /** Does one of the things that a service does. */
    void edit();

    /** What the user has been told is what the client has. */
    void check();

    boolean isIdle();

    /** Null before the first. */
    JsonNode document(int room);

    long version(int room);

    long count(RoomsCounter counter);
}
