package dev.gavel.persistence.crypto;

import org.jspecify.annotations.Nullable;

/** Sealed bytes could not be opened: another key, another context, or changed bytes. The message carries no data. */
public final class DecryptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DecryptionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
