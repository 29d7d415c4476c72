package io.canyon.aeron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services in the rooms of an engine, over a real media driver. */
@Timeout(300)
class ServiceIT {
    @TempDir
    private Path data;

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestService service(boolean isIpc) {
        return isIpc ? TestService.ipc(server.transport) : TestService.udp(server.transport);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldJoinEditAckAndBroadcast(boolean isIpc) {
        try (TestService a = service(isIpc).connect("a");
                TestService b = service(isIpc).connect("b")) {
            Received joined = a.join(1, "room", -1);
            assertEquals("DOCUMENT", joined.field(8), joined.toString());
            b.join(7, "room", -1);
            Received entered = a.await("Entered");
            assertEquals("b", entered.field(1));
            a.edit(1, 1, joined.number(2), "[{\"n\":1}]");
            Received ack = a.await("Ack");
            assertEquals(joined.field(1), ack.field(0));
            assertEquals("1", ack.field(1));
            assertEquals("PROCESS", ack.field(3));
            assertEquals("SENT", ack.field(4));
            Received edit = b.await("RemoteEdit");
            assertEquals(ack.field(2), edit.field(1));
            assertEquals("a", edit.field(2));
            assertTrue(edit.field(4).contains("\"n\":1"), edit.toString());
        }
    }
}
