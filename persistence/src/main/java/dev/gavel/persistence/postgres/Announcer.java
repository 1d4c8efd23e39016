package dev.gavel.persistence.postgres;

import java.time.Instant;
import java.util.List;

/**
 * Says who outside is to be told of what a transaction writes. The messages are kept by that very transaction, so that neither is there without the
 * other. Called while rows are locked: quick, without I/O, never failing.
 *
 * <p>Thread safety: any thread.
 */
public interface Announcer {

    /** Nobody is told of anything. */
    Announcer NONE = new Announcer() {
        @Override
        public List<WebhookTask> ended(LeadNews news) {
            return List.of();
        }

        @Override
        public List<WebhookTask> refused(PostRefusal refusal) {
            return List.of();
        }

        @Override
        public List<WebhookTask> returned(String tenant, SaleReturn stands, Instant at) {
            return List.of();
        }
    };

    /** The messages about what ends of a lead. */
    List<WebhookTask> ended(LeadNews news);

    /** The messages about a post that no buyer heard of. */
    List<WebhookTask> refused(PostRefusal refusal);

    /** The messages about a return as it stands from now on. */
    List<WebhookTask> returned(String tenant, SaleReturn stands, Instant at);
}
