package io.canyon.engine.conversation;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Holds up whoever copies bytes to a certain place or behind it, until its test says so. */
final class StoppingBuffer extends ExpandableArrayBuffer {
    private static final long TIMEOUT_S = 60;

    private final int stopAt;
    private final CountDownLatch isThere = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    StoppingBuffer(int stopAt) {
        this.stopAt = stopAt;
    }

    @Override
    public void putBytes(int index, DirectBuffer source, int offset, int length) {
        if (index >= stopAt && isThere.getCount() > 0) {
            isThere.countDown();
            await(mayGoOn);
        }
        super.putBytes(index, source, offset, length);
    }

    void awaitStop() {
        await(isThere);
    }

    void goOn() {
        mayGoOn.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(TIMEOUT_S, TimeUnit.SECONDS)) {
                throw new AssertionError("not within " + TIMEOUT_S + " s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
