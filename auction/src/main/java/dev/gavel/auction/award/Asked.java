package dev.gavel.auction.award;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.SaleMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The candidates of an award, those first that the cap ledger is asked about. Each of them costs the ledger something, and most leads are sold to
 * the best: it is asked about two exclusive candidates, and about as many shared ones as there are legs, and one more. The others are there to fall
 * back to, and to be asked where these have no room.
 *
 * @param candidates in rank order those that are asked about, and behind them, in rank order, the others
 * @param size how many are asked about
 * @param more whether there may be candidates behind those that are asked about
 */
public record Asked(List<Candidate> candidates, int size, boolean more) {

    private static final int EXCLUSIVE = 2;
    private static final int SHARED_BEYOND_LEGS = 1;

    /** Those of an award. Allocates nothing but itself where all are asked about. */
    public static Asked of(Award award) {
        List<Candidate> ranked = award.candidates();
        int mostShared = award.maxLegs() + SHARED_BEYOND_LEGS;
        int exclusive = 0;
        int shared = 0;
        int groups = 0;
        List<Candidate> first = new ArrayList<>(ranked.size());
        List<Candidate> behind = new ArrayList<>(ranked.size());
        for (int i = 0; i < ranked.size(); i++) {
            Candidate candidate = ranked.get(i);
            switch (candidate.bid().contract().mode()) {
                case EXCLUSIVE -> (exclusive++ < EXCLUSIVE ? first : behind).add(candidate);
                case SHARED -> {
                    shared++;
                    boolean asked = groups < mostShared;
                    if (asked && bringsAGroup(candidate, first)) {
                        groups++;
                    }
                    (asked ? first : behind).add(candidate);
                }
            }
        }
        boolean more = !behind.isEmpty() || shared == Auction.MOST_CANDIDATES;
        int size = first.size();
        first.addAll(behind);
        return new Asked(first, size, more);
    }

    /** Whether a shared candidate may be a leg beside those before it, which one of their conflict group may not. */
    private static boolean bringsAGroup(Candidate candidate, List<Candidate> before) {
        String group = candidate.bid().contract().conflictGroup();
        if (group == null) {
            return true;
        }
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).bid().contract().mode() == SaleMode.SHARED
                    && group.equals(before.get(i).bid().contract().conflictGroup())) {
                return false;
            }
        }
        return true;
    }

    /** The contract that a candidate is of. */
    public Contract contract(int position) {
        return candidates.get(position).bid().contract();
    }
}
