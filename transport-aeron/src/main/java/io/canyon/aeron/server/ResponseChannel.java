package io.canyon.aeron.server;

import io.aeron.ChannelUri;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.CommonContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Makes the channel of a publication of what a service asks for. Only its endpoint and session are the service's to
 * say: a service must not have this server write anywhere else, or take more memory than others.
 */
final class ResponseChannel {
    private static final int MAX_LENGTH = 512;
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);

    private ResponseChannel() {}

    /** @return null if the server does not publish there */
    static String of(String asked, int termBytes) {
        try {
            return asked.length() > MAX_LENGTH ? null : of(ChannelUri.parse(asked), termBytes);
        } catch (RuntimeException | UnknownHostException e) {
            // Aeron has several exceptions for what is no channel.
            return null;
        }
    }

    private static String of(ChannelUri uri, int termBytes) throws UnknownHostException {
        ChannelUriStringBuilder channel = new ChannelUriStringBuilder().termLength(termBytes);
        if (!uri.prefix().isEmpty()) {
            return null;
        }
        if (uri.isIpc()) {
            channel.media(CommonContext.IPC_MEDIA);
        } else {
            String endpoint = uri.get(CommonContext.ENDPOINT_PARAM_NAME);
            if (!uri.isUdp() || endpoint == null || !isUnicast(endpoint)) {
                return null;
            }
            channel.media(CommonContext.UDP_MEDIA).endpoint(endpoint);
        }
        String session = uri.get(CommonContext.SESSION_ID_PARAM_NAME);
        if (session != null) {
            channel.sessionId(Integer.parseInt(session));
        }
        return channel.build();
    }

    /**
     * Whether it is an address and a port, where one peer is. A name would have to be looked up by the driver, which
     * listens to nobody meanwhile.
     */
    private static boolean isUnicast(String endpoint) throws UnknownHostException {
        int colon = endpoint.lastIndexOf(':');
        if (colon <= 0 || Integer.parseInt(endpoint.substring(colon + 1)) <= 0) {
            return false;
        }
        String host = endpoint.substring(0, colon);
        // Of these, neither is looked up.
        return (host.startsWith("[") || IPV4.matcher(host).matches())
                && !InetAddress.getByName(host).isMulticastAddress();
    }
}
