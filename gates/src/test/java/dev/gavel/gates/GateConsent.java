package dev.gavel.gates;

import dev.gavel.auction.contract.CertificateIssuer;
import dev.gavel.auction.contract.EvidencePolicy;
import dev.gavel.auction.contract.EvidencePolicy.Demand;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.ConsentTerms;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The consent of a {@link GateCase}, and what its campaign asks of it. */
final class GateConsent {

    private GateConsent() {}

    static ConsentTerms terms(GateCase.Reader row) {
        Set<Consent.Method> methods = constants(row.texts("policy", "consent_methods"), Consent.Method::valueOf);
        return ConsentTerms.STANDARD
                .withMaxAge(Duration.parse(row.text("policy", "consent_max_age")))
                .withNaming(
                        switch (row.text("policy", "named_sellers")) {
                            case "individually" -> ConsentTerms.Naming.INDIVIDUALLY;
                            case "true" -> ConsentTerms.Naming.NAMED;
                            default -> ConsentTerms.Naming.ANYBODY;
                        })
                .withProof(ConsentTerms.Proof.valueOf(
                        row.text("policy", "consent_proof").toUpperCase(Locale.ROOT)))
                .withParts(constants(row.texts("policy", "consent_requires"), ConsentTerms.Part::valueOf))
                .withMethods(methods.isEmpty() ? ConsentTerms.STANDARD.methods() : methods)
                .withAllChannels("all".equals(row.textOrNull("policy", "consent_channels")));
    }

    static @Nullable Consent read(GateCase.Reader row) {
        if ("none".equals(row.textOrNull("consent"))) {
            return null;
        }
        String timestamp = row.textOrNull("consent", "timestamp");
        OffsetDateTime given = timestamp == null ? null : OffsetDateTime.parse(timestamp);
        String method = row.textOrNull("consent", "method");
        return new Consent(
                row.textOrNull("consent", "text"),
                row.textOrNull("consent", "url"),
                row.textOrNull("consent", "ip"),
                row.textOrNull("consent", "user_agent"),
                given == null ? null : given.toInstant(),
                row.textOrNull("consent", "language"),
                row.texts("consent", "sellers"),
                row.textOrNull("consent", "trustedform_cert_url"),
                row.textOrNull("consent", "jornaya_lead_id"),
                GateParties.signals(row),
                new Consent.Capture(
                        method == null
                                ? Consent.Method.NOT_SENT
                                : Consent.Method.valueOf(method.toUpperCase(Locale.ROOT)),
                        constants(row.texts("consent", "channels"), Consent.Channel::valueOf),
                        given == null ? null : given.getOffset()));
    }

    static EvidencePolicy policy(GateCase.Reader row) {
        return new EvidencePolicy(
                demand(row, "evidence_trustedform"),
                demand(row, "evidence_jornaya"),
                "ping".equals(row.textOrNull("policy", "evidence_at")));
    }

    private static Demand demand(GateCase.Reader row, String name) {
        String text = row.textOrNull("policy", name);
        return text == null ? Demand.IF_PRESENT : Demand.valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** {@code {verifiers: [trustedform], trustedform: confirmed matched, made: ..., kept_until: ..., host: ...}}; unknown where nothing is said. */
    static EvidenceFacts evidence(GateCase.Reader row) {
        String none = row.textOrNull("evidence", "verifiers");
        Set<CertificateIssuer> verifiers = constants(row.texts("evidence", "verifiers"), CertificateIssuer::valueOf);
        EvidenceFacts facts = "none".equals(none)
                ? EvidenceFacts.NO_VERIFIER
                : verifiers.isEmpty() ? EvidenceFacts.UNKNOWN : EvidenceFacts.of(verifiers);
        for (CertificateIssuer issuer : CertificateIssuer.values()) {
            String said = row.textOrNull("evidence", issuer.name().toLowerCase(Locale.ROOT));
            if (said != null) {
                facts = facts.with(
                        issuer, check(row, said.toUpperCase(Locale.ROOT).split(" ", -1)));
            }
        }
        return facts;
    }

    private static CertificateCheck check(GateCase.Reader row, String[] words) {
        return new CertificateCheck(
                CertificateCheck.Outcome.valueOf(words[0]),
                words.length > 1 ? CertificateCheck.Match.valueOf(words[1]) : CertificateCheck.Match.NOT_SAID,
                "",
                moment(row, "made"),
                moment(row, "kept_until"),
                row.textOrNull("evidence", "host"));
    }

    private static @Nullable Instant moment(GateCase.Reader row, String name) {
        String text = row.textOrNull("evidence", name);
        return text == null ? null : Instant.parse(text);
    }

    private static <E> Set<E> constants(List<String> words, Function<String, E> valueOf) {
        return words.stream()
                .map(word -> valueOf.apply(word.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
