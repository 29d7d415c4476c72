package io.canyon.aeron.client;

import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.RefusedReason;
import io.canyon.aeron.codec.RejectReason;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;

/** A handler whose exceptions are counted and told, and go no further. */
final class GuardedHandler implements RoomHandler {
    private final RoomHandler handler;
    private final RoomsCounts counts;
    private final ErrorHandler errors;

    GuardedHandler(RoomHandler handler, RoomsCounts counts, ErrorHandler errors) {
        this.handler = handler;
        this.counts = counts;
        this.errors = errors;
    }

    private void failed(Throwable failure) {
        counts.count(RoomsCounter.HANDLER_FAILURES);
        errors.onError(failure);
    }

    @Override
    public void onJoined(JoinedState joined) {
        try {
            handler.onJoined(joined);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void onAck(long sequence, long version, Durability durability, AppliedAs appliedAs, DirectBuffer delta) {
        try {
            handler.onAck(sequence, version, durability, appliedAs, delta);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void onConfirmed(long sequence, long version) {
        try {
            handler.onConfirmed(sequence, version);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void onEdit(long version, DirectBuffer clientId, DirectBuffer userId, DirectBuffer delta) {
        try {
            handler.onEdit(version, clientId, userId, delta);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void onReject(long sequence, RejectReason reason, long version, DirectBuffer message) {
        try {
            handler.onReject(sequence, reason, version, message);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void onEntered(DirectBuffer clientId, DirectBuffer userId) {
        try {
            handler.onEntered(clientId, userId);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void onDeparted(DirectBuffer clientId, DirectBuffer userId) {
        try {
            handler.onDeparted(clientId, userId);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void onPresence(DirectBuffer clientId, DirectBuffer userId, DirectBuffer payload) {
        try {
            handler.onPresence(clientId, userId, payload);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void onPermission(boolean canWrite) {
        try {
            handler.onPermission(canWrite);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void onRefused(RefusedReason reason, boolean isOver, String message) {
        try {
            handler.onRefused(reason, isOver, message);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void onState(LinkState state) {
        try {
            handler.onState(state);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void onForgotten() {
        try {
            handler.onForgotten();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }
}
