package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A message to somebody outside, to be sent until it was taken.
 *
 * @param taskId TypeID with prefix {@code task}; the idempotency key that the receiver sees
 * @param kind what it tells, such as {@code revocation}
 * @param recipient who is told: the party's id
 * @param subject what it is about; of one kind, party, recipient and subject there is one task
 * @param sealed the body, sealed under the tenant's key with the task's id
 * @param attempts how often it was sent before
 * @param giveUpAt after which it is not sent any more
 */
public record WebhookTask(
        String taskId,
        String kind,
        Party party,
        String recipient,
        String subject,
        byte[] sealed,
        int attempts,
        Instant createdAt,
        Instant giveUpAt) {

    public WebhookTask {
        requireNonNull(taskId, "taskId");
        requireNonNull(kind, "kind");
        requireNonNull(party, "party");
        requireNonNull(recipient, "recipient");
        requireNonNull(subject, "subject");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(giveUpAt, "giveUpAt");
    }

    /** Without the body. */
    @Override
    public String toString() {
        return "WebhookTask[" + taskId + ", " + kind + " to " + recipient + "]";
    }
}
