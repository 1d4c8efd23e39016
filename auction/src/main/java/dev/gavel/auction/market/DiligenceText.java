package dev.gavel.auction.market;

import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.contract.Standing;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.contract.Vetting;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of those whom a tenant trades with, as attributes with the names that they have in the file. */
final class DiligenceText {

    private DiligenceText() {}

    static void put(Map<String, Text> texts, Diligence diligence) {
        texts.put("gates.buyer_vetting", Text.of(diligence.buyerVetting()));
        texts.put("gates.buyer_licences", Text.of(diligence.buyerLicences()));
        texts.put("gates.source_domains", Text.of(diligence.sourceDomains()));
        texts.put("gates.ip_reputation", Text.of(diligence.ipReputation()));
        texts.put("gates.least_form_time", Text.of(Durations.format(diligence.leastFormTime())));
        texts.put("gates.form_time_required", Text.of(diligence.formTimeRequired()));
        texts.put("gates.gpc_required", Text.of(diligence.gpcRequired()));
        if (diligence.mostPerAddress() > 0) {
            texts.put("gates.max_pings_per_address", Text.of(diligence.mostPerAddress()));
            texts.put("gates.address_window", Text.of(Durations.format(diligence.addressWindow())));
        }
    }

    static void put(Map<String, Text> texts, Vendor vendor) {
        texts.put("status", Text.of(Item.wordOf(vendor.standing())));
        if (!vendor.domains().isEmpty()) {
            texts.put("domains", Text.of(Text.sorted(vendor.domains())));
        }
        vendor.sourceById().forEach((id, source) -> {
            if (source.standing() != Standing.ACTIVE) {
                texts.put("sources." + id + ".status", Text.of(Item.wordOf(source.standing())));
            }
            if (!source.domains().isEmpty()) {
                texts.put("sources." + id + ".domains", Text.of(Text.sorted(source.domains())));
            }
        });
    }

    static void put(Map<String, Text> texts, @Nullable Vetting vetting) {
        if (vetting == null) {
            return;
        }
        texts.put("vetting.verified_on", Text.of(vetting.verifiedOn()));
        texts.put("vetting.verified_by", Text.of(vetting.verifiedBy()));
        texts.put("vetting.valid_until", Text.of(vetting.validUntil()));
        texts.put("vetting.permitted_use", Text.of(vetting.permittedUse()));
        texts.put("vetting.verticals", Text.of(Text.sorted(vetting.verticals())));
        for (Vetting.Licence licence : vetting.licences()) {
            texts.put(
                    "vetting.licences." + licence.vertical() + "." + licence.state() + "." + licence.number(),
                    Text.of("until " + licence.expiresOn()));
        }
    }
}
