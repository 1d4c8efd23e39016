package dev.gavel.auction.market;

import dev.gavel.auction.contract.Vetting;
import dev.gavel.auction.lead.UsState;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads what was made sure of about a buyer. */
final class VettingReader {

    private static final LocalDate STAND_IN = LocalDate.EPOCH;

    private final Set<String> verticals;

    /** @param verticals the names of those that there are */
    VettingReader(Set<String> verticals) {
        this.verticals = verticals;
    }

    Vetting read(Item item) {
        Section section = item.section("a map with verified_on, verified_by, valid_until, permitted_use and verticals");
        LocalDate verifiedOn = readDate(section.required("verified_on"));
        String verifiedBy = section.required("verified_by").line("who verified the buyer's identity");
        Item until = section.required("valid_until");
        LocalDate validUntil = readDate(until);
        String permittedUse = section.required("permitted_use").line("what the buyer may use leads for");
        Set<String> allowed = readVerticals(section.required("verticals"));
        List<Vetting.Licence> licences =
                section.optional("licences").map(this::readLicences).orElse(List.of());
        section.close();
        if (validUntil.isBefore(verifiedOn)) {
            until.problem("is before verified_on");
            validUntil = verifiedOn;
        }
        return new Vetting(verifiedOn, verifiedBy, validUntil, permittedUse, allowed, licences);
    }

    private Set<String> readVerticals(Item item) {
        Set<String> allowed = new LinkedHashSet<>();
        for (Item entry : item.items("verticals whose leads the buyer may have")) {
            allowed.add(entry.reference(verticals, "vertical"));
        }
        return allowed;
    }

    private List<Vetting.Licence> readLicences(Item item) {
        List<Vetting.Licence> licences = new ArrayList<>();
        for (Item entry : item.items("licences")) {
            Section section =
                    entry.section("{vertical: auto-insurance, state: TX, number: \"12345\", expires_on: 2027-01-01}");
            licences.add(new Vetting.Licence(
                    section.required("vertical").reference(verticals, "vertical"),
                    readState(section.required("state")),
                    section.required("number").line("the licence's number"),
                    readDate(section.required("expires_on"))));
            section.close();
        }
        return licences;
    }

    private static UsState readState(Item item) {
        String text = item.text("a state such as TX");
        UsState state = UsState.parse(text);
        if (state == null && !text.isEmpty()) {
            item.problem("unknown state " + Problems.quote(text) + " (expected: a USPS code such as TX)");
        }
        return state == null ? UsState.of(0) : state;
    }

    private static LocalDate readDate(Item item) {
        String text = item.text("a date such as 2026-11-22");
        try {
            return text.isEmpty() ? STAND_IN : LocalDate.parse(text);
        } catch (DateTimeException _) {
            item.problem(Problems.quote(text) + " is not a date (expected: one such as 2026-11-22)");
            return STAND_IN;
        }
    }
}
