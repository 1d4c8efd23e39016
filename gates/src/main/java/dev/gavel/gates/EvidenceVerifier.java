package dev.gavel.gates;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks the issuers of a lead's certificates. Called only where {@link Gates#needsEvidence} says so.
 *
 * <p>Thread safety: any thread.
 */
@FunctionalInterface
public interface EvidenceVerifier {

    /** Asks nobody. */
    EvidenceVerifier NOBODY = (_, facts, _, _) -> CompletableFuture.completedFuture(facts.evidence());

    /**
     * The facts' evidence with what the issuers say. Whoever does not answer gives {@link CertificateCheck#unknown}; never completes with an
     * error. With the facts of a post the certificate is matched with the consumer, and kept for the tenant where its verifier says so; with a
     * ping's it is only looked at.
     *
     * @param reference under which the issuer keeps it for the tenant: an id of Gavel's
     * @param consumerKeys keyed hashes of the consumer
     */
    CompletionStage<EvidenceFacts> verify(String tenant, Facts facts, String reference, List<String> consumerKeys);
}
