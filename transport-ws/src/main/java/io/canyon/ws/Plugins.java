package io.canyon.ws;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * What operators add to a server: services on the class path, and in the jars of a folder, since {@code java -jar}
 * takes no class path. The jars stay open as long as the process runs.
 */
final class Plugins {
    /** What cannot be used of them; the message is for the operator. */
    static final class PluginException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final ExitCode code;

        PluginException(String message, ExitCode code, Throwable cause) {
            super(message, cause);
            this.code = code;
        }

        ExitCode code() {
            return code;
        }
    }

    private final ClassLoader loader;

    private Plugins(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * Those of the class path, and of the folder's jars if it is not null.
     *
     * @throws PluginException if the folder cannot be read
     */
    static Plugins of(Path folder) {
        ClassLoader own = Plugins.class.getClassLoader();
        if (folder == null) {
            return new Plugins(own);
        }
        if (!Files.isDirectory(folder)) {
            throw new PluginException("no such folder of plugins: " + folder, ExitCode.USAGE, null);
        }
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : files) {
                jars.add(url(jar));
            }
        } catch (IOException e) {
            throw new PluginException("the folder of plugins cannot be read: " + e, ExitCode.USAGE, e);
        }
        return new Plugins(new URLClassLoader("plugins", jars.toArray(URL[]::new), own));
    }

    /**
     * All services of a type.
     *
     * @throws PluginException if one of them cannot be made
     */
    <T> List<T> find(Class<T> type) {
        try {
            List<T> found = new ArrayList<>();
            ServiceLoader.load(type, loader).forEach(found::add);
            return found;
        } catch (ServiceConfigurationError e) {
            throw new PluginException("a plugin cannot be loaded: " + e.getMessage(), ExitCode.USAGE, e);
        }
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }
}
