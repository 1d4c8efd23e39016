package dev.gavel.gates.consent;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.SellerNames;
import dev.gavel.gates.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the consumer's agreement to be contacted is evidenced: the text that was shown; when, within the campaign's limit; on which
 * page, from which address and agent; in which language; a certificate where the campaign asks for one; and, once a buyer is known and
 * the campaign sells to named sellers only, that the consent names the buyer. Judged in this order.
 *
 * <p>A company is named when one of the sellers has the same characters in the same order, upper and lower case alike, runs of blanks as
 * one, none at the ends. Nothing is guessed: "Acme" does not name "Acme, Inc.".
 *
 * <p>Source: 47 CFR 64.1200(f)(9) (written agreement), 16 CFR 310.5 (the record of consent); 42 CFR 422.2274(g) for named sellers in
 * Medicare. Thread safety: stateless.
 */
public final class ConsentGate implements Gate {

    /** By how much a vendor's clock may be ahead. */
    public static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(2);

    private static final Verdict MISSING = Verdict.reject(Reason.CONSENT_MISSING);
    private static final Verdict TEXT_MISSING = Verdict.reject(Reason.CONSENT_TEXT_MISSING, "consent.text");
    private static final Verdict TIME_UNKNOWN = Verdict.unknown(Reason.CONSENT_TIME_UNKNOWN, "consent.timestamp");
    private static final Verdict IN_FUTURE = Verdict.reject(Reason.CONSENT_IN_FUTURE, "consent.timestamp");
    private static final Verdict EXPIRED = Verdict.reject(Reason.CONSENT_EXPIRED, "consent.timestamp");
    private static final Verdict URL_MISSING = Verdict.reject(Reason.CONSENT_ORIGIN_MISSING, "consent.url");
    private static final Verdict IP_MISSING = Verdict.reject(Reason.CONSENT_ORIGIN_MISSING, "consent.ip");
    private static final Verdict AGENT_MISSING = Verdict.reject(Reason.CONSENT_ORIGIN_MISSING, "consent.user_agent");
    private static final Verdict LANGUAGE_MISSING = Verdict.reject(Reason.CONSENT_LANGUAGE_MISSING, "consent.language");
    private static final Verdict CERTIFICATE_MISSING = Verdict.reject(Reason.CONSENT_CERTIFICATE_MISSING);
    private static final Verdict SELLER_NOT_NAMED = Verdict.reject(Reason.CONSENT_SELLER_NOT_NAMED, "consent.sellers");

    @Override
    public String name() {
        return "consent";
    }

    @Override
    public String ruleVersion() {
        return "1";
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.range(Reason.CONSENT_MISSING, Reason.CONSENT_CERTIFICATE_MISSING);
    }

    @Override
    public Verdict judge(Facts facts) {
        Consent consent = facts.consent();
        if (consent == null) {
            return MISSING;
        }
        GatePolicy policy = facts.campaign().gates();
        if (isBlank(consent.text())) {
            return TEXT_MISSING;
        }
        Verdict time = judgeTime(consent.timestamp(), facts.now(), policy.consentMaxAge());
        if (!time.passes()) {
            return time;
        }
        Verdict origin = judgeOrigin(consent);
        if (!origin.passes()) {
            return origin;
        }
        if (policy.certificateRequired() && isBlank(consent.trustedFormCertUrl()) && isBlank(consent.jornayaLeadId())) {
            return CERTIFICATE_MISSING;
        }
        Buyer buyer = facts.buyer();
        return buyer == null || !policy.namedSellers() || SellerNames.contain(consent.sellers(), buyer.legalName())
                ? Verdict.PASS
                : SELLER_NOT_NAMED;
    }

    @Override
    public Map<String, String> basis(Facts facts) {
        Consent consent = facts.consent();
        if (consent == null) {
            return Map.of();
        }
        Map<String, String> basis = new LinkedHashMap<>();
        if (consent.timestamp() != null) {
            basis.put(
                    "age_seconds",
                    Long.toString(
                            facts.now().getEpochSecond() - consent.timestamp().getEpochSecond()));
        }
        basis.put(
                "most_age_seconds",
                Long.toString(facts.campaign().gates().consentMaxAge().toSeconds()));
        basis.put("sellers_named", Integer.toString(consent.sellers().size()));
        basis.put("trustedform", Boolean.toString(!isBlank(consent.trustedFormCertUrl())));
        basis.put("jornaya", Boolean.toString(!isBlank(consent.jornayaLeadId())));
        return basis;
    }

    private static Verdict judgeTime(@Nullable Instant given, Instant now, Duration maxAge) {
        if (given == null) {
            return TIME_UNKNOWN;
        }
        // Differences of seconds can't overflow: an Instant's lie within 3.2e16 of zero.
        long ageSeconds = now.getEpochSecond() - given.getEpochSecond();
        int ageNanos = now.getNano() - given.getNano();
        if (isMore(-ageSeconds, -ageNanos, CLOCK_TOLERANCE)) {
            return IN_FUTURE;
        }
        return isMore(ageSeconds, ageNanos, maxAge) ? EXPIRED : Verdict.PASS;
    }

    /** Whether seconds plus nanoseconds (of either sign, less than a second) are more than the limit. */
    private static boolean isMore(long seconds, int nanos, Duration limit) {
        long wholeSeconds = nanos < 0 ? seconds - 1 : seconds;
        int restNanos = nanos < 0 ? nanos + 1_000_000_000 : nanos;
        return wholeSeconds > limit.getSeconds() || (wholeSeconds == limit.getSeconds() && restNanos > limit.getNano());
    }

    private static Verdict judgeOrigin(Consent consent) {
        if (isBlank(consent.url())) {
            return URL_MISSING;
        }
        if (isBlank(consent.ip())) {
            return IP_MISSING;
        }
        if (isBlank(consent.userAgent())) {
            return AGENT_MISSING;
        }
        return isBlank(consent.language()) ? LANGUAGE_MISSING : Verdict.PASS;
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
