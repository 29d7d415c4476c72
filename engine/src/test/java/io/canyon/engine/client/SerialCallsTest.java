package io.canyon.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SerialCallsTest {
    private final List<String> done = new ArrayList<>();

    @Test
    void shouldRunWhatIsAddedMeanwhileBehindTheRest() {
        SerialCalls calls = new SerialCalls(Runnable::run);
        calls.add(() -> {
            calls.add(() -> done.add("c"));
            calls.run();
            done.add("a");
        });
        calls.add(() -> done.add("b"));
        calls.run();
        assertEquals(List.of("a", "b", "c"), done);
    }

    @Test
    void shouldGoOnBehindACallThatThrows() {
        SerialCalls calls = new SerialCalls(Runnable::run);
        Error error = new Error("asked to throw");
        calls.add(() -> {
            throw error;
        });
        calls.add(() -> done.add("a"));
        assertSame(error, assertThrows(Error.class, calls::run));
        assertEquals(List.of("a"), done);
        calls.add(() -> done.add("b"));
        calls.run();
        assertEquals(List.of("a", "b"), done);
    }

    @Test
    void shouldRunInTheThreadThatAsksWhenTheExecutorTakesNoMore() {
        SerialCalls calls = new SerialCalls(task -> {
            throw new RejectedExecutionException();
        });
        calls.add(() -> done.add("a"));
        calls.run();
        assertEquals(List.of("a"), done);
    }
}
