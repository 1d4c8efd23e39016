package dev.gavel.gates;

import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.contract.Source;
import dev.gavel.auction.contract.Standing;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.contract.Vetting;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.UsState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who takes part in a {@link GateCase}: the vendor, the buyer's record, what the browser said, and how well the campaign asks to know them. */
final class GateParties {

    private GateParties() {}

    static Diligence diligence(GateCase.Reader row) {
        return new Diligence(
                flag(row, "buyer_vetting"),
                flag(row, "buyer_licences"),
                flag(row, "source_domains"),
                flag(row, "ip_reputation"),
                Duration.parse(row.text("policy", "least_form_time")),
                flag(row, "form_time_required"),
                flag(row, "gpc_required"),
                Integer.parseInt(row.text("policy", "max_pings_per_address")),
                Duration.ofMinutes(10));
    }

    private static boolean flag(GateCase.Reader row, String name) {
        return Boolean.parseBoolean(row.text("policy", name));
    }

    static @Nullable Vendor vendor(GateCase.Reader row) {
        if ("none".equals(row.textOrNull("vendor"))) {
            return null;
        }
        Map<String, Source> sources = new HashMap<>();
        for (String listed : row.texts("vendor", "sources")) {
            sources.put(
                    listed,
                    new Source(standing(row.text("vendor", "source_status")), row.texts("vendor", "source_domains")));
        }
        return new Vendor(
                "acme-media", sources, 0, standing(row.text("vendor", "status")), row.texts("vendor", "domains"));
    }

    static String source(GateCase.Reader row) {
        return Objects.requireNonNullElse(row.textOrNull("vendor", "source"), "");
    }

    private static Standing standing(String text) {
        return Standing.valueOf(text.toUpperCase(Locale.ROOT));
    }

    static @Nullable Vetting vetting(GateCase.Reader row) {
        if ("none".equals(row.textOrNull("vetting"))) {
            return null;
        }
        List<Vetting.Licence> licences = new ArrayList<>();
        for (String licence : row.texts("vetting", "licences")) {
            // TX until 2026-12-31
            String[] words = licence.split(" ", -1);
            licences.add(new Vetting.Licence(
                    "example", Objects.requireNonNull(UsState.parse(words[0])), "12345", LocalDate.parse(words[2])));
        }
        return new Vetting(
                LocalDate.parse(row.text("vetting", "verified_on")),
                "compliance",
                LocalDate.parse(row.text("vetting", "valid_until")),
                "to call about what was asked for",
                Set.copyOf(row.texts("vetting", "verticals")),
                licences);
    }

    static Consent.Signals signals(GateCase.Reader row) {
        String gpc = row.textOrNull("consent", "gpc");
        return new Consent.Signals(
                gpc == null ? Consent.Gpc.NOT_SENT : Consent.Gpc.valueOf(gpc.toUpperCase(Locale.ROOT)),
                time(row.textOrNull("consent", "form_started_at")),
                time(row.textOrNull("consent", "direction_to_disclose_at")));
    }

    private static @Nullable Instant time(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.equals("unreadable")
                ? Consent.Signals.UNREADABLE
                : OffsetDateTime.parse(text).toInstant();
    }
}
