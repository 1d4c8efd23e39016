package dev.gavel.gates.evidence;

import dev.gavel.auction.contract.CertificateIssuer;
import dev.gavel.auction.contract.EvidencePolicy;
import dev.gavel.auction.contract.EvidencePolicy.Demand;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.ConsentTerms.Proof;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.CertificateCheck;
import dev.gavel.gates.CertificateCheck.Match;
import dev.gavel.gates.CertificateCheck.Outcome;
import dev.gavel.gates.Certificates;
import dev.gavel.gates.EvidenceFacts;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.Verdict;
import dev.gavel.gates.WebHost;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the certificates of consent are genuine and this lead's, by the word of their issuers: which must be there, and whether one that was
 * sent must be good, is the campaign's policy. An issuer that was to be asked and did not answer understandably lets nothing pass; a certificate
 * that is confirmed must also be the consumer's, not have expired, not be older than the consent may be, and stem from the consent's page.
 *
 * <p>A ping is judged only where the campaign verifies from the ping on, and then not by whom the certificate is: the post, which has the consumer,
 * is judged whole.
 *
 * <p>Source: 16 CFR 310.5(a)(5) (proof of consent); G1 of the controls. Thread safety: stateless.
 */
public final class EvidenceGate implements Gate {

    private static final CertificateIssuer[] ISSUERS = CertificateIssuer.values();
    private static final String WWW = "www.";

    /** What one issuer's certificate may be found to be, by the issuer. */
    @SuppressWarnings("ImmutableEnumChecker") // a verdict is immutable, which the checker cannot see
    private enum Finding {
        UNKNOWN(Verdict.Kind.UNKNOWN, Reason.EVIDENCE_UNKNOWN),
        MISSING(Verdict.Kind.REJECT, Reason.EVIDENCE_MISSING),
        MALFORMED(Verdict.Kind.REJECT, Reason.EVIDENCE_MALFORMED),
        REFUSED(Verdict.Kind.REJECT, Reason.EVIDENCE_REFUSED),
        MISMATCH(Verdict.Kind.REJECT, Reason.EVIDENCE_MISMATCH),
        EXPIRED(Verdict.Kind.REJECT, Reason.EVIDENCE_EXPIRED),
        TOO_OLD(Verdict.Kind.REJECT, Reason.EVIDENCE_TOO_OLD),
        PAGE_MISMATCH(Verdict.Kind.REJECT, Reason.EVIDENCE_PAGE_MISMATCH);

        private final Verdict ofTrustedForm;
        private final Verdict ofJornaya;

        Finding(Verdict.Kind kind, Reason reason) {
            ofTrustedForm = new Verdict(kind, reason, "consent.trustedform_cert_url");
            ofJornaya = new Verdict(kind, reason, "consent.jornaya_lead_id");
        }

        Verdict of(CertificateIssuer issuer) {
            return switch (issuer) {
                case TRUSTEDFORM -> ofTrustedForm;
                case JORNAYA -> ofJornaya;
            };
        }
    }

    private static final Verdict NO_VERIFIER = Verdict.unknown(Reason.EVIDENCE_NO_VERIFIER);
    private static final Verdict NONE_VERIFIED = Verdict.reject(Reason.EVIDENCE_MISSING);

    @Override
    public String name() {
        return "evidence";
    }

    @Override
    public String ruleVersion() {
        return "1";
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.range(Reason.EVIDENCE_NO_VERIFIER, Reason.EVIDENCE_PAGE_MISMATCH);
    }

    @Override
    public Verdict judge(Facts facts) {
        return judge(facts, true);
    }

    /** What can be said before the issuers are asked; what {@link #needsVerification asking} may yet settle passes. */
    public Verdict judgeLocal(Facts facts) {
        return judge(facts, false);
    }

    /** Whether some issuer must be asked before the lead can be judged whole. */
    public boolean needsVerification(Facts facts) {
        if (!isJudged(facts)) {
            return false;
        }
        for (CertificateIssuer issuer : ISSUERS) {
            if (isAsked(facts, issuer)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an issuer is to be asked about this lead's certificate. */
    public static boolean isAsked(Facts facts, CertificateIssuer issuer) {
        return demand(facts, issuer) != Demand.OFF
                && facts.evidence().verifiers().contains(issuer)
                && Certificates.isWellFormed(facts.consent(), issuer)
                && facts.evidence().check(issuer).outcome() == Outcome.NOT_ASKED;
    }

    private static boolean isJudged(Facts facts) {
        return facts.phase() == Phase.POST
                || facts.campaign().gates().evidence().fromPing();
    }

    /** A campaign that wants proof has every certificate verified that can be. */
    private static Demand demand(Facts facts, CertificateIssuer issuer) {
        EvidencePolicy policy = facts.campaign().gates().evidence();
        Demand demand = policy.of(issuer);
        return demand == Demand.OFF && isProofAsked(facts) ? Demand.IF_PRESENT : demand;
    }

    private static boolean isProofAsked(Facts facts) {
        return facts.campaign().gates().consent().proof() == Proof.VERIFIED;
    }

    private static Verdict judge(Facts facts, boolean asked) {
        if (!isJudged(facts)) {
            return Verdict.PASS;
        }
        boolean verified = false;
        boolean open = false;
        for (CertificateIssuer issuer : ISSUERS) {
            boolean unsettled = !asked && isAsked(facts, issuer);
            Verdict verdict = unsettled ? Verdict.PASS : judge(facts, issuer);
            if (!verdict.passes()) {
                return verdict;
            }
            open |= unsettled;
            verified |= facts.evidence().check(issuer).outcome() == Outcome.CONFIRMED;
        }
        if (verified || open || !isProofAsked(facts)) {
            return Verdict.PASS;
        }
        return facts.evidence().verifiers().isEmpty() ? NO_VERIFIER : NONE_VERIFIED;
    }

    private static Verdict judge(Facts facts, CertificateIssuer issuer) {
        Demand demand = demand(facts, issuer);
        if (demand == Demand.OFF) {
            return Verdict.PASS;
        }
        if (!facts.evidence().verifiers().contains(issuer)) {
            return demand == Demand.REQUIRED ? NO_VERIFIER : Verdict.PASS;
        }
        if (!Certificates.isPresent(facts.consent(), issuer)) {
            return demand == Demand.REQUIRED ? Finding.MISSING.of(issuer) : Verdict.PASS;
        }
        if (!Certificates.isWellFormed(facts.consent(), issuer)) {
            return Finding.MALFORMED.of(issuer);
        }
        Finding finding = find(facts, facts.evidence().check(issuer));
        return finding == null ? Verdict.PASS : finding.of(issuer);
    }

    /** What stands against a certificate; null for nothing. */
    private static @Nullable Finding find(Facts facts, CertificateCheck check) {
        if (check.match() == Match.NOT_MATCHED) {
            return Finding.MISMATCH;
        }
        return switch (check.outcome()) {
            case NOT_ASKED, UNKNOWN -> Finding.UNKNOWN;
            case REFUSED -> Finding.REFUSED;
            case CONFIRMED -> findOfConfirmed(facts, check);
        };
    }

    private static @Nullable Finding findOfConfirmed(Facts facts, CertificateCheck check) {
        if (facts.phase() == Phase.POST && check.match() == Match.NOT_SAID) {
            return Finding.UNKNOWN;
        }
        if (check.expiresAt() != null && !check.expiresAt().isAfter(facts.now())) {
            return Finding.EXPIRED;
        }
        Instant createdAt = check.createdAt();
        if (createdAt != null
                && createdAt.plus(facts.campaign().gates().consent().maxAge()).isBefore(facts.now())) {
            return Finding.TOO_OLD;
        }
        return isFromThePage(check.host(), facts.consent()) ? null : Finding.PAGE_MISMATCH;
    }

    /** Where both are known. A consent that was not given on a page has none. */
    private static boolean isFromThePage(@Nullable String host, @Nullable Consent consent) {
        String url = consent == null ? null : consent.url();
        return host == null || url == null || withoutWww(host).equals(withoutWww(WebHost.of(url.strip())));
    }

    private static String withoutWww(String host) {
        return host.startsWith(WWW) ? host.substring(WWW.length()) : host;
    }

    /** What each issuer that counts has said. */
    @Override
    public Map<String, String> basis(Facts facts) {
        Map<String, String> basis = new LinkedHashMap<>();
        EvidenceFacts evidence = facts.evidence();
        for (CertificateIssuer issuer : ISSUERS) {
            if (demand(facts, issuer) != Demand.OFF && Certificates.isPresent(facts.consent(), issuer)) {
                put(basis, wordOf(issuer), evidence.verifiers().contains(issuer), evidence.check(issuer));
            }
        }
        return basis;
    }

    private static void put(Map<String, String> basis, String issuer, boolean there, CertificateCheck check) {
        basis.put(issuer, there ? wordOf(check.outcome()) : "no_verifier");
        if (!check.detail().isEmpty()) {
            basis.put(issuer + "_detail", check.detail());
        }
        if (check.match() != Match.NOT_SAID) {
            basis.put(issuer + "_match", wordOf(check.match()));
        }
        if (check.createdAt() != null) {
            basis.put(issuer + "_created_at", check.createdAt().toString());
        }
        if (check.expiresAt() != null) {
            basis.put(issuer + "_kept_until", check.expiresAt().toString());
        }
        if (check.host() != null) {
            basis.put(issuer + "_page_host", check.host());
        }
    }

    private static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
