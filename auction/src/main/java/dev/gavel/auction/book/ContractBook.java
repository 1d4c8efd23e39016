package dev.gavel.auction.book;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.FilterEvaluation;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.lead.Lead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's contracts, compiled for matching, as they are open at one minute. Contracts have positions from 0 in the order of the
 * campaign's ranking, as far as it can be told before a lead is there, so that matching yields the best first and may stop early.
 *
 * <p>A contract is open when it is not paused, its schedule is open, and its buyer may hear of leads at all ({@link VettedBuyers}).
 *
 * <p>For each field that filters compare there is an index from its values to bitsets of contracts; a lead's matches are the
 * intersection of one bitset per field, one for its source, and one for the contracts that are open. An OR over several fields narrows
 * these bitsets as far as it can and is evaluated on what is left. Such bitmap indexes: O'Neil and Quass, Improved Query Performance with
 * Variant Indexes, SIGMOD 1997.
 *
 * <p>Thread safety: immutable. Cost of a match: at most (filtered fields + 3) x contracts / 64 operations on words, and nothing
 * allocated.
 */
public final class ContractBook {

    private static final long MINUTE_SECONDS = 60;
    private static final long DAY_MINUTES = 24 * 60;
    private static final long NEVER = Long.MIN_VALUE;

    /** What the rows of one field's index may take, beside what is in proportion to the filters themselves. */
    private static final long MOST_ROW_BYTES = 16L << 20;

    private final CompiledContracts compiled;
    private final long openMinute;
    private final Row open;
    /** Null where no buyer needs a licence. */
    private final @Nullable LicenceRows licences;

    private ContractBook(CompiledContracts compiled, long openMinute, long[] open, @Nullable LicenceRows licences) {
        this.compiled = compiled;
        this.openMinute = openMinute;
        this.licences = licences;
        this.open = Row.of(open);
    }

    /**
     * Compiles a book, in which no contract is open before {@link #withOpenAt} says when it is. Takes seconds for tens of thousands of
     * contracts; not for an event loop.
     *
     * @param contracts the campaign's, in any order
     * @param buyers at least those of the contracts, by id
     * @throws IllegalArgumentException when a contract is of another campaign, has no buyer, or filters a field that the campaign's
     *     vertical does not have
     */
    public static ContractBook compile(Campaign campaign, List<Contract> contracts, Map<String, Buyer> buyers) {
        return compile(campaign, contracts, buyers, MOST_ROW_BYTES);
    }

    /** As {@link #compile(Campaign, List, Map)}, with another bound of memory per field. */
    static ContractBook compile(
            Campaign campaign, List<Contract> contracts, Map<String, Buyer> buyers, long mostRowBytes) {
        CompiledContracts compiled = new CompiledContracts(campaign, contracts, buyers, mostRowBytes);
        return new ContractBook(compiled, NEVER, new long[Bits.words(contracts.size())], null);
    }

    /** The same contracts as they are open, and their buyers vetted and licensed, at {@code now}; this book itself when that is the same minute. Cheap: contracts are shared. */
    public ContractBook withOpenAt(Instant now) {
        long minute = minuteOf(now);
        if (minute == openMinute) {
            return this;
        }
        long day = Math.floorDiv(minute, DAY_MINUTES);
        long[] opened = compiled.hours.openAt(now);
        compiled.vetted.close(opened, day);
        boolean sameDay = openMinute != NEVER && Math.floorDiv(openMinute, DAY_MINUTES) == day;
        return new ContractBook(compiled, minute, opened, sameDay ? licences : compiled.vetted.licencesOn(day));
    }

    /**
     * The same book in which these contracts match nothing: those that are known to have no room. Allocates a bit for each contract.
     *
     * @param contractIds ids that this book does not have are passed over
     */
    public ContractBook without(Set<String> contractIds) {
        long[] left = open.base().clone();
        for (String id : contractIds) {
            Integer position = compiled.positions.get(id);
            if (position != null && Bits.get(left, position)) {
                Bits.flip(left, position);
            }
        }
        return new ContractBook(compiled, openMinute, left, licences);
    }

    /** The minute since 1970 at which schedules were evaluated; {@link Long#MIN_VALUE} before they were. */
    public long openMinute() {
        return openMinute;
    }

    public Campaign campaign() {
        return compiled.campaign;
    }

    /** How many contracts there are, open or not. */
    public int size() {
        return compiled.contracts.size();
    }

    /** The contract at a position. */
    public Contract contract(int position) {
        return compiled.contracts.get(position);
    }

    /** The buyer of the contract at a position. */
    public Buyer buyer(int position) {
        return compiled.buyers[position];
    }

    /**
     * The bid of the contract at a position when its price is fixed.
     *
     * @throws NullPointerException when it is not
     */
    public Bid fixedBid(int position) {
        return requireNonNull(compiled.fixedBids[position], "no fixed price");
    }

    /** {@link dev.gavel.auction.bid.TieBreak#idHash} of the contract at a position. */
    public long idHash(int position) {
        return compiled.idHashes[position];
    }

    /** The first position whose contract has the same price and priority as the one at {@code position}: all between have, too. */
    public int tieStart(int position) {
        return compiled.tieStarts[position];
    }

    /** The last position of a contract with this sale mode; -1 when there is none. */
    public int lastPosition(SaleMode mode) {
        return switch (mode) {
            case EXCLUSIVE -> compiled.lastExclusive;
            case SHARED -> compiled.lastShared;
        };
    }

    /** Whether positions are ranks for every lead, ties of price and priority aside: all prices are fixed, and the ranking is by them. */
    public boolean isStaticallyRanked() {
        return compiled.staticallyRanked;
    }

    /**
     * Starts to match a lead: {@link Matches#next} then yields the contracts that are open, and whose filter and source rule accept the
     * lead, in the order of their positions. Allocates nothing, once {@code matches} has served a book of this many fields.
     *
     * @param lead of the campaign's vertical
     */
    public void match(Lead lead, String vendor, String source, Matches matches) {
        FieldIndex[] fields = compiled.fields;
        matches.start(this, lead, fields.length + 3);
        matches.add(open);
        matches.add(compiled.sources.row(vendor, source));
        if (licences != null) {
            matches.add(licences.row(lead));
        }
        for (FieldIndex field : fields) {
            matches.add(field.row(lead));
        }
    }

    /** The contracts that {@link #match(Lead, String, String, Matches)} yields, as a list. */
    public List<Contract> match(Lead lead, String vendor, String source) {
        Matches matches = new Matches();
        match(lead, vendor, source, matches);
        List<Contract> contracts = new ArrayList<>();
        for (int position = matches.next(); position != Matches.END; position = matches.next()) {
            contracts.add(contract(position));
        }
        return contracts;
    }

    /** Whether the contract at a position, which the indexes left over, does accept the lead. */
    boolean accepts(int position, Lead lead) {
        @Nullable Filter residual = compiled.residuals[position];
        return residual == null || FilterEvaluation.accepts(residual, lead);
    }

    private static long minuteOf(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), MINUTE_SECONDS);
    }

    @Override
    public String toString() {
        return "ContractBook[" + campaign().id() + ", " + size() + " contracts]";
    }
}
