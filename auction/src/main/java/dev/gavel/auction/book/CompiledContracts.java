package dev.gavel.auction.book;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.bid.TieBreak;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Vertical;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is compiled of a campaign's contracts and does not change with time. Arrays are by position.
 *
 * <p>Thread safety: immutable.
 */
final class CompiledContracts {

    final Campaign campaign;
    final List<Contract> contracts;
    final Map<String, Integer> positions;
    final Buyer[] buyers;

    /** {@link TieBreak#idHash} of the contracts. */
    final long[] idHashes;

    /** The first position with the same price and priority. */
    final int[] tieStarts;

    /** The bids of the contracts with a fixed price, null for the others. */
    final @Nullable Bid[] fixedBids;

    /** The last position of each sale mode; -1 for none. */
    final int lastExclusive;

    final int lastShared;

    final boolean staticallyRanked;
    final FieldIndex[] fields;
    final SourceIndex sources;

    /** What must be evaluated on a lead that passes the indexes; null for nothing. */
    final @Nullable Filter[] residuals;

    final OpenHours hours;
    final VettedBuyers vetted;

    /** @param mostRowBytes what the rows of a field may take before its index becomes coarse */
    CompiledContracts(Campaign campaign, List<Contract> unordered, Map<String, Buyer> buyerById, long mostRowBytes) {
        this.campaign = campaign;
        List<Contract> ordered = new ArrayList<>(unordered);
        ordered.sort(BookOrder.of(campaign.ranking()));
        this.contracts = List.copyOf(ordered);
        int size = contracts.size();
        this.positions = HashMap.newHashMap(size);
        this.buyers = new Buyer[size];
        this.idHashes = new long[size];
        this.tieStarts = new int[size];
        this.fixedBids = new @Nullable Bid[size];
        this.residuals = new @Nullable Filter[size];

        this.lastExclusive = lastPosition(SaleMode.EXCLUSIVE);
        this.lastShared = lastPosition(SaleMode.SHARED);

        BitSet[] filtered = new BitSet[size];
        for (int position = 0; position < size; position++) {
            Contract contract = contracts.get(position);
            checkCampaign(contract);
            positions.put(contract.id(), position);
            buyers[position] = buyerOf(contract, buyerById);
            idHashes[position] = TieBreak.idHash(contract.id());
            tieStarts[position] = tieStart(position);
            fixedBids[position] = contract.price() instanceof PriceRule.Fixed(long priceMicros)
                    ? new Bid(contract, priceMicros, null)
                    : null;
            filtered[position] = Residual.fieldsOf(contract.filter(), campaign.vertical());
        }
        this.staticallyRanked = BookOrder.isStatic(campaign.ranking()) && haveFixedPrices();

        BitSet exactFields = new BitSet();
        this.fields = compileFields(filtered, exactFields, mostRowBytes);
        for (int position = 0; position < size; position++) {
            residuals[position] = Residual.of(contracts.get(position).filter(), exactFields);
        }
        this.sources = SourceIndex.of(contracts);
        this.hours = new OpenHours(contracts);
        this.vetted = new VettedBuyers(campaign, buyers);
    }

    /** An index for each field that some contract compares. Fields whose index is exact are added to {@code exactFields}. */
    private FieldIndex[] compileFields(BitSet[] filtered, BitSet exactFields, long mostRowBytes) {
        Vertical vertical = campaign.vertical();
        List<FieldIndex> indexes = new ArrayList<>();
        for (Field field : vertical.fields()) {
            BitSet positions = new BitSet();
            for (int position = 0; position < filtered.length; position++) {
                positions.set(position, filtered[position].get(field.index()));
            }
            if (!positions.isEmpty()) {
                FieldIndex index = field.type().isCoded()
                        ? compileCodes(field, positions, mostRowBytes)
                        : compileTexts(field, positions);
                indexes.add(index);
                exactFields.set(field.index(), index.isExact());
            }
        }
        return indexes.toArray(FieldIndex[]::new);
    }

    private FieldIndex compileCodes(Field field, BitSet positions, long mostRowBytes) {
        FieldConditions.OnCodes conditions = new FieldConditions.OnCodes(field);
        CodeIndex.Builder builder = new CodeIndex.Builder(field, contracts.size(), mostRowBytes);
        for (int at = positions.nextSetBit(0); at >= 0; at = positions.nextSetBit(at + 1)) {
            builder.add(at, conditions.of(contracts.get(at).filter()));
        }
        return builder.build();
    }

    private FieldIndex compileTexts(Field field, BitSet positions) {
        FieldConditions.OnTexts conditions = new FieldConditions.OnTexts(field);
        TextIndex.Builder builder = new TextIndex.Builder(field, contracts.size());
        for (int at = positions.nextSetBit(0); at >= 0; at = positions.nextSetBit(at + 1)) {
            builder.add(at, conditions.of(contracts.get(at).filter()));
        }
        return builder.build();
    }

    private int tieStart(int position) {
        if (position == 0) {
            return 0;
        }
        Contract contract = contracts.get(position);
        Contract before = contracts.get(position - 1);
        boolean tied = contract.priority() == before.priority()
                && BookOrder.mostMicros(contract) == BookOrder.mostMicros(before);
        return tied ? tieStarts[position - 1] : position;
    }

    private int lastPosition(SaleMode mode) {
        int position = contracts.size() - 1;
        while (position >= 0 && contracts.get(position).mode() != mode) {
            position--;
        }
        return position;
    }

    private boolean haveFixedPrices() {
        for (Bid bid : fixedBids) {
            if (bid == null) {
                return false;
            }
        }
        return true;
    }

    private void checkCampaign(Contract contract) {
        if (!contract.campaign().equals(campaign.id())) {
            throw new IllegalArgumentException("contract " + contract.id() + " is of campaign " + contract.campaign()
                    + " (expected: " + campaign.id() + ")");
        }
    }

    private static Buyer buyerOf(Contract contract, Map<String, Buyer> buyerById) {
        Buyer buyer = buyerById.get(contract.buyer());
        if (buyer == null) {
            throw new IllegalArgumentException("contract " + contract.id() + " has no buyer " + contract.buyer());
        }
        return buyer;
    }
}
