package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.gates.SuppressionKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a suppression list.
 *
 * @param consumerKey keyed hash of a phone or an e-mail
 * @param receivedAt when the consumer asked, or the list was made
 * @param channel by which it came, such as {@code sms} or {@code file}
 * @param jurisdiction whose law it was asked under, such as {@code VA}; null when unknown
 * @param source who sent it: a key's id, the name of a list, an operator
 * @param reason what its sender wrote of it; no personal data
 * @param until when it ends; null for never
 */
public record Suppression(
        String consumerKey,
        SuppressionKind kind,
        Instant receivedAt,
        String channel,
        @Nullable String jurisdiction,
        String source,
        String reason,
        @Nullable Instant until) {

    public Suppression {
        requireNonNull(consumerKey, "consumerKey");
        requireNonNull(kind, "kind");
        requireNonNull(receivedAt, "receivedAt");
        requireNonNull(channel, "channel");
        requireNonNull(source, "source");
        requireNonNull(reason, "reason");
    }

    /** The longer of two entries of one consumer and kind. */
    Suppression longer(Suppression other) {
        if (until == null || other.until == null) {
            return until == null ? this : other;
        }
        return until.isBefore(other.until) ? other : this;
    }
}
