package io.canyon.engine.gateway;

import java.util.ArrayDeque;
import org.agrona.DirectBuffer;

/**
 * The large documents that one connection is being sent, a chunk of each in turn. There are never more chunks unsent
 * than a few, so that what else its rooms have for it waits for no more than these.
 */
final class ChunkedStates {
    static final int MAX_CHUNK_BYTES = 64 << 10;

    private static final int MIN_CHUNK_BYTES = 1024;
    private static final int BUDGET_CHUNKS = 8;
    private static final int LOW_WATER_CHUNKS = 2;
    private static final int MAX_CHUNKS_PER_TURN = 4;

    /** The bytes are shared with all who are sent the same. */
    private static final class State {
        final DocumentSession session;
        final DirectBuffer document;
        final long roomNumber;
        int sentBytes;

        State(DocumentSession session, DirectBuffer document, long roomNumber) {
            this.session = session;
            this.document = document;
            this.roomNumber = roomNumber;
        }
    }

    private final IoGateway gateway;
    private final Link link;
    private final DocumentWire wire;
    private final int chunkBytes;
    private final ArrayDeque<State> states = new ArrayDeque<>();
    private boolean isTurnAsked;

    ChunkedStates(IoGateway gateway, Link link, DocumentWire wire) {
        this.gateway = gateway;
        this.link = link;
        this.wire = wire;
        this.chunkBytes = chunkBytes(gateway.context().limits().sessionBudgetBytes());
    }

    /** How long chunks are where so many bytes may be unsent. */
    static int chunkBytes(int budgetBytes) {
        return Math.max(MIN_CHUNK_BYTES, Math.min(MAX_CHUNK_BYTES, budgetBytes / BUDGET_CHUNKS));
    }

    boolean isEmpty() {
        return states.isEmpty();
    }

    /** @param document fills its buffer */
    void add(DocumentSession session, DirectBuffer document, long roomNumber) {
        states.add(new State(session, document, roomNumber));
        link.startLagWatch();
        askTurn();
    }

    void remove(DocumentSession session) {
        states.removeIf(state -> state.session == session);
    }

    /** The connection's unsent bytes may have gone down. */
    void onUnsentChanged() {
        if (!states.isEmpty() && mayWrite()) {
            askTurn();
        }
    }

    /** It is the connection's turn. */
    void onTurn() {
        isTurnAsked = false;
        for (int i = 0; i < MAX_CHUNKS_PER_TURN && !states.isEmpty() && mayWrite(); i++) {
            State state = states.remove();
            int length = Math.min(chunkBytes, state.document.capacity() - state.sentBytes);
            link.sendText(wire.encodeChunk(state.document, state.sentBytes, length, state.roomNumber));
            state.sentBytes += length;
            if (state.sentBytes < state.document.capacity()) {
                states.add(state);
                // That there was room for it means that the peer takes something.
                link.startLagWatch();
            } else {
                state.session.onChunksSent();
            }
        }
        onUnsentChanged();
    }

    private boolean mayWrite() {
        return link.unsentBytes() <= LOW_WATER_CHUNKS * chunkBytes;
    }

    private void askTurn() {
        if (!isTurnAsked) {
            isTurnAsked = true;
            gateway.awaitTurn(this);
        }
    }
}
