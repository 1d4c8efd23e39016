package dev.gavel.gates.consent;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.ConsentTerms;
import dev.gavel.auction.lead.ConsentTerms.Naming;
import dev.gavel.auction.lead.ConsentTerms.Part;
import dev.gavel.auction.lead.ConsentTerms.Proof;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.SellerNames;
import dev.gavel.gates.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the consumer's agreement to be contacted is a record: the text that was shown; when, within the campaign's limit; on which page, from
 * which address and agent, where it was given on a page; in which language; by a method that the campaign takes; the parts and the certificate
 * that the campaign asks for; that it covers a way in which the consumer would be reached; and, where the campaign sells to named sellers
 * only, that it names them. Judged in this order.
 *
 * <p>A company is named when one of the sellers has the same characters in the same order as one of its registered names, upper and lower case
 * alike, runs of blanks as one, none at the ends. Nothing is guessed: "Acme" does not name "Acme, Inc.". Where each must be named individually,
 * "our partners" or a link to a list names nobody.
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
    private static final Verdict METHOD_UNREADABLE = Verdict.unknown(Reason.CONSENT_UNREADABLE, "consent.method");
    private static final Verdict CHANNELS_UNREADABLE = Verdict.unknown(Reason.CONSENT_UNREADABLE, "consent.channels");
    private static final Verdict METHOD_REFUSED = Verdict.reject(Reason.CONSENT_METHOD_REFUSED, "consent.method");
    private static final Verdict METHOD_MISSING = Verdict.reject(Reason.CONSENT_PART_MISSING, "consent.method");
    private static final Verdict CHANNELS_MISSING = Verdict.reject(Reason.CONSENT_PART_MISSING, "consent.channels");
    private static final Verdict SELLERS_MISSING = Verdict.reject(Reason.CONSENT_PART_MISSING, "consent.sellers");
    private static final Verdict TRUSTEDFORM_MISSING =
            Verdict.reject(Reason.CONSENT_PART_MISSING, "consent.trustedform_cert_url");
    private static final Verdict JORNAYA_MISSING =
            Verdict.reject(Reason.CONSENT_PART_MISSING, "consent.jornaya_lead_id");
    private static final Verdict CHANNEL_NOT_COVERED =
            Verdict.reject(Reason.CONSENT_CHANNEL_NOT_COVERED, "consent.channels");
    private static final Verdict NAMES_NOBODY = Verdict.reject(Reason.CONSENT_NAMES_NOBODY, "consent.sellers");
    private static final Verdict SELLER_NOT_NAMED = Verdict.reject(Reason.CONSENT_SELLER_NOT_NAMED, "consent.sellers");

    @Override
    public String name() {
        return "consent";
    }

    @Override
    public String ruleVersion() {
        return "2";
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.range(Reason.CONSENT_MISSING, Reason.CONSENT_NAMES_NOBODY);
    }

    @Override
    public Verdict judge(Facts facts) {
        Consent consent = facts.consent();
        if (consent == null) {
            return MISSING;
        }
        ConsentTerms terms = facts.campaign().gates().consent();
        Verdict verdict = judgeContent(consent, facts.now(), terms);
        if (verdict.passes()) {
            verdict = judgeCapture(consent.capture(), terms);
        }
        if (verdict.passes()) {
            verdict = judgeParts(consent, terms);
        }
        if (verdict.passes()) {
            verdict = judgeChannels(facts.ways(), consent.capture(), terms);
        }
        return verdict.passes() ? judgeNames(consent.sellers(), facts.buyer(), terms.naming()) : verdict;
    }

    private static Verdict judgeContent(Consent consent, Instant now, ConsentTerms terms) {
        if (isBlank(consent.text())) {
            return TEXT_MISSING;
        }
        Verdict time = judgeTime(consent.timestamp(), now, terms.maxAge());
        if (!time.passes()) {
            return time;
        }
        Verdict origin = consent.capture().method().isOnPage() ? judgeOrigin(consent) : Verdict.PASS;
        if (!origin.passes()) {
            return origin;
        }
        return isBlank(consent.language()) ? LANGUAGE_MISSING : Verdict.PASS;
    }

    private static Verdict judgeCapture(Consent.Capture capture, ConsentTerms terms) {
        return switch (capture.method()) {
            case UNREADABLE -> METHOD_UNREADABLE;
            case NOT_SENT -> terms.parts().contains(Part.METHOD) ? METHOD_MISSING : Verdict.PASS;
            case WEB_FORM, CHAT, TEXT_MESSAGE, EMAIL, PAPER, PHONE_RECORDING ->
                terms.methods().contains(capture.method()) ? Verdict.PASS : METHOD_REFUSED;
        };
    }

    private static Verdict judgeParts(Consent consent, ConsentTerms terms) {
        boolean trustedForm = !isBlank(consent.trustedFormCertUrl());
        boolean jornaya = !isBlank(consent.jornayaLeadId());
        if (terms.proof() != Proof.ASSERTED && !trustedForm && !jornaya) {
            return CERTIFICATE_MISSING;
        }
        Set<Part> asked = terms.parts();
        if (asked.contains(Part.TRUSTEDFORM) && !trustedForm) {
            return TRUSTEDFORM_MISSING;
        }
        if (asked.contains(Part.JORNAYA) && !jornaya) {
            return JORNAYA_MISSING;
        }
        if (asked.contains(Part.CHANNELS) && consent.capture().channels().isEmpty()) {
            return CHANNELS_MISSING;
        }
        return asked.contains(Part.SELLERS) && SellerNames.areBlank(consent.sellers()) ? SELLERS_MISSING : Verdict.PASS;
    }

    private static Verdict judgeChannels(Set<CallChannel> ways, Consent.Capture capture, ConsentTerms terms) {
        if (capture.channels().contains(Consent.Channel.UNREADABLE)) {
            return CHANNELS_UNREADABLE;
        }
        Set<CallChannel> covered = CallChannel.covered(ways, capture);
        return covered.isEmpty() || (terms.allChannels() && covered.size() < ways.size())
                ? CHANNEL_NOT_COVERED
                : Verdict.PASS;
    }

    private static Verdict judgeNames(List<String> sellers, @Nullable Buyer buyer, Naming naming) {
        return switch (naming) {
            case ANYBODY -> Verdict.PASS;
            case NAMED -> buyer == null || SellerNames.name(sellers, buyer) ? Verdict.PASS : SELLER_NOT_NAMED;
            case INDIVIDUALLY -> {
                if (!SellerNames.nameSomebody(sellers)) {
                    yield NAMES_NOBODY;
                }
                yield buyer == null || SellerNames.nameIndividually(sellers, buyer) ? Verdict.PASS : SELLER_NOT_NAMED;
            }
        };
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
        ConsentTerms terms = facts.campaign().gates().consent();
        basis.put("most_age_seconds", Long.toString(terms.maxAge().toSeconds()));
        basis.put("proof", terms.proof().name().toLowerCase(Locale.ROOT));
        putIfSent(basis, "method", consent.capture().methodText());
        putIfSent(basis, "channels", consent.capture().channelsText());
        if (consent.capture().offset() != null) {
            basis.put("utc_offset", consent.capture().offset().getId());
        }
        basis.put("sellers_named", Integer.toString(consent.sellers().size()));
        basis.put("trustedform", Boolean.toString(!isBlank(consent.trustedFormCertUrl())));
        basis.put("jornaya", Boolean.toString(!isBlank(consent.jornayaLeadId())));
        return basis;
    }

    private static void putIfSent(Map<String, String> basis, String name, @Nullable String value) {
        if (value != null) {
            basis.put(name, value);
        }
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
        return Verdict.PASS;
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
