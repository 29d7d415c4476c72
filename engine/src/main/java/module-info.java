/** A room engine for realtime documents. Users see its root package, the SPI, a client, and jsondiffpatch for Java. */
// Agrona, Chronicle, diff-match-patch and POSIX have names, but no descriptors of their own yet.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.canyon.engine {
    requires chronicle.bytes;
    requires chronicle.core;
    requires chronicle.queue;
    requires chronicle.wire;
    requires com.fasterxml.jackson.core;
    requires transitive com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.smile;
    requires transitive java.net.http;
    requires jdk.management;
    requires jdk.unsupported;
    requires org.bitbucket.cowwoc.diffmatchpatch;
    requires posix;
    requires transitive org.agrona;
    requires org.slf4j;

    exports io.canyon.engine;
    exports io.canyon.engine.client;
    exports io.canyon.engine.delta;
    exports io.canyon.engine.dialect.jsondiffpatch;
    exports io.canyon.engine.spi;
}
