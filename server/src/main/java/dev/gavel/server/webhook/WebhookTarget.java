package dev.gavel.server.webhook;

import static java.util.Objects.requireNonNull;

/**
 * Where a message goes, and by which secret it is signed.
 *
 * @param key see {@link WebhookSignature#key}; not to be changed
 */
public record WebhookTarget(String url, byte[] key) {

    public WebhookTarget {
        requireNonNull(url, "url");
        requireNonNull(key, "key");
    }

    /** Shows neither address nor secret. */
    @Override
    public String toString() {
        return "WebhookTarget";
    }
}
