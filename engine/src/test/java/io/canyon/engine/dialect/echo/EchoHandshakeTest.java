package io.canyon.engine.dialect.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.dialect.QueryParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EchoHandshakeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"id=a | a", "x=y&id=V1St_GXR8-Z5jdHi6B&id=b | V1St_GXR8-Z5jdHi6B", "i%64=%41 | A"})
    void shouldTakeIds(String query, String id) {
        EchoHandshake handshake = EchoHandshake.parse(QueryParameters.parse(query));
        assertEquals(new EchoHandshake(id, null), handshake);
        assertFalse(handshake.isRefused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "id=", "id=a+b", "id=%C3%A9", "id=a.b", "id=a/b", "id=%00", "id=\u0660"})
    void shouldRefuseOtherIds(String query) {
        EchoHandshake handshake = EchoHandshake.parse(QueryParameters.parse(query));
        assertTrue(handshake.isRefused());
        assertEquals("id must have 1 to 64 of A-Z a-z 0-9 _ -", handshake.refusal());
    }

    @Test
    void shouldBoundIds() {
        String longest = "i".repeat(64);
        assertEquals(
                longest,
                EchoHandshake.parse(QueryParameters.parse("id=" + longest)).id());
        assertTrue(EchoHandshake.parse(QueryParameters.parse("id=i" + longest)).isRefused());
    }

    @ParameterizedTest
    @CsvSource({"clientId=a, Missing id", "roomId=r, Missing id", "id=a&clientId=b, 'Either id or clientId, not both'"})
    void shouldRefuseNeitherAndBoth(String query, String reason) {
        assertEquals(reason, EchoHandshake.parse(QueryParameters.parse(query)).refusal());
    }

    @ParameterizedTest
    @CsvSource({
        "/, id=a, true",
        "/echo, id=a, true",
        "/echo, clientId=a, true",
        "/echo, x=y, true",
        "/rooms/of/somebody, id=a, true",
        "/canvas, id=a, false",
        "/, clientId=a, false",
        "/, id=a&clientId=a, false",
        "/, x=y, false"
    })
    void shouldTellWhoSpeaksEcho(String path, String query, boolean isMeant) {
        assertEquals(isMeant, EchoHandshake.isMeant(path, QueryParameters.parse(query)));
    }
}
