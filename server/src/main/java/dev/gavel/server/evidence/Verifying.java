package dev.gavel.server.evidence;

import dev.gavel.auction.contract.CertificateIssuer;
import dev.gavel.auction.contract.CertificateVerifier;
import dev.gavel.gates.CertificateCheck;
import dev.gavel.gates.Certificates;
import dev.gavel.gates.EvidenceFacts;
import dev.gavel.gates.EvidenceVerifier;
import dev.gavel.gates.Facts;
import dev.gavel.gates.evidence.EvidenceGate;
import dev.gavel.server.buyer.Endpoints;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Asks the issuers of a lead's certificates, side by side. Whoever does not answer has confirmed nothing.
 *
 * <p>Thread safety: any thread. A line to an issuer is made when it is first needed, and anew when the market says another.
 */
public final class Verifying implements EvidenceVerifier, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Verifying.class);

    private final LiveMarkets markets;
    private final LoopResources loops;
    private final Endpoints.Secrets secrets;
    private final MeterRegistry meters;
    private final Clock clock;
    private final ConcurrentHashMap<Owner, VerifierLine> ownerToLine = new ConcurrentHashMap<>();

    /** @param loops shared with the HTTP server; not closed here */
    public Verifying(
            LiveMarkets markets, LoopResources loops, Endpoints.Secrets secrets, MeterRegistry meters, Clock clock) {
        this.markets = markets;
        this.loops = loops;
        this.secrets = secrets;
        this.meters = meters;
        this.clock = clock;
    }

    private record Owner(String tenant, CertificateIssuer issuer) {}

    private record Answered(CertificateIssuer issuer, CertificateCheck check) {}

    @Override
    public CompletionStage<EvidenceFacts> verify(
            String tenant, Facts facts, String reference, List<String> consumerKeys) {
        String consumerKey = String.join(" ", consumerKeys);
        return Flux.fromArray(CertificateIssuer.values())
                .filter(issuer -> EvidenceGate.isAsked(facts, issuer))
                .flatMap(issuer -> ask(tenant, issuer, facts, reference, consumerKey)
                        .onErrorReturn(CertificateCheck.unknown("failed"))
                        .map(check -> new Answered(issuer, check)))
                .reduce(facts.evidence(), (known, answer) -> known.with(answer.issuer(), answer.check()))
                .toFuture()
                .thenApply(known -> known == null ? facts.evidence() : known);
    }

    private Mono<CertificateCheck> ask(
            String tenant, CertificateIssuer issuer, Facts facts, String reference, String consumerKey) {
        LiveMarket market = markets.of(tenant);
        CertificateVerifier verifier =
                market == null ? null : market.market().verifiers().get(issuer);
        VerifierLine line = verifier == null ? null : line(new Owner(tenant, issuer), verifier);
        String id = Certificates.id(facts.consent(), issuer);
        return line == null || id == null
                ? Mono.just(CertificateCheck.unknown("not_called"))
                : line.ask(id, facts, reference, consumerKey);
    }

    private @Nullable VerifierLine line(Owner owner, CertificateVerifier verifier) {
        VerifierLine line = ownerToLine.get(owner);
        if (line != null && line.isTo(verifier)) {
            return line;
        }
        try {
            return ownerToLine.compute(owner, (_, old) -> {
                if (old != null && old.isTo(verifier)) {
                    return old;
                }
                VerifierLine fresh = new VerifierLine(
                        owner.tenant(),
                        verifier,
                        loops,
                        secrets,
                        new VerifierMetrics(meters, owner.tenant(), owner.issuer()),
                        clock);
                if (old != null) {
                    old.close();
                }
                return fresh;
            });
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("tenant", owner.tenant())
                    .addKeyValue("issuer", owner.issuer())
                    .addKeyValue("problem", e.getMessage())
                    .log("The issuer of certificates cannot be called");
            return null;
        }
    }

    @Override
    public void close() {
        ownerToLine.values().forEach(VerifierLine::close);
    }
}
