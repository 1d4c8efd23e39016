package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.shared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger.Consumer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a lead wishes, and what a batch says of it. That the script grants it rightly is held against the other ledgers elsewhere. */
class WishTest {

    @Test
    void dependsOnWhoCouldWin() {
        Wish wish = Wish.of(lead("acme", exclusive(5), exclusive(9), shared(null, 4), shared(null, 3)));

        assertThat(wish.legs()).containsExactly(2, 3);
        // The first exclusive option pays less, but the second would win, were the first one full.
        assertThat(wish.lookedAt()).containsExactly(true, false, true, true);
    }

    @Test
    void doesNotDependOnExclusiveOptionsThatCannotWin() {
        Wish wish = Wish.of(lead("acme", exclusive(5), shared(null, 4), shared(null, 3)));

        assertThat(wish.legs()).containsExactly(1, 2);
        assertThat(wish.lookedAt()).containsExactly(false, true, true);
    }

    @Test
    void anExclusiveOneStillDependsOnTheSharedOnes() {
        Wish wish = Wish.of(lead("acme", exclusive(7), shared(null, 4), shared(null, 3)));

        assertThat(wish.legs()).containsExactly(0);
        assertThat(wish.lookedAt()).containsExactly(true, true, true);
    }

    @Test
    void aConsumerHasOneMarkInACampaignHoweverManyLeadsAskForIt() {
        MarkTable marks = new MarkTable();
        marks.add(List.of(
                new Consumer("auto", List.of("phone", "mail"), 9),
                new Consumer("home", List.of("phone"), 9),
                new Consumer("auto", List.of("mail", "other"), 9)));

        assertThat(marks.campaigns()).containsExactly("auto", "home");
        assertThat(marks.sizeOf(0)).isEqualTo(3);
        assertThat(marks.sizeOf(1)).isEqualTo(1);
        assertThat(marks.numberOf("auto", "mail")).isEqualTo(2);
        assertThat(marks.numberOf("auto", "other")).isEqualTo(3);
        assertThat(marks.numberOf("home", "phone")).isEqualTo(4);
        assertThat(marks.key(4)).isEqualTo("phone");
        assertThat(marks.campaign(3)).isEqualTo("auto");
    }

    @Test
    void manyMarksAreAllFound() {
        MarkTable marks = new MarkTable();
        List<Consumer> consumers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            consumers.add(new Consumer(i % 2 == 0 ? "auto" : "home", List.of("p" + i, "e" + i), 9));
        }
        marks.add(consumers);

        assertThat(marks.size()).isEqualTo(600);
        for (Consumer consumer : consumers) {
            for (String key : consumer.keys()) {
                int number = marks.numberOf(consumer.campaign(), key);
                assertThat(marks.key(number)).isEqualTo(key);
                assertThat(marks.campaign(number)).isEqualTo(consumer.campaign());
            }
        }
    }
}
