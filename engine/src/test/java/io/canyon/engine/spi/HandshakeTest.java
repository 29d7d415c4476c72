package io.canyon.engine.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/canvas?roomId=a%20b&x=1?2      ; /canvas ; roomId=a%20b&x=1?2",
                "ws://host:80/a/b?c=d#e          ; /a/b    ; c=d",
                "wss://host?c=|                  ; /       ; c=|",
                "wss://host                      ; /       ; ''",
                "/to/http://host?c=d             ; /to/http://host ; c=d",
                "''                              ; /       ; ''",
                "?c=http://other/                ; /       ; c=http://other/",
                "/#?c=d                          ; /       ; ''",
            })
    void shouldFindPathAndQuery(String url, String path, String query) {
        assertEquals(new Handshake(path, query, Map.of(), "peer"), Handshake.of(url, Map.of(), "peer"));
    }

    @Test
    void shouldJoinHeadersWhateverTheirCase() {
        Map<String, List<String>> headers = new TreeMap<>(Map.of(
                "Cookie", List.of("a=b"), "X-Header", List.of("1", "2"), "x-header", List.of("3"), "Empty", List.of()));
        assertEquals(
                Map.of("cookie", "a=b", "x-header", "1, 2, 3", "empty", ""),
                Handshake.of("/", headers, "peer").headers());
    }
}
