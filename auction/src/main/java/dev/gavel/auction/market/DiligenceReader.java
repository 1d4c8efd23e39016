package dev.gavel.auction.market;

import dev.gavel.auction.contract.Diligence;
import java.time.Duration;

/** Reads from a campaign's gate settings how well those that it trades with must be known. */
final class DiligenceReader {

    private static final int MOST_PER_ADDRESS = 10_000;

    private DiligenceReader() {}

    static Diligence read(Section section) {
        Diligence usual = Diligence.STANDARD;
        return new Diligence(
                yesOrNo(section, "buyer_vetting", usual.buyerVetting()),
                yesOrNo(section, "buyer_licences", usual.buyerLicences()),
                yesOrNo(section, "source_domains", usual.sourceDomains()),
                yesOrNo(section, "ip_reputation", usual.ipReputation()),
                section.optional("least_form_time")
                        .map(time -> time.duration(Duration.ZERO, Duration.ofHours(1)))
                        .orElse(usual.leastFormTime()),
                yesOrNo(section, "form_time_required", usual.formTimeRequired()),
                yesOrNo(section, "gpc_required", usual.gpcRequired()),
                section.optional("max_pings_per_address")
                        .map(number -> (int) number.whole(1, MOST_PER_ADDRESS))
                        .orElse(usual.mostPerAddress()),
                section.optional("address_window")
                        .map(time -> time.duration(Duration.ofSeconds(1), Duration.ofHours(24)))
                        .orElse(usual.addressWindow()));
    }

    private static boolean yesOrNo(Section section, String key, boolean otherwise) {
        return section.optional(key).map(Item::yesOrNo).orElse(otherwise);
    }
}
