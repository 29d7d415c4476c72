package io.canyon.engine.local;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.EditResult;
import io.canyon.engine.LocalSession;
import io.canyon.engine.RoomException;
import io.canyon.engine.gateway.GatewayContext;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.SessionId;
import io.canyon.engine.shard.IoThread;
import io.canyon.engine.shard.MessageHandler;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Permission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Asks the shards for the callers of this JVM, and hands out what they answer. It never waits for anybody. Methods that
 * callers use are thread-safe and say so; all others are for the one thread that runs {@link #doWork}.
 */
final class LocalThread implements Agent {
    private static final String GOING = "engine stops";
    private static final String FAILED = "engine has failed";
    private static final Runnable NOTHING = () -> {};

    private final GatewayContext context;
    private final IoThread thread;
    private final boolean hasOwnThread;
    private final Executor completions;
    private final LocalCounters counters = new LocalCounters();
    private final CallBudget budget = new CallBudget();
    private final Registrations registrations = new Registrations();
    private final ManyToOneConcurrentLinkedQueue<Runnable> tasks = new ManyToOneConcurrentLinkedQueue<>();
    private final List<ArrayDeque<UnsafeBuffer>> unsent = new ArrayList<>();
    private final Long2ObjectHashMap<Call<?>> calls = new Long2ObjectHashMap<>();
    private final RoomWatches watches;
    private final LocalMembers members;
    private final Output output = new Output();
    private final MessageHandler onOutput = this::onOutput;
    private long numbers;
    private boolean isShutDown;
    private boolean hasFailed;
    private volatile boolean isStopping;
    private volatile boolean isEnded;

    /**
     * @param hasOwnThread whether nothing else runs on the thread
     * @param completions completes futures
     */
    LocalThread(GatewayContext context, IoThread thread, boolean hasOwnThread, Executor completions) {
        this.hasOwnThread = hasOwnThread;
        this.context = context;
        this.thread = thread;
        this.completions = completions;
        this.watches = new RoomWatches(this, context.registry());
        this.members = new LocalMembers(this, watches, completions);
        for (int i = 0; i < context.inboxes().length; i++) {
            unsent.add(new ArrayDeque<>());
        }
    }

    @Override
    public String roleName() {
        return "canyon-local";
    }

    @Override
    public int doWork() {
        thread.waker().onAwake();
        int work = runTasks();
        for (int shard = 0; shard < unsent.size(); shard++) {
            work += thread.outbox(shard).drain(onOutput);
        }
        work += sendUnsent();
        if (hasOwnThread) {
            // A listener that runs here must not end this thread by interrupting it.
            Thread.interrupted();
        }
        if (isStopping) {
            throw new AgentTerminationException();
        }
        return work;
    }

    /** Any thread: the thread of its own ends. */
    void stop() {
        isStopping = true;
        thread.waker().wake();
    }

    /** Any thread: sessions that the shards have not forgotten yet. */
    int sessionCount() {
        return members.count();
    }

    /** Any thread. */
    LocalCounters counters() {
        return counters;
    }

    /** Any thread. */
    Registrations registrations() {
        return registrations;
    }

    /** Any thread. */
    GatewayContext context() {
        return context;
    }

    /** Any thread: every session leaves, and nothing is taken in any more. */
    void shutDown() {
        run(() -> {
            isShutDown = true;
            members.leaveAll(GOING);
        });
    }

    /** Any thread: no shard answers any more. */
    void abort() {
        run(() -> {
            isShutDown = true;
            hasFailed = true;
            failAll();
        });
    }

    /** Any thread, once neither this one nor a shard runs any more. */
    void end() {
        isShutDown = true;
        for (int shard = 0; shard < unsent.size(); shard++) {
            thread.outbox(shard).drain(onOutput);
        }
        thread.close();
        synchronized (tasks) {
            isEnded = true;
            runTasks();
            failAll();
        }
        watches.close();
    }

    /**
     * Any thread: asks the room's shard, and completes with its answer.
     *
     * @param command to which the number of the question is yet to be given
     */
    <T> CompletableFuture<T> ask(String room, UnsafeBuffer command, Function<Output, T> answer) {
        return submit(command.capacity(), answer, call -> {
            Command.putSessionId(command, 0, register(call));
            post(room, command);
        });
    }

    /** Any thread: asks about a session, and completes with whether it was there. */
    CompletableFuture<Boolean> askOfSession(String room, UnsafeBuffer command, Function<Output, Boolean> answer) {
        return submit(command.capacity(), answer, call -> {
            Command.putVersion(command, 0, register(call));
            post(room, command);
        });
    }

    /** Any thread. */
    CompletableFuture<EditResult> edit(LocalMember member, DirectBuffer edit, boolean isPresence) {
        return submit(edit.capacity(), Answers::edit, call -> {
            if (member.isLeaving || !member.hasJoined) {
                call.fail(LocalMembers.closed());
            } else {
                member.edits.add(call);
                post(member.entry.room(), Commands.edit(member.entry.id(), edit, isPresence));
            }
        });
    }

    /** Any thread. */
    CompletableFuture<LocalSession> join(LocalMember member, String clientId, Permission permission) {
        return submit(clientId.length(), joined -> member.session, call -> {
            member.joining = call;
            members.join(member, clientId, permission);
        });
    }

    /** Any thread. */
    void leave(LocalMember member) {
        run(() -> members.leave(member, "left"));
    }

    /** What is asked after this is asked while the watcher is there. */
    void watchHere(String room, Watcher watcher) {
        watches.add(room, watcher);
    }

    void unwatchHere(String room, Watcher watcher) {
        watches.remove(room, watcher);
    }

    /** Any thread: runs it on this one. */
    void run(Runnable task) {
        tasks.add(task);
        thread.waker().wake();
        if (isEnded) {
            synchronized (tasks) {
                runTasks();
            }
        }
    }

    /** Any thread: a number that nobody else of the engine has. */
    synchronized long nextNumber() {
        return SessionId.of(thread.index(), ++numbers);
    }

    /** Asks without a bound, for those who never have more than one question under way. */
    void askHere(String room, UnsafeBuffer command, Function<Output, Void> answer, Runnable onRefused) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        future.whenComplete((done, failure) -> {
            if (failure != null) {
                onRefused.run();
            }
        });
        Command.putSessionId(command, 0, register(new Call<>(future, Runnable::run, answer, NOTHING)));
        post(room, command);
    }

    void post(String room, UnsafeBuffer command) {
        int shard = GatewayContext.shardOf(room, unsent.size());
        if (!unsent.get(shard).isEmpty() || !context.inboxes()[shard].offer(command, 0, command.capacity())) {
            unsent.get(shard).add(command);
        }
    }

    private <T> CompletableFuture<T> submit(int lengthBytes, Function<Output, T> answer, Submission submission) {
        CompletableFuture<T> future = new CompletableFuture<>();
        if (!budget.take(lengthBytes)) {
            counters.callsRefused.increment();
            future.completeExceptionally(new RoomException(RoomException.Code.BUSY, "too many calls are under way"));
            return future;
        }
        Call<T> call = new Call<>(future, completions, answer, () -> budget.release(lengthBytes));
        run(() -> {
            if (isShutDown) {
                call.fail(endReason());
            } else {
                submission.submit(call);
            }
        });
        return future;
    }

    private interface Submission {
        void submit(Call<?> call);
    }

    private long register(Call<?> call) {
        long number = nextNumber();
        calls.put(number, call);
        return number;
    }

    /** Why a session ends of which nobody has said why. */
    String endText() {
        return hasFailed ? FAILED : GOING;
    }

    private RoomException endReason() {
        return new RoomException(hasFailed ? RoomException.Code.FAILED : RoomException.Code.CLOSED, endText());
    }

    private int runTasks() {
        int count = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            count++;
        }
        return count;
    }

    private int sendUnsent() {
        int sent = 0;
        for (int shard = 0; shard < unsent.size(); shard++) {
            ArrayDeque<UnsafeBuffer> commands = unsent.get(shard);
            if (!commands.isEmpty()) {
                // Asked for before the attempt: whatever the shard takes after it wakes this thread again.
                thread.waker().onInboxFull();
            }
            while (!commands.isEmpty()
                    && context.inboxes()[shard].offer(
                            commands.peek(), 0, commands.peek().capacity())) {
                commands.remove();
                sent++;
            }
        }
        return sent;
    }

    private boolean onOutput(DirectBuffer buffer, int offset, int length) {
        output.wrap(buffer, offset);
        switch (output.type()) {
            case DONE, VALUE -> answer(output.target());
            case VIEW -> {
                for (int i = 0; i < output.refusedCount(); i++) {
                    answer(buffer.getLong(output.refusedOffset() + i * Long.BYTES, LITTLE_ENDIAN));
                }
            }
            case CLOSE -> onEnded();
            case JOINED, ACK, LEFT, PERMISSION, LAGGING, WAITING, STATE -> members.onOutput(output);
            case BROADCAST, SESSION_ADDED, SESSION_REMOVED, ROOM_OPENED, ROOM_LEFT, MISSED -> watches.onOutput(output);
            default -> {
                // What an editor needs to keep up with its room: sessions of this JVM ask for what they need.
            }
        }
        return true;
    }

    private void answer(long number) {
        Call<?> call = calls.remove(number);
        if (call != null) {
            call.onAnswer(output);
        }
    }

    /** Ends a session, or answers a question that is refused. */
    private void onEnded() {
        Call<?> call = calls.remove(output.target());
        if (call == null) {
            members.onOutput(output);
        } else {
            call.onRefused(CloseReason.of(output.value()));
        }
    }

    private void failAll() {
        RoomException reason = endReason();
        calls.values().forEach(call -> call.fail(reason));
        calls.clear();
        members.endAll(reason);
    }
}
