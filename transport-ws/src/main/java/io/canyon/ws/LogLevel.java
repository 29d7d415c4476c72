package io.canyon.ws;

import java.util.Locale;

/** How much goes to standard error. */
enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    OFF;

    /** Has an effect only before the first logger is made. */
    void apply() {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", name().toLowerCase(Locale.ROOT));
    }
}
