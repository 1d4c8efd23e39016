package dev.gavel.server.webhook;

import dev.gavel.persistence.postgres.WebhookTask;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What a node must know of one kind of message to send it. One object for each kind; {@link WebhookSender} is given all of them. */
public interface WebhookKind {

    /** The kind of the tasks: {@code revocation}. */
    String name();

    /**
     * Where the task goes by today's configuration; null when there is nowhere now. It is asked again before each attempt, so that a new
     * address or secret counts at once.
     */
    @Nullable
    WebhookTarget targetOf(String tenant, WebhookTask task);

    /**
     * The receiver has taken the message: it answered 2xx. Written down before the task ends, so it may be said twice, never not at all; when it
     * fails the message is sent again.
     */
    Mono<Void> taken(String tenant, WebhookTask task);

    /** Whether the receiver's answer 410 (gone) ends the task. Not where the law wants it to be told. */
    boolean endsWhenGone();
}
