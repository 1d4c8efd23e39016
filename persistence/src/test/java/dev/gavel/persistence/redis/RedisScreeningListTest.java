package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.gates.ContactLog.Contact;
import dev.gavel.gates.PriorSales;
import dev.gavel.gates.Screening;
import dev.gavel.gates.Screening.Answer;
import dev.gavel.gates.ScreeningList;
import dev.gavel.testkit.Property;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
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
    private static RedisContactLog contacts;
    private String tenant;

    @BeforeAll
    static void open() {
        rig = RedisRig.open();
        list = new RedisScreeningList(rig.lanes, rig.epochs, InstantSource.system());
        contacts = new RedisContactLog(rig.lanes, rig.epochs);
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

    /** What is asked at once goes out in one call, and each hears of its own consumer. */
    @Test
    void screensManyLeadsOfManyCampaignsAtOnceAsItScreensEachAlone() {
        Property.forAll(20, random -> {
            tenant = rig.newTenant();
            List<Consumer> consumers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                List<String> keys = random.nextBoolean() ? List.of("phone" + i) : List.of("phone" + i, "mail" + i / 2);
                consumers.add(new Consumer("campaign" + random.nextInt(3), keys, 1 + random.nextInt(2)));
            }
            List<String> pings = somethingKnownOf(consumers, random);

            List<Supplier<CompletionStage<Screening>>> asked = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(80); i++) {
                Consumer consumer = consumers.get(random.nextInt(consumers.size()));
                String except = random.nextBoolean() ? null : pings.get(random.nextInt(pings.size()));
                asked.add(() -> list.screen(tenant, consumer, except));
            }
            List<Screening> alone =
                    asked.stream().map(question -> await(question.get())).toList();

            assertThat(atOnce(asked)).isEqualTo(alone);
        });
    }

    /** Some are suppressed, some are being sold, some were sold before. */
    private List<String> somethingKnownOf(List<Consumer> consumers, RandomGenerator random) {
        List<String> pings = new ArrayList<>(List.of(Leads.newId("ping")));
        for (Consumer consumer : consumers) {
            if (random.nextInt(4) == 0) {
                rig.changes.suppress(tenant, List.of(consumer.keys().getLast())).block(RedisRig.PATIENCE);
            }
            if (random.nextInt(3) == 0) {
                Request request = lead(tenant, consumer, exclusive(1));
                await(rig.ledger.award(request));
                pings.add(request.pingId());
            }
            if (random.nextInt(3) == 0) {
                String ping = pings.get(random.nextInt(pings.size()));
                await(contacts.admit(new Contact(
                        tenant,
                        consumer.keys(),
                        ping,
                        "contract",
                        "auto",
                        "acme",
                        Integer.MAX_VALUE,
                        0,
                        Contact.DAY_SECONDS)));
            }
        }
        return pings;
    }

    /** All in one turn of a loop. */
    private static List<Screening> atOnce(List<Supplier<CompletionStage<Screening>>> asked) {
        List<CompletionStage<Screening>> answers = rig.lanes
                .all()
                .getFirst()
                .loop()
                .submit(() -> asked.stream().map(Supplier::get).toList())
                .syncUninterruptibly()
                .getNow();
        return answers.stream().map(RedisRig::await).toList();
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
