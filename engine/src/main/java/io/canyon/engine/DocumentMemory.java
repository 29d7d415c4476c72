package io.canyon.engine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** How much memory the documents of an engine may take: most of what the JVM has outside of its heap. */
final class DocumentMemory {
    private static final int PERCENT = 80;

    private DocumentMemory() {}

    static long maxBytes() {
        long direct = directBytes();
        return (direct > 0 ? direct : Runtime.getRuntime().maxMemory()) / 100 * PERCENT;
    }

    /** What -XX:MaxDirectMemorySize says; 0 if it says nothing, which then is as much as the heap. */
    private static long directBytes() {
        HotSpotDiagnosticMXBean hotSpot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return hotSpot == null
                ? 0
                : Long.parseLong(hotSpot.getVMOption("MaxDirectMemorySize").getValue());
    }
}
