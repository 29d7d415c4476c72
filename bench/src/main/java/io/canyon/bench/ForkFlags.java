package io.canyon.bench;

import java.util.ArrayList;
import java.util.List;

/** The JVM flags of forked benchmarks: a fork does not read the manifest of the jar that it comes from. */
final class ForkFlags {
    private static final int FIRST_VERSION_THAT_WARNS = 24;

    private ForkFlags() {}

    static List<String> get() {
        List<String> flags = new ArrayList<>(List.of(
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "-Dchronicle.analytics.disable=true",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        if (Runtime.version().feature() >= FIRST_VERSION_THAT_WARNS) {
            flags.add("--enable-native-access=ALL-UNNAMED");
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }
}
