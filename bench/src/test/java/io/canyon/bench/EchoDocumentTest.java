package io.canyon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.edit.SmileWriter;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class EchoDocumentTest {
    @Test
    void shouldChangeWhatTheBenchmarksSay() {
        ObjectNode expected = EchoDocument.shapes(10);
        int bytes = expected.toString().length();
        assertTrue(bytes > 9_900 && bytes < 10_300, "bytes=" + bytes);
        expected.putArray("list").add(1).add(2).add(3);
        try (EchoDocument document = new EchoDocument(expected)) {
            document.apply(EchoEdits.set(7.25, "shapes", SampleDocument.key(3), "pose", "x"));
            document.apply(EchoEdits.insertion("list", 3, 1));
            document.apply(EchoEdits.removal("list", 4, 2));
            ((ObjectNode) expected.at("/shapes/" + SampleDocument.key(3) + "/pose")).put("x", 7.25);
            expected.putArray("list").add(1).add(1).add(3);
            SmileWriter actual = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
            document.write(actual);
            SmileWriter wanted = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
            JsonSmile.write(expected, wanted);
            assertEquals(wanted.position(), actual.position());
            for (int i = 0; i < wanted.position(); i++) {
                assertEquals(wanted.buffer().getByte(i), actual.buffer().getByte(i), "offset=" + i);
            }
        }
    }
}
