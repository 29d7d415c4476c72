package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recorded cases, one JSON object a line, and trees that compare as JavaScript's values do. */
final class Vectors {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final int SHIFT = 0x800;
    private static final Pattern ESCAPES =
            Pattern.compile("(?<!\\\\)\\\\u([dD][89a-fA-F]..)((?<=[dD][89abAB]..)\\\\u[dD][c-fC-F]..)?");

    private Vectors() {}

    static List<JsonNode> read(String resource) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(Vectors.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return reader.lines().map(Vectors::parse).toList();
        }
    }

    static JsonNode parse(String json) {
        try {
            String readable = ESCAPES.matcher(json).replaceAll(Vectors::withoutLoneSurrogate);
            JsonNode node = JSON.readTree(readable);
            return readable.equals(json) ? node : withLoneSurrogates(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /** Jackson does not read escapes of lone surrogates, so they go by as letters for private use. */
    private static String withoutLoneSurrogate(MatchResult escape) {
        if (escape.group(2) != null) {
            return Matcher.quoteReplacement(escape.group());
        }
        int unit = Integer.parseInt(escape.group(1), 16);
        return Matcher.quoteReplacement(String.format("\\u%04x", unit + SHIFT));
    }

    private static JsonNode withLoneSurrogates(JsonNode node) {
        if (node instanceof ObjectNode) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            node.properties()
                    .forEach(member ->
                            object.set(withLoneSurrogates(member.getKey()), withLoneSurrogates(member.getValue())));
            return object;
        }
        if (node instanceof ArrayNode) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> array.add(withLoneSurrogates(item)));
            return array;
        }
        return node.isTextual() ? JsonNodeFactory.instance.textNode(withLoneSurrogates(node.textValue())) : node;
    }

    private static String withLoneSurrogates(String text) {
        StringBuilder restored = new StringBuilder(text);
        for (int i = 0; i < restored.length(); i++) {
            int unit = restored.charAt(i) - SHIFT;
            if (unit >= Character.MIN_SURROGATE && unit <= Character.MAX_SURROGATE) {
                restored.setCharAt(i, (char) unit);
            }
        }
        return restored.toString();
    }

    /** All numbers as doubles, and -0 as 0; null stays null. */
    static JsonNode normal(JsonNode node) {
        if (node instanceof ObjectNode) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(member -> object.set(member.getKey(), normal(member.getValue())));
            return object;
        }
        if (node instanceof ArrayNode) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> array.add(normal(item)));
            return array;
        }
        return node != null && node.isNumber() ? JsonNodeFactory.instance.numberNode(node.doubleValue() + 0.0) : node;
    }
}
