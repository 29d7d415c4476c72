package io.canyon.engine.spi;

/**
 * One connection of a transport, as the engine uses it. All methods are called on the I/O thread that opened it and
 * never block; after {@link #close} they do nothing.
 */
public interface Connection {
    /** Queues a frame behind those before it. Nothing need leave before {@link #flush}. */
    void send(Frame frame);

    /** Lets everything queued leave; called at most once per connection and batch. */
    void flush();

    /** Bytes queued that the network has not taken yet. */
    long unsentBytes();

    /** Stops or resumes reading, so that the peer feels it. Frames already read may still arrive. */
    void setReading(boolean reading);

    /** Sends what is queued, then closes with a code of the transport's wire for {@code reason}. */
    void close(CloseReason reason, String text);
}
