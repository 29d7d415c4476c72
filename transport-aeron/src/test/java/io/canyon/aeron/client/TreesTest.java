package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreesTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('`', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                | /a     | {`a`:7}
                    {`a`:1,`b`:2}     | /a     | {`a`:7,`b`:2}
                    {}                | /a/b/c | {`a`:{`b`:{`c`:7}}}
                    {`a`:[1,2]}       | /a/1   | {`a`:[1,7]}
                    {`a`:[1,2]}       | /a/2   | {`a`:[1,2,7]}
                    {`a`:[1,2]}       | /a/-   | {`a`:[1,2,7]}
                    {`a`:[1,2]}       | /a/-/x | {`a`:[1,2,{`x`:7}]}
                    {`a`:[{`x`:1}]}   | /a/0/x | {`a`:[{`x`:7}]}
                    {`a/b`:{`~`:1}}   | /a~1b/~0 | {`a/b`:{`~`:7}}
                    {`0`:1}           | /0     | {`0`:7}
                    1                 | ''     | 7
                    """)
    void shouldPutAValue(String before, String path, String after) {
        JsonNode tree = json(before);
        assertEquals(json(after), Trees.with(tree, JsonPointer.compile(path), json("7")));
        assertEquals(json(before), tree);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {`a`:1}   | /a/b
                    {`a`:[1]} | /a/2
                    {`a`:[1]} | /a/x
                    {`a`:[1]} | /a/01
                    null      | /a
                    """)
    void shouldRefuseWhereNothingCanBe(String before, String path) {
        assertThrows(
                IllegalArgumentException.class, () -> Trees.with(json(before), JsonPointer.compile(path), json("7")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {`a`:1,`b`:2}       | /a     | {`b`:2}
                    {`a`:{`b`:1,`c`:2}} | /a/b   | {`a`:{`c`:2}}
                    {`a`:[1,2,3]}       | /a/1   | {`a`:[1,3]}
                    {`a`:[{`b`:1}]}     | /a/0/b | {`a`:[{}]}
                    """)
    void shouldRemoveAValue(String before, String path, String after) {
        JsonNode tree = json(before);
        assertEquals(json(after), Trees.without(tree, JsonPointer.compile(path)));
        assertEquals(json(before), tree);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {`a`:1}       | /b
                    {`a`:{`b`:1}} | /a/c
                    {`a`:[1]}     | /a/1
                    {`a`:[1]}     | /a/-
                    {`a`:[{}]}    | /a/0/x
                    """)
    void shouldRemoveNothingWhereNothingIs(String before, String path) {
        JsonNode tree = json(before);
        assertSame(tree, Trees.without(tree, JsonPointer.compile(path)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}              | add     | /a    |      | {`a`:7}
                    {`a`:[1,2]}     | add     | /a/0  |      | {`a`:[7,1,2]}
                    {`a`:[1,2]}     | add     | /a/2  |      | {`a`:[1,2,7]}
                    {`a`:[1,2]}     | add     | /a/-  |      | {`a`:[1,2,7]}
                    {`a`:[{`b`:1}]} | add     | /a/0/b |     | {`a`:[{`b`:7}]}
                    {`a`:1}         | add     | ''    |      | 7
                    {`a`:[1,2]}     | replace | /a/1  |      | {`a`:[1,7]}
                    {`a`:1}         | replace | /a    |      | {`a`:7}
                    {`a`:[1,2]}     | remove  | /a/0  |      | {`a`:[2]}
                    {`a`:[1,2,3]}   | move    | /a/2  | /a/0 | {`a`:[2,3,1]}
                    {`a`:{`b`:1}}   | move    | /c    | /a/b | {`a`:{},`c`:1}
                    {`a`:{`b`:1}}   | copy    | /c    | /a   | {`a`:{`b`:1},`c`:{`b`:1}}
                    {`a`:1}         | test    | /a    |      | {`a`:1}
                    """)
    void shouldApplyWhatTheRoomHasApplied(String before, String op, String path, String from, String after) {
        JsonNode tree = json(before);
        String source = from == null ? "" : ",`from`:`" + from + "`";
        JsonNode operations = json("[{`op`:`" + op + "`,`path`:`" + path + "`,`value`:7" + source + "}]");
        assertEquals(json(after), SentTrees.patched(tree, operations));
        assertEquals(json(before), tree);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {`a`:[1]} | replace | /a/1
                    {`a`:[1]} | add     | /a/2
                    {`a`:[1]} | add     | /a/x
                    {`a`:1}   | add     | /a/b
                    {`a`:1}   | add     | /b/c
                    {`a`:1}   | replace | /b
                    {`a`:1}   | copy    | /b
                    """)
    void shouldNotGuess(String before, String op, String path) {
        JsonNode operation = json("[{`op`:`" + op + "`,`path`:`" + path + "`,`from`:`/none`,`value`:7}]");
        assertNull(SentTrees.patched(json(before), operation));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {`k`:{`x`:1,`y`:2}} | {`k`:{`x`:3}}                | {`k`:{`x`:3,`y`:2}}
                    {`k`:{`x`:1,`y`:2}} | {`k`:{`_exists`:true,`z`:3}} | {`k`:{`z`:3}}
                    {`k`:{`x`:1}}       | {`k`:{`_exists`:false}}      | {}
                    {}                  | {`k`:{`_exists`:true}}       | {`k`:{}}
                    {}                  | {`k`:{`x`:1}}                |
                    {`k`:{`x`:1}}       | {`k`:{`x`:{`__buf`:1}}}      |
                    """)
    void shouldApplyComponents(String before, String patches, String after) {
        JsonNode tree = json(before);
        assertEquals(after == null ? null : json(after), SentTrees.withComponents(tree, json(patches)));
        assertEquals(json(before), tree);
    }

    @Test
    void shouldShareWhatHasNotChanged() {
        JsonNode tree = json("{`a`:{`x`:1},`b`:{`y`:2}}");
        assertSame(
                tree.get("b"),
                Trees.with(tree, JsonPointer.compile("/a/x"), json("7")).get("b"));
    }
}
