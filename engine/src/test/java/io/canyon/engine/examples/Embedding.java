package io.canyon.engine.examples;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Permission;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** How programs start engines. */
final class Embedding {
    /** Whom the program knows. */
    record User(String name, Permission permission) {}

    private Embedding() {}

    static Engine start(Path data, Function<String, CompletionStage<User>> users, Consumer<Throwable> onFailure) {
        Authenticator byToken = request -> users.apply(request.credentials().string())
                .thenApply(user -> user == null ? null : new Admission(user.permission(), user));
        Engine engine = Engine.start(EngineConfig.of(data)
                .withAuthenticator(byToken)
                .withErrorHandler(onFailure)); // the engine has stopped: close it, and start another
        return engine;
    }

    static void drive(EngineConfig config, BooleanSupplier isRunning, Consumer<Engine> user) {
        Engine engine = Engine.startInvoked(config);
        user.accept(engine);
        IdleStrategy idle = new BusySpinIdleStrategy();
        while (isRunning.getAsBoolean()) {
            idle.idle(engine.doWork());
        }
        engine.close();
    }
}
