package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.gates.PriorSales;
import dev.gavel.gates.Screening;
import dev.gavel.gates.Screening.Answer;
import dev.gavel.gates.ScreeningList;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The screen script and its caller. */
class RedisScreeningListTest {

    private static final Consumer CONSUMER = new Consumer("auto", List.of("phone", "mail"), 2);

    /** Of addresses the script says nothing. */
    private static final Screening CLEAR = Screening.CLEAR.withBurst(Answer.UNKNOWN);

    private static RedisRig rig;
    private static RedisScreeningList list;
    private String tenant;

    @BeforeAll
    static void open() {
        rig = RedisRig.open();
        list = new RedisScreeningList(rig.lanes, rig.epochs, InstantSource.system());
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @BeforeEach
    void newTenant() {
        tenant = rig.newTenant();
    }

    @Test
    void knowsNothingAgainstAStranger() {
        assertThat(screen(null)).isEqualTo(CLEAR);
    }

    @Test
    void findsASuppressedKey() {
        rig.changes.suppress(tenant, List.of("mail")).block(RedisRig.PATIENCE);
        assertThat(screen(null)).isEqualTo(new Screening(Answer.YES, Answer.NO, Answer.NO, PriorSales.NONE));

        rig.changes.lift(tenant, List.of("mail")).block(RedisRig.PATIENCE);
        assertThat(screen(null)).isEqualTo(CLEAR);
    }

    @Test
    void findsAConsumerThatIsBeingSoldUnlessByThePingItself() {
        Request request = lead(tenant, CONSUMER, exclusive(1));
        await(rig.ledger.award(request));

        assertThat(screen(null).duplicate()).isEqualTo(Answer.YES);
        assertThat(screen(Leads.newId("ping")).duplicate()).isEqualTo(Answer.YES);
        assertThat(screen(request.pingId()).duplicate()).isEqualTo(Answer.NO);
    }

    @Test
    void findsTooManyPingsBeforeOneMoreIsCounted() {
        Request first = lead(tenant, CONSUMER, exclusive(1, one("full", 0)));
        await(rig.ledger.award(first));
        assertThat(screen(null).tooManyPings()).isEqualTo(Answer.NO);

        Request second = lead(tenant, CONSUMER, exclusive(1, one("full", 0)));
        await(rig.ledger.award(second));

        assertThat(screen(null).tooManyPings()).as("a third").isEqualTo(Answer.YES);
        assertThat(screen(second.pingId()).tooManyPings())
                .as("the second itself")
                .isEqualTo(Answer.NO);
    }

    @Test
    void screeningCountsNothing() {
        for (int i = 0; i < 5; i++) {
            assertThat(screen(null)).isEqualTo(CLEAR);
        }
    }

    @Test
    void isUnknownInAnotherEpoch() {
        rig.redis.set(TenantKeys.epochKey(tenant), "another.00000000");

        assertThat(screen(null)).isEqualTo(Screening.UNKNOWN);
    }

    @Test
    void isUnknownWithoutAKey() {
        assertThat(await(list.screen(tenant, new Consumer("auto", List.of(), 2), null)))
                .isEqualTo(Screening.UNKNOWN);
    }

    @Test
    void countsWhatCameFromAnAddressOnceEachAndSaysWhenItIsTooMuch() {
        assertThat(burst("ping_1", 2)).isEqualTo(Answer.NO);
        assertThat(burst("ping_2", 2)).isEqualTo(Answer.NO);
        assertThat(burst("ping_2", 2)).as("counted once").isEqualTo(Answer.NO);
        assertThat(burst(null, 2)).as("one more would be").isEqualTo(Answer.YES);
        assertThat(burst(null, 3)).isEqualTo(Answer.NO);
        assertThat(burst("ping_3", 2)).isEqualTo(Answer.YES);
        assertThat(burst("ping_4", 2)).as("no more are kept than it takes").isEqualTo(Answer.YES);
    }

    private Answer burst(@Nullable String pingId, int most) {
        return await(list.burst(new ScreeningList.Sending(tenant, "address", pingId, most, 60)));
    }

    private Screening screen(String exceptPingId) {
        return await(list.screen(tenant, CONSUMER, exceptPingId));
    }
}
