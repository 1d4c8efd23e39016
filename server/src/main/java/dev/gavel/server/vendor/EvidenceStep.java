package dev.gavel.server.vendor;

import dev.gavel.auction.contract.CertificateIssuer;
import dev.gavel.gates.CertificateCheck;
import dev.gavel.gates.Certificates;
import dev.gavel.gates.EvidenceVerifier;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gates;
import dev.gavel.gates.Screening;
import dev.gavel.persistence.postgres.EvidenceRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;

/**
 * Has a lead's certificates verified, where the campaign wants it, and keeps what their issuers said before any buyer hears of the lead.
 *
 * <p>Thread safety: stateless; never blocks.
 */
final class EvidenceStep {

    private final Gates gates;
    private final EvidenceVerifier verifier;
    private final BiFunction<String, List<EvidenceRecord>, Mono<Void>> keeper;
    private final PingSealer sealer;
    private final InstantSource clock;

    /** @param keeper keeps a tenant's records */
    EvidenceStep(
            Gates gates,
            EvidenceVerifier verifier,
            BiFunction<String, List<EvidenceRecord>, Mono<Void>> keeper,
            PingSealer sealer,
            InstantSource clock) {
        this.gates = gates;
        this.verifier = verifier;
        this.keeper = keeper;
        this.sealer = sealer;
        this.clock = clock;
    }

    /** The ping with what its issuers say, who are only asked to look. */
    Mono<Ping> look(Ping ping) {
        return Mono.fromCompletionStage(
                        () -> verifier.verify(ping.tenant(), ping.facts(), ping.text(), ping.consumerKeys()))
                .map(ping::with);
    }

    /** The post with what its issuers say; asked only where that is needed. */
    Mono<Post> verified(Post post) {
        Facts facts = post.facts(Screening.UNKNOWN);
        return gates.needsEvidence(facts)
                ? Mono.fromCompletionStage(
                                () -> verifier.verify(post.tenant(), facts, post.leadId(), post.consumerKeys()))
                        .map(post::with)
                : Mono.just(post);
    }

    /** Keeps what was said of a post that no gate stands against. Fails when it cannot be kept: then nothing is sold. */
    Mono<Void> keep(Post post) {
        List<EvidenceRecord> records = records(post, clock.instant());
        return records.isEmpty() ? Mono.empty() : keeper.apply(post.tenant(), records);
    }

    private List<EvidenceRecord> records(Post post, Instant now) {
        List<EvidenceRecord> records = new ArrayList<>();
        for (CertificateIssuer issuer : CertificateIssuer.values()) {
            CertificateCheck check = post.evidence().check(issuer);
            String id = Certificates.id(post.consent(), issuer);
            if (id != null && check.outcome() != CertificateCheck.Outcome.NOT_ASKED) {
                records.add(new EvidenceRecord(
                        post.pingId().toString(),
                        post.leadId(),
                        issuer,
                        check,
                        sealer.sealText(post.market().keys(), post.leadId(), id),
                        post.leadId(),
                        now));
            }
        }
        return records;
    }
}
