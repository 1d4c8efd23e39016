package dev.gavel.gates.source;

import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.contract.Source;
import dev.gavel.auction.contract.Standing;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.IpReputation;
import dev.gavel.gates.Verdict;
import dev.gavel.gates.WebHost;
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
 * Whether the lead comes from where it may come from: vendor and source are active; the form's host is one that was agreed on; the
 * consumer's address is not a known bad one; the form was not filled in faster than a person can; not too many leads came from the address in a short
 * time. Judged in this order.
 *
 * <p>Source: US (FTC) v. Response Tree (2024), where consent was harvested on sites that nobody had reviewed. Thread safety: that of the
 * reputation.
 */
public final class SourceGate implements Gate {

    private static final Verdict VENDOR_UNKNOWN = Verdict.unknown(Reason.VENDOR_UNKNOWN);
    private static final Verdict VENDOR_INACTIVE = Verdict.reject(Reason.VENDOR_INACTIVE);
    private static final Verdict SOURCE_UNLISTED = Verdict.unknown(Reason.SOURCE_UNLISTED, "source");
    private static final Verdict SOURCE_INACTIVE = Verdict.reject(Reason.SOURCE_INACTIVE, "source");
    private static final Verdict DOMAINS_MISSING = Verdict.unknown(Reason.SOURCE_DOMAIN_UNKNOWN);
    private static final Verdict DOMAIN_UNKNOWN = Verdict.unknown(Reason.SOURCE_DOMAIN_UNKNOWN, "consent.url");
    private static final Verdict DOMAIN_REFUSED = Verdict.reject(Reason.SOURCE_DOMAIN_REFUSED, "consent.url");
    private static final Verdict ADDRESS_UNKNOWN = Verdict.unknown(Reason.IP_REPUTATION_UNKNOWN, "consent.ip");
    private static final Verdict ADDRESS_REFUSED = Verdict.reject(Reason.IP_REPUTATION_BAD, "consent.ip");
    private static final Verdict FORM_TIME_UNKNOWN =
            Verdict.unknown(Reason.FORM_TIME_UNKNOWN, "consent.form_started_at");
    private static final Verdict BURST_UNKNOWN = Verdict.unknown(Reason.ADDRESS_COUNT_UNKNOWN, "consent.ip");
    private static final Verdict BURST = Verdict.reject(Reason.ADDRESS_BURST, "consent.ip");
    private static final Verdict FORM_TOO_FAST = Verdict.reject(Reason.FORM_TOO_FAST, "consent.form_started_at");

    private final IpReputation reputation;

    public SourceGate(IpReputation reputation) {
        this.reputation = reputation;
    }

    @Override
    public String name() {
        return "source";
    }

    @Override
    public String ruleVersion() {
        return "2";
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.range(Reason.VENDOR_UNKNOWN, Reason.ADDRESS_BURST);
    }

    @Override
    public Verdict judge(Facts facts) {
        Verdict local = judgeLocal(facts);
        return local.passes() ? judgeBurst(facts) : local;
    }

    /** What can be said before it is counted how many leads came from the address. */
    public Verdict judgeLocal(Facts facts) {
        Vendor vendor = facts.vendor();
        if (vendor == null) {
            return VENDOR_UNKNOWN;
        }
        if (vendor.standing() != Standing.ACTIVE) {
            return VENDOR_INACTIVE;
        }
        Source source = vendor.source(facts.source());
        if (source == null) {
            return SOURCE_UNLISTED;
        }
        if (source.standing() != Standing.ACTIVE) {
            return SOURCE_INACTIVE;
        }
        Diligence asked = facts.campaign().gates().diligence();
        Consent consent = facts.consent();
        Verdict domain = judgeDomain(vendor.domainsOf(source), consent, asked);
        if (facts.stands(domain)) {
            return domain;
        }
        if (asked.ipReputation()) {
            Verdict address = judgeAddress(consent, facts.now());
            if (facts.stands(address)) {
                return address;
            }
        }
        Verdict formTime = judgeFormTime(consent, asked);
        return facts.stands(formTime) ? formTime : Verdict.PASS;
    }

    private static Verdict judgeDomain(List<String> domains, @Nullable Consent consent, Diligence asked) {
        if (domains.isEmpty()) {
            return asked.sourceDomains() ? DOMAINS_MISSING : Verdict.PASS;
        }
        String url = consent == null ? null : consent.url();
        if (url == null || !WebHost.isReadable(url)) {
            return DOMAIN_UNKNOWN;
        }
        return WebHost.isAmong(domains, url) ? Verdict.PASS : DOMAIN_REFUSED;
    }

    private Verdict judgeAddress(@Nullable Consent consent, Instant now) {
        String address = consent == null ? null : consent.ip();
        if (address == null) {
            return ADDRESS_UNKNOWN;
        }
        return switch (reputation.of(address, now)) {
            case GOOD -> Verdict.PASS;
            case BAD -> ADDRESS_REFUSED;
            case UNKNOWN -> ADDRESS_UNKNOWN;
        };
    }

    /** From the first touch of the form to the agreement. */
    private static Verdict judgeFormTime(@Nullable Consent consent, Diligence asked) {
        if (consent == null || consent.signals().formStartedAt() == null) {
            return asked.formTimeRequired() ? FORM_TIME_UNKNOWN : Verdict.PASS;
        }
        Instant started = consent.signals().formStartedAt();
        Instant agreed = consent.timestamp();
        if (agreed == null || started.isAfter(agreed)) {
            return FORM_TIME_UNKNOWN;
        }
        return isShorter(started, agreed, asked.leastFormTime()) ? FORM_TOO_FAST : Verdict.PASS;
    }

    /** Whether too many leads came from the address, where the campaign counts them. */
    public Verdict judgeBurst(Facts facts) {
        if (facts.campaign().gates().diligence().mostPerAddress() == 0) {
            return Verdict.PASS;
        }
        Verdict burst = switch (facts.screening().burst()) {
            case NO -> Verdict.PASS;
            case YES -> BURST;
            case UNKNOWN -> BURST_UNKNOWN;
        };
        return facts.stands(burst) ? burst : Verdict.PASS;
    }

    private static boolean isShorter(Instant from, Instant to, Duration least) {
        long seconds = to.getEpochSecond() - from.getEpochSecond();
        int nanos = to.getNano() - from.getNano();
        long wholeSeconds = nanos < 0 ? seconds - 1 : seconds;
        int restNanos = nanos < 0 ? nanos + 1_000_000_000 : nanos;
        return wholeSeconds < least.getSeconds() || (wholeSeconds == least.getSeconds() && restNanos < least.getNano());
    }

    @Override
    public Map<String, String> basis(Facts facts) {
        Vendor vendor = facts.vendor();
        if (vendor == null) {
            return Map.of();
        }
        Map<String, String> basis = new LinkedHashMap<>();
        basis.put("vendor", vendor.id() + ", " + text(vendor.standing()));
        Source source = vendor.source(facts.source());
        if (source != null) {
            basis.put("source", facts.source() + ", " + text(source.standing()));
            basis.put("domains", Integer.toString(vendor.domainsOf(source).size()));
        }
        Consent consent = facts.consent();
        if (consent != null && consent.ip() != null) {
            basis.put("ip_reputation", text(reputation.of(consent.ip(), facts.now())));
        }
        if (facts.campaign().gates().diligence().mostPerAddress() > 0) {
            basis.put("address_burst", facts.screening().burst().text());
        }
        Instant started = consent == null ? null : consent.signals().formStartedAt();
        Instant agreed = consent == null ? null : consent.timestamp();
        if (started != null && agreed != null && !started.equals(Consent.Signals.UNREADABLE)) {
            basis.put("form_seconds", Long.toString(agreed.getEpochSecond() - started.getEpochSecond()));
        }
        return basis;
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
