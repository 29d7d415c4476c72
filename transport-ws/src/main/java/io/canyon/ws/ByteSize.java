package io.canyon.ws;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as people write it: {@code 4MiB}, {@code 64KiB}, {@code 1GiB}, or plain bytes. */
record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})(KiB|MiB|GiB)?");

    static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size such as 65536, 64KiB, 4MiB or 1GiB");
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "" : matcher.group(2);
        return new ByteSize(
                switch (unit) {
                    case "KiB" -> amount << 10;
                    case "MiB" -> amount << 20;
                    case "GiB" -> amount << 30;
                    default -> amount;
                });
    }

    /** For settings that are counted in an {@code int}. */
    int intBytes() {
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    static final class Converter implements ITypeConverter<ByteSize> {
        @Override
        public ByteSize convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
