package io.canyon.aeron.server;

import io.canyon.aeron.codec.ConnectResult;
import io.canyon.engine.spi.Credentials;

/**
 * A request to connect, as it is answered.
 *
 * @param correlationId the client's number for it
 * @param peerVersion version of the protocol that the client speaks
 * @param channel where it is answered
 * @param streamId stream of that
 * @param clientId the client's name for itself
 * @param credentials what it shows
 * @param refusal why it cannot be let in, or {@link ConnectResult#OK}
 */
record ConnectTo(
        long correlationId,
        int peerVersion,
        String channel,
        int streamId,
        String clientId,
        Credentials credentials,
        ConnectResult refusal) {
    ConnectTo refused(ConnectResult reason) {
        return new ConnectTo(correlationId, peerVersion, channel, streamId, clientId, credentials, reason);
    }
}
