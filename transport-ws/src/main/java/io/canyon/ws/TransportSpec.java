package io.canyon.ws;

import io.canyon.engine.spi.TransportProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A transport as people ask for it: {@code name}, or {@code name:option=value,option=value}. */
record TransportSpec(String name, Map<String, String> options) {
    static TransportSpec parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        Map<String, String> options = new LinkedHashMap<>();
        for (String option :
                colon < 0 ? new String[0] : text.substring(colon + 1).split(",", -1)) {
            int equals = option.indexOf('=');
            if (equals < 1 || options.put(option.substring(0, equals), option.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no transport such as NAME or NAME:OPTION=VALUE,OPTION=VALUE");
            }
        }
        return new TransportSpec(name, options);
    }

    /** Throws {@link IllegalArgumentException} if there is none, or more than one, of its name. */
    TransportProvider provider(List<TransportProvider> providers) {
        List<TransportProvider> named = providers.stream()
                .filter(provider -> provider.name().equals(name))
                .toList();
        if (named.size() != 1) {
            List<String> names =
                    providers.stream().map(TransportProvider::name).sorted().toList();
            throw new IllegalArgumentException(
                    (named.isEmpty() ? "no transport " : "several transports ") + name + "; there are " + names);
        }
        return named.get(0);
    }

    static final class Converter implements ITypeConverter<TransportSpec> {
        @Override
        public TransportSpec convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
