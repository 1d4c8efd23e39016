package dev.gavel.persistence.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The database could not be reached, gave no connection in time, or broke off. Whether the transaction took effect is unknown when it
 * broke off during its commit: ask again, every operation is idempotent. The message carries no data.
 */
public final class DatabaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
