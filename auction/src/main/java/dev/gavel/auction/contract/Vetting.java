package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.lead.UsState;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * What the tenant has made sure of about a buyer before it may hear of a lead: who it is, what it may use leads for, and where it is
 * licensed.
 *
 * <p>Source: FTC v. Blue Global Media (2017), whose order asks that every receiver of consumers' data is identified and vetted. Days are of
 * UTC. Thread safety: immutable.
 *
 * @param verifiedOn when the buyer's identity was verified; the record holds from this day
 * @param verifiedBy who did; a name or an office, no data of a consumer
 * @param validUntil the last day that the record is good for
 * @param permittedUse what the buyer has agreed to use leads for
 * @param verticals the verticals whose leads it may have
 * @param licences its licences; where a vertical occurs here, the buyer gets its leads from these states only
 */
public record Vetting(
        LocalDate verifiedOn,
        String verifiedBy,
        LocalDate validUntil,
        String permittedUse,
        Set<String> verticals,
        List<Licence> licences) {

    public Vetting {
        requireNonNull(verifiedOn, "verifiedOn");
        requireNonNull(verifiedBy, "verifiedBy");
        requireNonNull(validUntil, "validUntil");
        requireNonNull(permittedUse, "permittedUse");
        verticals = Set.copyOf(verticals);
        licences = List.copyOf(licences);
        if (validUntil.isBefore(verifiedOn)) {
            throw new IllegalArgumentException(
                    "validUntil: " + validUntil + " (expected: not before " + verifiedOn + ")");
        }
    }

    /**
     * Permission to deal in one vertical in one state.
     *
     * @param expiresOn the last day that it holds
     */
    public record Licence(String vertical, UsState state, String number, LocalDate expiresOn) {

        public Licence {
            requireNonNull(vertical, "vertical");
            requireNonNull(state, "state");
            requireNonNull(number, "number");
            requireNonNull(expiresOn, "expiresOn");
        }
    }

    /** Whether the record holds on a day, as days since 1970-01-01. Allocates nothing. */
    public boolean holdsOn(long epochDay) {
        return verifiedOn.toEpochDay() <= epochDay && epochDay <= validUntil.toEpochDay();
    }

    /** Whether the buyer may have leads of a vertical. */
    public boolean allows(String vertical) {
        return verticals.contains(vertical);
    }

    /** Whether the record lists licences for a vertical, in whatever state. Allocates nothing. */
    public boolean hasLicencesFor(String vertical) {
        for (int i = 0; i < licences.size(); i++) {
            if (licences.get(i).vertical().equals(vertical)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The states in which the buyer is licensed for a vertical on a day, as bits of their ordinals. Allocates nothing.
     *
     * @param epochDay days since 1970-01-01
     */
    @SuppressWarnings("EnumOrdinal") // the code of a state is its ordinal
    public long licensedStates(String vertical, long epochDay) {
        long states = 0;
        for (int i = 0; i < licences.size(); i++) {
            Licence licence = licences.get(i);
            if (licence.vertical().equals(vertical)
                    && epochDay <= licence.expiresOn().toEpochDay()) {
                states |= 1L << licence.state().ordinal();
            }
        }
        return states;
    }
}
