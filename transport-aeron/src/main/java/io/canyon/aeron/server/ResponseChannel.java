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
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);

    private ResponseChannel() {}

    /** @return null if the server does not publish there */
    static String of(String asked, int termBytes) {
        try {
            return asked.length() > MAX_LENGTH ? null : of(ChannelUri.parse(asked), termBytes);
        } catch (RuntimeException e) {
            // Aeron has several exceptions for what is no channel.
            return null;
        }
    }

    private static String of(ChannelUri uri, int termBytes) {
        ChannelUriStringBuilder channel = new ChannelUriStringBuilder().termLength(termBytes);
        if (!uri.prefix().isEmpty()) {
            return null;
        }
        if (uri.isIpc()) {
            channel.media(CommonContext.IPC_MEDIA);
        } else {
            String endpoint = uri.get(CommonContext.ENDPOINT_PARAM_NAME);
            if (!uri.isUdp() || endpoint == null || isMulticast(endpoint)) {
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

    /** Names are none of our business: the driver looks them up, and not in a thread that others wait for. */
    private static boolean isMulticast(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        if (colon <= 0 || Integer.parseInt(endpoint.substring(colon + 1)) <= 0) {
            throw new IllegalArgumentException("no host and port: " + endpoint);
        }
        String host = endpoint.substring(0, colon);
        boolean isIpv6 = host.startsWith("[");
        if (!isIpv6
                && !NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches()) {
            return false;
        }
        // Whatever else ends in a number is an address to some, and a name to look up to others.
        if (!isIpv6 && !IPV4.matcher(host).matches()) {
            throw new IllegalArgumentException("no host: " + host);
        }
        try {
            return InetAddress.getByName(host).isMulticastAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no host: " + host, e);
        }
    }
}
