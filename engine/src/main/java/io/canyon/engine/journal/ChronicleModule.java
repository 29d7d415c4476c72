package io.canyon.engine.journal;

import net.openhft.chronicle.core.OS;

/** The module of Chronicle that looks into the JDK. */
public final class ChronicleModule {
    private ChronicleModule() {}

    /** The one without a name, on the class path. Initializes nothing of Chronicle. */
    public static Module get() {
        return OS.class.getModule();
    }
}
