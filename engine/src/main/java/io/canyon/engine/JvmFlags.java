package io.canyon.engine;

import java.util.ArrayList;
import java.util.List;

/** The JVM flags that off-heap memory and the journal need, and whether they are there. */
final class JvmFlags {
    private record Flag(String packageName, boolean mustOpen) {
        String option() {
            return (mustOpen ? "--add-opens" : "--add-exports") + " java.base/" + packageName + "=ALL-UNNAMED";
        }

        boolean isSet() {
            Module base = Object.class.getModule();
            Module own = JvmFlags.class.getModule();
            return mustOpen ? base.isOpen(packageName, own) : base.isExported(packageName, own);
        }
    }

    private static final List<Flag> REQUIRED = List.of(
            new Flag("jdk.internal.misc", true),
            new Flag("java.lang.reflect", true),
            new Flag("sun.nio.ch", false),
            new Flag("jdk.internal.ref", false));

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
