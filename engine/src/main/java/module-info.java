/** A room engine for realtime documents. Users see its root package and the SPI. */
// Agrona, Chronicle and POSIX have names, but no descriptors of their own yet.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.canyon.engine {
    requires chronicle.bytes;
    requires chronicle.core;
    requires chronicle.queue;
    requires chronicle.wire;
    requires com.fasterxml.jackson.core;
    requires jdk.management;
    requires jdk.unsupported;
    requires posix;
    requires transitive org.agrona;
    requires org.slf4j;

    exports io.canyon.engine;
    exports io.canyon.engine.spi;
}
