package io.canyon.aeron;

import java.util.Locale;

/** Everything that the transport counts; each only grows. */
public enum AeronCounter {
    CONNECTS_RECEIVED("requests to connect, repeated ones included"),
    CONNECTS_REFUSED("requests to connect that were answered with a refusal"),
    CONNECTS_UNANSWERED(
            "requests to connect whose response channel could not be reached in time, or that were too many"),
    SESSIONS_OPENED("sessions of services that were let in"),
    SESSIONS_CLOSED_BY_CLIENT("sessions that the service closed"),
    SESSIONS_CLOSED_BY_ENGINE("sessions that the engine closed"),
    SESSIONS_MALFORMED("sessions closed because they sent what is no message of the protocol"),
    SESSIONS_TIMED_OUT("sessions closed because the service was not heard from"),
    SESSIONS_REPLACED("sessions that a newer request on the same publication ended"),
    SESSIONS_IMAGE_LOST("sessions ended because their publication of requests is gone"),
    SESSIONS_UNREACHABLE("sessions ended because their publication of responses is gone"),
    SESSIONS_OVERFLOWED("sessions closed because more waited for them than may"),
    MESSAGES_RECEIVED("messages of services"),
    BYTES_RECEIVED("bytes of these"),
    MESSAGES_MALFORMED("messages of wrong schema, version, length or template"),
    MESSAGES_UNSOLICITED("messages for no session that is open"),
    MESSAGES_SENT("messages to services"),
    BYTES_SENT("bytes of these"),
    OFFERS_BACK_PRESSURED("offers that a slow service turned down; tried again"),
    OFFERS_ADMIN_ACTION("offers that came while a term rotated; tried again"),
    OFFERS_NOT_CONNECTED("offers that found nobody; ends the session"),
    OFFERS_CLOSED("offers to a closed publication; ends the session"),
    OFFERS_MAX_POSITION("offers to a publication that is used up; ends the session"),
    EXCEPTIONS("exceptions of the engine that ended a session"),
    DELIVERY_EXCEPTIONS("exceptions of a delivery, which end all sessions"),
    DRIVERS_LOST("times that the media driver of others was gone, which ended all sessions"),
    DRIVER_ERRORS("errors that the media driver or the Aeron client reported");

    private final String description;

    AeronCounter(String description) {
        this.description = description;
    }

    /** Name of the meter. */
    public String meter() {
        return "canyon_aeron_" + name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String description() {
        return description;
    }
}
