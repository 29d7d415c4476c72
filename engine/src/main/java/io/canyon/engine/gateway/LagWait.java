package io.canyon.engine.gateway;

/** Whom a connection that lags waits for. */
enum LagWait {
    /** It does not lag. */
    NOBODY,
    /** It has drained; the shard is to bring it up to date. */
    SHARD,
    /** The peer is to take what it has been sent. */
    PEER
}
