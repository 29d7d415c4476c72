package io.canyon.engine;

import io.canyon.engine.spi.TextSocket;
import java.util.ArrayList;
import java.util.List;

/** A socket of a framework that does what its test says. For engines driven by their test's thread. */
final class FakeSocket implements TextSocket {
    final List<String> sent = new ArrayList<>();
    boolean isWritable = true;
    boolean isThrowing;
    long unsentBytes;
    int closeCode;
    String closeReason;
    int closes;

    @Override
    public void send(String text) {
        if (isThrowing) {
            throw new IllegalStateException("asked to throw");
        }
        if (!isWritable || closes > 0) {
            throw new AssertionError("sent although it takes nothing: " + text);
        }
        sent.add(text);
    }

    @Override
    public boolean isWritable() {
        return isWritable;
    }

    @Override
    public long unsentBytes() {
        return unsentBytes;
    }

    @Override
    public void close(int code, String reason) {
        closes++;
        closeCode = code;
        closeReason = reason;
    }

    /** Messages since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }
}
