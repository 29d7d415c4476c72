package io.canyon.ws;

import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** The pages of the demo, which stand in the jar and are kept in memory. Immutable. */
final class DemoPages {
    /** For a server without the demo. */
    static final DemoPages NONE = new DemoPages(Map.of());

    private static final String FOLDER = "demo/";
    private static final String START = "/";

    private final Map<String, Page> pages;

    /**
     * One page.
     *
     * @param tag changes when the page does
     * @param content not to be changed
     */
    record Page(String contentType, AsciiString tag, byte[] content) {}

    private DemoPages(Map<String, Page> pages) {
        this.pages = pages;
    }

    static DemoPages load() {
        Map<String, Page> pages = new HashMap<>();
        pages.put(START, read("index.html", "text/html; charset=utf-8"));
        pages.put("/demo/app.js", read("app.js", "text/javascript; charset=utf-8"));
        pages.put("/demo/app.css", read("app.css", "text/css; charset=utf-8"));
        return new DemoPages(pages);
    }

    /**
     * The page at a path; null if there is none, or only for who asks for something else.
     *
     * @param accept what the client takes, null if it does not say: the start page is for browsers only
     */
    Page find(String path, String accept) {
        boolean isWanted = !path.equals(START) || accept != null && accept.contains("text/html");
        return isWanted ? pages.get(path) : null;
    }

    private static Page read(String name, String contentType) {
        try (InputStream stream = DemoPages.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar has no " + FOLDER + name);
            }
            byte[] content = stream.readAllBytes();
            CRC32C checksum = new CRC32C();
            checksum.update(content);
            String tag = '"' + Long.toHexString(checksum.getValue()) + '-' + Integer.toHexString(content.length) + '"';
            return new Page(contentType, AsciiString.of(tag), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
