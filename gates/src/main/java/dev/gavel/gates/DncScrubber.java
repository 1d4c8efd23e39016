package dev.gavel.gates;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Asks what is not in memory about one consumer: the tenant's do-not-call provider, and the business relationships on record. Called only where
 * {@link Gates#needsDncScrub} says so.
 *
 * <p>Thread safety: any thread.
 */
@FunctionalInterface
public interface DncScrubber {

    /**
     * What they say of the lead's phone. Completes with {@link DncScrub#UNKNOWN} where the provider did not answer; never with an error.
     *
     * @param facts of a lead with a readable phone
     * @param consumerKeys keyed hashes of the consumer, under which relationships are on record
     */
    CompletionStage<DncScrub> scrub(String tenant, Facts facts, List<String> consumerKeys);
}
