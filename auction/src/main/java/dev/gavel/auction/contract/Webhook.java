package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

/**
 * An address that is told what happened, by signed HTTP posts.
 *
 * <p>Thread safety: immutable.
 *
 * @param url absolute http or https address
 * @param secretName name of the secret that signs; the secret itself stands in the node's environment
 */
public record Webhook(String url, String secretName) {

    public Webhook {
        requireNonNull(url, "url");
        requireNonNull(secretName, "secretName");
    }

    /** Without the address: it may carry a key. */
    @Override
    public String toString() {
        return "Webhook[signed by " + secretName + "]";
    }
}
