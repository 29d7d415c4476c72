package io.canyon.engine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much memory the documents of an engine may take: most of what the JVM has outside of its heap. */
final class DocumentMemory {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentMemory.class);
    private static final int PERCENT = 80;

    private DocumentMemory() {}

    /** @param limits whose setting counts, if there is one */
    static long maxBytes(EngineLimits limits) {
        long direct = directBytes();
        long mostBytes = direct > 0 ? direct : Runtime.getRuntime().maxMemory();
        long setBytes = limits.maxDocumentMemoryBytes();
        if (setBytes > mostBytes) {
            LOG.warn("documents may take more than the JVM has: setBytes={} directBytes={}", setBytes, mostBytes);
        }
        return setBytes > 0 ? setBytes : mostBytes / 100 * PERCENT;
    }

    /** What -XX:MaxDirectMemorySize says; 0 if it says nothing, which then is as much as the heap. */
    private static long directBytes() {
        HotSpotDiagnosticMXBean hotSpot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return hotSpot == null
                ? 0
                : Long.parseLong(hotSpot.getVMOption("MaxDirectMemorySize").getValue());
    }
}
