package io.canyon.engine.local;

import io.canyon.engine.LocalSession;
import io.canyon.engine.gateway.SessionEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A session of this JVM, as the local thread sees it; only the futures and the entry are for others, too. */
final class LocalMember {
    final SessionEntry entry;
    final CompletableFuture<String> closed = new CompletableFuture<>();
    /** Edits without an answer, in the order in which they went. */
    final ArrayDeque<Call<?>> edits = new ArrayDeque<>();

    final List<Watcher> watchers = new ArrayList<>();
    LocalSession session;
    /** Null once it has an answer. */
    Call<?> joining;

    boolean hasJoined;
    /** The encoding of the room's state that it waits for; 0 if none. */
    long awaitedState;

    long roomNumber;
    boolean isLeaving;
    /** Why it ends; null as long as nobody has said so. */
    String reason;

    LocalMember(SessionEntry entry) {
        this.entry = entry;
    }
}
