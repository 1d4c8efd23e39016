package dev.gavel.auction.book;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Vetting;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which contracts' buyers may hear of a campaign's leads at all, and of which states'. A contract whose buyer was not vetted, or whose record
 * has lapsed, is not open; one whose buyer holds licences for the vertical gets leads of those states only.
 *
 * <p>Thread safety: immutable.
 */
final class VettedBuyers {

    private static final int NO_STATE_FIELD = -1;

    private final Campaign campaign;
    private final int contracts;
    private final int stateIndex;
    private final boolean licensed;
    private final List<Buyer> buyers = new ArrayList<>();
    private final List<IntList> positionsByBuyer = new ArrayList<>();

    /** @param buyerByPosition the buyers of the contracts */
    VettedBuyers(Campaign campaign, Buyer[] buyerByPosition) {
        this.campaign = campaign;
        this.contracts = buyerByPosition.length;
        Field state = campaign.vertical().fieldNamed("state");
        this.stateIndex = state != null && state.type() == FieldType.STATE ? state.index() : NO_STATE_FIELD;
        Map<String, IntList> positions = new HashMap<>();
        boolean someLicensed = false;
        for (int position = 0; position < contracts; position++) {
            Buyer buyer = buyerByPosition[position];
            IntList list = positions.get(buyer.id());
            if (list == null) {
                list = new IntList();
                positions.put(buyer.id(), list);
                buyers.add(buyer);
                positionsByBuyer.add(list);
                someLicensed |= needsLicence(buyer);
            }
            list.add(position);
        }
        this.licensed = someLicensed;
    }

    /** Takes the contracts out whose buyers may not hear of any lead on a day. */
    void close(long[] open, long epochDay) {
        if (!campaign.gates().diligence().buyerVetting()) {
            return;
        }
        for (int i = 0; i < buyers.size(); i++) {
            Vetting vetting = buyers.get(i).vetting();
            boolean vetted = vetting != null
                    && vetting.holdsOn(epochDay)
                    && vetting.allows(campaign.vertical().name());
            if (!vetted) {
                IntList positions = positionsByBuyer.get(i);
                for (int j = 0; j < positions.size(); j++) {
                    Bits.clear(open, positions.get(j));
                }
            }
        }
    }

    /** Who may hear of the leads of which state on a day; null when nobody needs a licence. */
    @Nullable
    LicenceRows licencesOn(long epochDay) {
        if (!licensed) {
            return null;
        }
        LicenceRows.Builder rows = new LicenceRows.Builder(stateIndex, contracts);
        for (int i = 0; i < buyers.size(); i++) {
            Buyer buyer = buyers.get(i);
            IntList positions = positionsByBuyer.get(i);
            if (needsLicence(buyer)) {
                Vetting vetting = buyer.vetting();
                long states = vetting == null
                        ? 0
                        : vetting.licensedStates(campaign.vertical().name(), epochDay);
                rows.addLicensed(positions, states);
            } else {
                rows.addFree(positions);
            }
        }
        return rows.build();
    }

    private boolean needsLicence(Buyer buyer) {
        Vetting vetting = buyer.vetting();
        return campaign.gates().diligence().buyerLicences()
                || (vetting != null
                        && vetting.hasLicencesFor(campaign.vertical().name()));
    }
}
