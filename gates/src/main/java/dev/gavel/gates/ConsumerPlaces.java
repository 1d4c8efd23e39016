package dev.gavel.gates;

import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a consumer may be, by what the lead says: its ZIP, the area code of its phone, its state. An area code counts because states
 * presume that whoever holds a number of theirs is a resident (Fla. Stat. 501.059(8)(d); Oklahoma's Telephone Solicitation Act of 2022).
 *
 * <p>Thread safety: as {@link ConsumerSlots.Cache}. Allocates nothing.
 */
public final class ConsumerPlaces {

    private final Places places;
    private final ConsumerSlots.Cache slots;

    public ConsumerPlaces(Places places, ConsumerSlots.Cache slots) {
        this.places = places;
        this.slots = slots;
    }

    /** What places are told by. */
    public Places places() {
        return places;
    }

    /**
     * The field that was sent and says no place: an unreadable phone number, a ZIP that does not exist; null when there is none. Such a lead
     * is nowhere, also when its other fields could be placed.
     */
    public @Nullable String unplaced(Lead lead) {
        ConsumerSlots of = slots.of(lead.vertical());
        if (ConsumerSlots.isSent(lead, of.zip()) && ofZip(lead, of).zones() == 0) {
            return "zip";
        }
        if (ConsumerSlots.isSent(lead, of.phone()) && ofPhone(lead, of).zones() == 0) {
            return "phone";
        }
        return ConsumerSlots.isSent(lead, of.state()) && !lead.has(of.state()) ? "state" : null;
    }

    /** Every zone that the consumer may be in, as positions in {@link Places#zones}; 0 when none is known. */
    public long zones(Lead lead) {
        ConsumerSlots of = slots.of(lead.vertical());
        return ofZip(lead, of).zones() | ofPhone(lead, of).zones();
    }

    /** Every state that the consumer may be in, as ordinals of {@link dev.gavel.auction.lead.UsState}; 0 when none is known. */
    public long states(Lead lead) {
        ConsumerSlots of = slots.of(lead.vertical());
        long states = ofZip(lead, of).states() | ofPhone(lead, of).states();
        return ConsumerSlots.has(lead, of.state()) ? states | 1L << lead.code(of.state()) : states;
    }

    /** The names of {@link #zones}. For explanations. */
    public List<String> zoneNames(Lead lead) {
        return places.zoneNames(new Places.Place(zones(lead), 0));
    }

    private Places.Place ofZip(Lead lead, ConsumerSlots of) {
        return ConsumerSlots.has(lead, of.zip()) ? places.ofZip((int) lead.code(of.zip())) : Places.NOWHERE;
    }

    private Places.Place ofPhone(Lead lead, ConsumerSlots of) {
        return ConsumerSlots.has(lead, of.phone())
                ? places.ofAreaCode(Phone.areaCode(lead.code(of.phone())))
                : Places.NOWHERE;
    }
}
