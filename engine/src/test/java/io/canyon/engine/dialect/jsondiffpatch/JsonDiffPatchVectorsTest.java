package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.*;
import java.util.*;
import org.junit.jupiter.api.Test;

class JsonDiffPatchVectorsTest {
    static JsonNode raw(JsonNode v, String f) {
        JsonNode t = v.get(f + "Text");
        return t != null ? Vectors.parse(t.textValue()) : v.get(f);
    }

    @Test
    void probe() throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        for (JsonNode v : Vectors.read("/vectors/jsondiffpatch.jsonl")) {
            String c = v.get("case").textValue();
            JsonDiffOptions o = JsonDiffOptions.DEFAULT.withObjectHash(null);
            JsonNode ops = v.get("options");
            if (ops != null) {
                if (ops.has("objectHash")) {
                    switch (ops.get("objectHash").textValue()) {
                        case "id" ->
                            o = o.withObjectHash((i, n) -> i.get("id") == null ? null : ItemKeys.key(i.get("id")));
                        case "idSafe" ->
                            o = o.withObjectHash((i, n) -> i.get("id") == null ? null : ItemKeys.key(i.get("id")));
                        case "json" -> o = o.withObjectHash((i, n) -> i.toString());
                        case "diffsync" ->
                            o = o.withObjectHash((i, n) -> truthy(i.get("id"))
                                    ? ItemKeys.key(i.get("id"))
                                    : truthy(i.get("_id")) ? ItemKeys.key(i.get("_id")) : i.toString());
                        case "idIndex" ->
                            o = o.withObjectHash(
                                    (i, n) -> truthy(i.get("id")) ? ItemKeys.key(i.get("id")) : "$$index:" + n);
                    }
                }
                if (ops.has("matchByPosition"))
                    o = o.withMatchesByPosition(ops.get("matchByPosition").booleanValue());
                if (ops.path("arrays").has("detectMove"))
                    o = o.withMoves(ops.get("arrays").get("detectMove").booleanValue());
                if (ops.path("textDiff").has("minLength"))
                    o = o.withTextMinLength(ops.get("textDiff").get("minLength").intValue());
            }
            JsonDiffPatch p = new JsonDiffPatch(o);
            JsonNode left = raw(v, "left"), right = raw(v, "right"), delta = v.get("delta");
            String tag = c
                    + (v.has("lossy") ? " lossy" : "")
                    + (v.has("unpatchLossy") ? " unpatchLossy" : "")
                    + (v.has("error") ? " error:" + v.get("phase") : "");
            boolean diffed = right != null || v.has("noDelta");
            if (v.has("right")
                    || v.has("noDelta")
                    || "diff".equals(v.path("phase").textValue())) {
                String r;
                try {
                    JsonNode d = p.diff(left, right);
                    r = v.has("noDelta")
                            ? (d == null ? "ok" : "BAD")
                            : Vectors.normal(d) != null && Vectors.normal(d).equals(Vectors.normal(delta))
                                    ? (d.toString().equals(delta.toString()) ? "ok" : "ok(order)")
                                    : "BAD";
                    if (r.equals("BAD") && !v.has("lossy") && !v.has("error"))
                        System.out.println("DIFF " + v.get("id") + " " + tag + " " + cut(d) + " want " + cut(delta)
                                + " " + v.get("options") + " " + cut(left) + " " + cut(right));
                } catch (RuntimeException e) {
                    r = e.getClass().getSimpleName();
                }
                counts.merge(tag + " diff " + r, 1, Integer::sum);
            }
            if (delta != null) {
                String r;
                try {
                    JsonNode d = p.patch(left, delta);
                    r = v.has("patchedUndefined")
                            ? d == null ? "ok" : "BAD"
                            : d != null && Vectors.normal(d).equals(Vectors.normal(v.get("patched"))) ? "ok" : "BAD";
                    if (r.equals("BAD") && !v.has("error"))
                        System.out.println("PATCH " + v.get("id") + " " + tag + " " + cut(d) + " want "
                                + cut(v.get("patched")) + " " + cut(left) + " " + cut(delta));
                } catch (DeltaException e) {
                    r = e.code().toString();
                    if (!v.has("error") && !c.contains("malf") && !c.contains("odd"))
                        System.out.println("PATCH " + v.get("id") + " " + tag + " " + e + " want "
                                + cut(v.get("patched")) + " " + cut(left) + " " + cut(delta));
                }
                counts.merge(tag + " patch " + r, 1, Integer::sum);
                if (v.has("reversed")) {
                    try {
                        JsonNode d = p.reverse(delta);
                        r = Vectors.normal(d).equals(Vectors.normal(v.get("reversed"))) ? "ok" : "BAD";
                        if (r.equals("BAD"))
                            System.out.println("REVERSE " + v.get("id") + " " + tag + " " + cut(d) + " want "
                                    + cut(v.get("reversed")));
                        JsonNode u = p.patch(v.get("patched"), d);
                        r += v.has("unpatchedUndefined")
                                ? u == null ? " ok" : " BAD"
                                : u != null && Vectors.normal(u).equals(Vectors.normal(v.get("unpatched")))
                                        ? " ok"
                                        : " BAD";
                        if (u == null ? left != null : !Vectors.normal(u).equals(Vectors.normal(left))) r += " NOTLEFT";
                    } catch (DeltaException e) {
                        r = e.code().toString();
                    }
                    counts.merge(tag + " reverse " + r, 1, Integer::sum);
                }
            }
        }
        counts.forEach((k, n) -> System.out.println(n + " " + k));
    }

    static boolean truthy(JsonNode n) {
        return n != null
                && !n.isNull()
                && !(n.isNumber() && n.doubleValue() == 0)
                && !(n.isTextual() && n.textValue().isEmpty())
                && !(n.isBoolean() && !n.booleanValue());
    }

    static String cut(JsonNode n) {
        String s = String.valueOf(n);
        return s.length() > 200 ? s.substring(0, 200) + "…" : s;
    }
}
