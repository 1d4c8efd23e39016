package dev.gavel.auction.award;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.contract.SourceRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AskedTest {

    /** Candidates in rank order: X is exclusive, S shared, a letter behind it the conflict group. */
    private static Asked asked(int maxLegs, String text) {
        List<Candidate> candidates = new ArrayList<>();
        for (String word : List.of(text.split(" "))) {
            SaleMode mode = word.startsWith("X") ? SaleMode.EXCLUSIVE : SaleMode.SHARED;
            String group = word.length() > 2 ? word.substring(2) : null;
            candidates.add(new Candidate(new Bid(contract(word.substring(0, 2), mode, group), 9, null), 9, 8));
        }
        return Asked.of(new Award(candidates, maxLegs, null));
    }

    private static Contract contract(String id, SaleMode mode, String group) {
        return new Contract(
                id,
                "campaign",
                "buyer",
                Filter.ANY,
                SourceRule.ALL,
                Schedule.ALWAYS,
                new PriceRule.Fixed(9),
                List.of(),
                1,
                1,
                mode,
                group,
                null,
                false);
    }

    private static String first(Asked asked) {
        return String.join(
                " ",
                asked.candidates().subList(0, asked.size()).stream()
                        .map(candidate -> candidate.bid().contract().id())
                        .toList());
    }

    private static String all(Asked asked) {
        return String.join(
                " ",
                asked.candidates().stream()
                        .map(candidate -> candidate.bid().contract().id())
                        .toList());
    }

    @Test
    void twoExclusiveCandidatesAreAskedAbout() {
        Asked asked = asked(1, "X1 X2 X3 X4");
        assertThat(first(asked)).isEqualTo("X1 X2");
        assertThat(all(asked)).isEqualTo("X1 X2 X3 X4");
        assertThat(asked.more()).isTrue();
    }

    @Test
    void oneSharedCandidateMoreThanThereAreLegs() {
        Asked asked = asked(2, "S1 X1 S2 S3 S4 X2 X3");
        assertThat(first(asked)).isEqualTo("S1 X1 S2 S3 X2");
        assertThat(all(asked)).isEqualTo("S1 X1 S2 S3 X2 S4 X3");
    }

    @Test
    void candidatesOfOneConflictGroupCountOnce() {
        assertThat(first(asked(1, "S1a S2a S3a S4 S5"))).isEqualTo("S1 S2 S3 S4");
        assertThat(first(asked(1, "S1a S2b S3a S4"))).isEqualTo("S1 S2");
    }

    @Test
    void nobodyIsBehindWhenAllAreAskedAbout() {
        Asked asked = asked(3, "S1 X1 S2 X2");
        assertThat(first(asked)).isEqualTo("S1 X1 S2 X2");
        assertThat(asked.more()).isFalse();
    }

    @Test
    void moreMayBeBehindWhereTheAuctionKeptAsManyAsItDoes() {
        assertThat(asked(6, "S1 S2 S3 S4 S5 S6").more()).isTrue();
        assertThat(asked(6, "S1 S2 S3 S4 S5").more()).isFalse();
    }
}
