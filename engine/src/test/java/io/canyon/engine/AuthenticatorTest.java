package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Credentials;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticatorTest {
    @TempDir
    private Path folder;

    private record Question(Authenticator.Request request, CompletableFuture<Admission> answer) {}

    /** Answers when its test says so. */
    private static final class Manual implements Authenticator {
        final LinkedBlockingQueue<Question> questions = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<Admission> authenticate(Request request) {
            Question question = new Question(request, new CompletableFuture<>());
            questions.add(question);
            return question.answer();
        }

        Question next(EngineDriver driver) {
            driver.runUntil(() -> !questions.isEmpty());
            return questions.remove();
        }
    }

    @Test
    void shouldAskWithAllThatIsKnownOfTheEditor() {
        Manual manual = new Manual();
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder).withAuthenticator(manual))) {
            EngineDriver.Editor editor = driver.open("roomId=r&clientId=c&token=t%C3%A9");
            Question first = manual.next(driver);
            assertEquals("canvas", first.request().dialect());
            assertEquals("r", first.request().room());
            assertEquals("c", first.request().clientId());
            assertEquals("c", first.request().userId());
            assertEquals("té", first.request().credentials().string());
            assertEquals("\"té\"", first.request().credentials().json());
            assertFalse(first.request().refresh());
            assertEquals("test", first.request().remoteAddress());
            assertEquals("v", first.request().headers().get("x-header"));
            first.answer().complete(Admission.READ_WRITE.withMetadata("who"));
            driver.runUntil(() -> driver.engine.sessionCount() == 1);
            editor.countAndWait(0);

            editor.sends("{\"type\":\"auth-refresh\",\"token\":\"new\"}");
            Question second = manual.next(driver);
            assertTrue(second.request().refresh());
            assertEquals(Credentials.ofString("new"), second.request().credentials());
            second.answer().complete(null);
            driver.runUntil(() -> editor.closeReason != null);
            assertEquals(CloseReason.UNAUTHORIZED, editor.closeReason);
        }
    }

    @Test
    void shouldKeepWhatAnEditorSendsBeforeTheAnswer() {
        Manual manual = new Manual();
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder).withAuthenticator(manual))) {
            EngineDriver.Editor editor = driver.open("roomId=r&clientId=c");
            editor.count(0);
            editor.count(0);
            Question question = manual.next(driver);
            assertTrue(question.request().credentials().isNone());
            assertEquals(0, editor.acked);
            question.answer().complete(Admission.READ_WRITE);
            driver.runUntil(() -> editor.acked == 2);
            assertNull(editor.closeReason);
        }
    }

    @Test
    void shouldRefuseWhenTheAuthenticatorFails() {
        assertRefused(request -> null);
        assertRefused(request -> CompletableFuture.completedFuture(null));
        assertRefused(request -> CompletableFuture.failedFuture(new IllegalStateException("asked to fail")));
        assertRefused(request -> {
            throw new IllegalStateException("asked to throw");
        });
    }

    private void assertRefused(Authenticator authenticator) {
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder).withAuthenticator(authenticator))) {
            EngineDriver.Editor editor = driver.open("roomId=r&clientId=c");
            driver.runUntil(() -> editor.closeReason != null);
            assertEquals(CloseReason.UNAUTHORIZED, editor.closeReason);
            assertEquals(1, driver.engine.counter(EngineCounter.SESSIONS_REFUSED));
            assertEquals(0, driver.engine.sessionCount());
        }
    }
}
