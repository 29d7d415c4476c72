package io.canyon.engine.spi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.Objects;

/**
 * What a peer shows to be let in: any JSON value, which many wires restrict to a string. Immutable. Its text form hides
 * it, so that it does not get into logs.
 */
public final class Credentials {
    /** A peer that shows nothing: {@code null} in JSON. */
    public static final Credentials NONE = new Credentials("null", null);

    private static final JsonFactory JSON = new JsonFactory();

    private final String json;
    private final String string;

    private Credentials(String json, String string) {
        this.json = json;
        this.string = string;
    }

    /** A string; an empty one is a string, too. */
    public static Credentials ofString(String string) {
        return new Credentials('"' + new String(JsonStringEncoder.getInstance().quoteAsString(string)) + '"', string);
    }

    /**
     * A JSON value.
     *
     * @throws IllegalArgumentException when {@code json} is not exactly one
     */
    public static Credentials ofJson(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            JsonToken first = parser.nextToken();
            String string = first == JsonToken.VALUE_STRING ? parser.getText() : null;
            parser.skipChildren();
            if (first == null || parser.nextToken() != null) {
                throw new IllegalArgumentException("credentials are not one JSON value");
            }
            return first == JsonToken.VALUE_NULL ? NONE : new Credentials(json, string);
        } catch (IOException e) {
            throw new IllegalArgumentException("credentials are no JSON", e);
        }
    }

    /** The JSON text. */
    public String json() {
        return json;
    }

    /** The string that they are, or null when they are something else, or nothing. */
    public String string() {
        return string;
    }

    /** True when the peer has shown nothing. */
    public boolean isNone() {
        return this == NONE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credentials credentials
                && json.equals(credentials.json)
                && Objects.equals(string, credentials.string);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return isNone() ? "Credentials[none]" : "Credentials[hidden]";
    }
}
