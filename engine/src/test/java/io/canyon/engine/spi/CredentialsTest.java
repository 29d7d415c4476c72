package io.canyon.engine.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    @Test
    void shouldBeAString() {
        Credentials credentials = Credentials.ofString("a\"b\\\n\u0001é");
        assertEquals("a\"b\\\n\u0001é", credentials.string());
        assertEquals("\"a\\\"b\\\\\\n\\u0001é\"", credentials.json());
        assertFalse(credentials.isNone());
        assertEquals("a\"b\\\n\u0001é", Credentials.ofJson(credentials.json()).string());
        assertEquals("", Credentials.ofString("").string());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"user\":\"u\",\"roles\":[1,{}]}", "[]", "5", "true"})
    void shouldBeAnyJson(String json) {
        Credentials credentials = Credentials.ofJson(json);
        assertEquals(json, credentials.json());
        assertNull(credentials.string());
        assertFalse(credentials.isNone());
    }

    @Test
    void shouldBeNone() {
        assertSame(Credentials.NONE, Credentials.ofJson("null"));
        assertTrue(Credentials.NONE.isNone());
        assertEquals("null", Credentials.NONE.json());
        assertNull(Credentials.NONE.string());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{}{}", "'a'", "{\"a\":}", "[1,", "nul", "1 2"})
    void shouldRefuseWhatIsNotOneValue(String text) {
        assertThrows(IllegalArgumentException.class, () -> Credentials.ofJson(text));
    }

    @Test
    void shouldNotShowTheSecret() {
        assertEquals("Credentials[hidden]", Credentials.ofString("secret").toString());
        assertEquals("Credentials[none]", Credentials.NONE.toString());
        assertEquals(Credentials.ofString("secret"), Credentials.ofJson("\"secret\""));
        assertNotEquals(Credentials.ofString("secret"), Credentials.ofString("other"));
    }
}
