package dev.gavel.persistence.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * As whom Postgres runs. It refuses to run as root; where this process is root, a command is put into a user namespace of its own, in
 * which it is nobody but owns the same files, or, where namespaces are forbidden, handed to the account {@code nobody}.
 */
enum PostgresAccount {
    /** The account of this process. */
    OWN,
    /** Root outside, nobody inside of a user namespace. */
    NAMESPACE,
    /** The account {@code nobody}; it must own its data and be able to reach it. */
    NOBODY;

    private static final String NOBODY_NAME = "nobody";

    /** What works on this machine. Starts a short process when this one is root. */
    static PostgresAccount detect() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return OWN;
        }
        return succeeds("unshare", "-U", "true") ? NAMESPACE : NOBODY;
    }

    /** The command, changed so that it runs as this account. */
    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(
                switch (this) {
                    case OWN -> List.of();
                    case NAMESPACE -> List.of("unshare", "-U");
                    case NOBODY ->
                        List.of("setpriv", "--reuid=" + NOBODY_NAME, "--regid=" + group(), "--clear-groups", "--");
                });
        whole.addAll(command);
        return whole;
    }

    /** Hands the folder and all in it to the account. */
    void own(Path folder) {
        if (this != NOBODY) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            UserPrincipal owner =
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY_NAME);
            for (Path path : tree.toList()) {
                Files.setOwner(path, owner);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be given to " + NOBODY_NAME, e);
        }
    }

    private static String group() {
        return Files.exists(Path.of("/etc/debian_version")) ? "nogroup" : NOBODY_NAME;
    }

    private static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
