package dev.gavel.server;

import dev.gavel.persistence.crypto.KeyService;
import dev.gavel.persistence.crypto.LocalKeyService;
import java.nio.file.Path;

/** The key service that a configuration names. */
public final class MasterKey {

    private MasterKey() {}

    /**
     * The service over the configured key.
     *
     * @throws RuntimeException when the key is malformed, or its file is readable by others
     */
    public static KeyService of(Config config) {
        Path file = config.masterKeyFile();
        if (file != null) {
            return LocalKeyService.fromFile(file);
        }
        String hex = config.masterKey();
        if (hex == null) {
            throw new ConfigException("GAVEL_MASTER_KEY or GAVEL_MASTER_KEY_FILE: give one of them");
        }
        return LocalKeyService.of(hex);
    }
}
