package io.canyon.engine;

import io.canyon.engine.journal.ChronicleModule;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** The JVM flags that off-heap memory and the journal need, and whether they are there. */
final class JvmFlags {
    /** @param user module that looks into the package */
    private record Flag(String packageName, boolean mustOpen, Module user) {
        String option() {
            return (mustOpen ? "--add-opens" : "--add-exports") + " java.base/" + packageName + "="
                    + (user.isNamed() ? user.getName() : "ALL-UNNAMED");
        }

        boolean isSet() {
            Module base = Object.class.getModule();
            return mustOpen ? base.isOpen(packageName, user) : base.isExported(packageName, user);
        }
    }

    private static final Module AGRONA = DirectBuffer.class.getModule();
    private static final Module CHRONICLE = ChronicleModule.get();
    private static final List<Flag> REQUIRED = List.of(
            new Flag("jdk.internal.misc", true, AGRONA),
            new Flag("java.lang.reflect", true, CHRONICLE),
            new Flag("sun.nio.ch", false, CHRONICLE),
            new Flag("jdk.internal.ref", false, CHRONICLE));

    private JvmFlags() {}

    /** @throws EngineStartException with the flags to add */
    static void require() {
        List<String> missing = new ArrayList<>();
        for (Flag flag : REQUIRED) {
            if (!flag.isSet()) {
                missing.add(flag.option());
            }
        }
        if (!missing.isEmpty()) {
            throw new EngineStartException(
                    EngineStartException.Code.MISSING_JVM_FLAGS,
                    "The JVM lacks flags; add: " + String.join(" ", missing),
                    null);
        }
    }
}
