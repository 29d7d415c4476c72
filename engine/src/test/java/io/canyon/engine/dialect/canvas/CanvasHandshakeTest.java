package io.canyon.engine.dialect.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.dialect.QueryParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanvasHandshakeTest {
    private static final int MAX_ROOM_NAME_BYTES = 8;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clientId=a                                | default  | a     | ''",
                "roomId=r&clientId=a&token=t               | r        | a     | t",
                "&&token=t=u&clientId=a&roomId=x&roomId=y& | x        | a     | t=u",
                "clientId=a+b%20c%2Bd                      | default  | a b c+d | ''",
                "client%49d=%C3%A9&roomId=%e2%82%AC        | €        | é     | ''",
                "clientId=100%&roomId=%zz%4                | %zz%4    | 100%  | ''",
                "clientId=%ff%41                           | default  | \uFFFDA | ''",
                "clientId=%EF%BB%BFx                       | default  | \uFEFFx | ''",
                "clientId=é&token                          | default  | é     | ''",
                "clientId=a&roomId=12345678                | 12345678 | a     | ''"
            })
    void shouldParse(String query, String room, String clientId, String token) {
        CanvasHandshake handshake = CanvasHandshake.parse(QueryParameters.parse(query), MAX_ROOM_NAME_BYTES);
        assertEquals(new CanvasHandshake(room, clientId, token, null), handshake);
        assertFalse(handshake.isRefused());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                  | Missing clientId",
                "roomId=r                            | Missing clientId",
                "id=a                                | Missing clientId",
                "id=a&clientId=b                     | Either id or clientId, not both",
                "clientId=b&id                       | Either id or clientId, not both",
                "clientId=                           | clientId must have 1 to 128 characters",
                "clientId&clientId=a                 | clientId must have 1 to 128 characters",
                "clientId=a&roomId=                  | roomId must have 1 to 8 bytes",
                "clientId=a&roomId=123456789         | roomId must have 1 to 8 bytes",
                "clientId=a&roomId=%e2%82%ACaaa%e2%82%AC | roomId must have 1 to 8 bytes"
            })
    void shouldRefuse(String query, String reason) {
        CanvasHandshake handshake = CanvasHandshake.parse(QueryParameters.parse(query), MAX_ROOM_NAME_BYTES);
        assertTrue(handshake.isRefused());
        assertEquals(reason, handshake.refusal());
    }

    @Test
    void shouldBoundClientId() {
        String longest = "c".repeat(128);
        assertEquals(
                longest,
                CanvasHandshake.parse(QueryParameters.parse("clientId=" + longest), MAX_ROOM_NAME_BYTES)
                        .clientId());
        assertTrue(CanvasHandshake.parse(QueryParameters.parse("clientId=c" + longest), MAX_ROOM_NAME_BYTES)
                .isRefused());
    }
}
