package io.canyon.engine.room;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.StepCursor;
import io.canyon.engine.spi.RefusalReason;

/** Applies a command's presence edit, key by key. */
final class PresenceChanges {
    private final RoomContext context;
    private final StepCursor steps = new StepCursor();
    private final MemberCursor keys = new MemberCursor();
    private final Growth growth = new Growth();
    private boolean mayHaveBuffers;

    PresenceChanges(RoomContext context) {
        this.context = context;
    }

    void apply(Member session, Command command) {
        if (!command.has(Command.HAS_PRESENCE)) {
            return;
        }
        mayHaveBuffers = !command.has(Command.NO_BUFFERS);
        AppliedEdit applied = context.presence;
        applied.wrap(command.buffer(), command.presenceOffset(), command.presenceLength());
        steps.wrap(command.buffer(), command.presenceOffset(), command.presenceLength());
        while (steps.next()) {
            applied.beginStep(steps.nodeOffset());
            keys.wrapInside(steps);
            while (keys.next()) {
                if (admits(session)) {
                    applyKey(session);
                    applied.keep(keys);
                } else {
                    applied.drop(keys);
                    refuse();
                }
            }
            applied.endStep();
        }
        if (!applied.isEmpty()) {
            context.counters.onPresenceChange();
        }
    }

    private boolean admits(Member session) {
        if (!session.mayWrite()) {
            context.refuseFor(RefusalReason.READ_ONLY);
            return false;
        }
        Presence presence = session.room().presence();
        return switch (keys.operation()) {
            case EditFormat.REMOVE -> true;
            case EditFormat.RECORD -> fits(session);
            case EditFormat.OBJECT -> isShown(session) && fits(session);
            default -> {
                context.refuseFor(RefusalReason.INVALID);
                yield false;
            }
        };
    }

    private boolean isShown(Member session) {
        boolean isShown = session.room().presence().shows(session, keys.buffer(), keys.nameOffset(), keys.nameLength());
        if (!isShown) {
            context.refuseFor(RefusalReason.NO_RECORD);
        }
        return isShown;
    }

    private boolean fits(Member session) {
        Presence presence = session.room().presence();
        boolean hasBuffers = mayHaveBuffers && BufferWork.isIn(keys);
        boolean fits = (!hasBuffers || presence.takesBufferWork(session, keys)) && hasRoom(session, hasBuffers);
        if (!fits) {
            context.refuseFor(RefusalReason.LIMIT);
            context.counters.onLimitRefusal();
        }
        return fits;
    }

    private boolean hasRoom(Member session, boolean hasBuffers) {
        Presence presence = session.room().presence();
        long room = context.limits.maxShownBytes() - presence.logicalBytes();
        if (context.hasPlentyOfMemory() && growth.bound(keys, hasBuffers) <= room) {
            return true;
        }
        long exact = presence.growthOf(session, keys, growth);
        return exact <= 0 || exact <= room && context.takesMemory(exact);
    }

    private void applyKey(Member session) {
        Room room = session.room();
        if (room.presence().apply(session, keys) && room.hasLaggingEditors()) {
            room.leftWhileLagging().add(keys.buffer(), keys.nameOffset(), keys.nameLength());
        }
    }

    private void refuse() {
        context.refused.add(keys.buffer(), keys.nameOffset(), keys.nameLength());
        context.counters.onKeysRefused(1);
    }
}
