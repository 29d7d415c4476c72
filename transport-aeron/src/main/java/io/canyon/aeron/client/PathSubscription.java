package io.canyon.aeron.client;

/** Somebody's wish to see a path. May be closed by any thread, more than once. */
@FunctionalInterface
public interface PathSubscription extends AutoCloseable {
    @Override
    void close();
}
