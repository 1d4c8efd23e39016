package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.gates.ContactLog.Admission;
import dev.gavel.gates.ContactLog.Contact;
import dev.gavel.gates.PriorSales;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The admit and forget scripts, and what the screen script tells of them. */
class RedisContactLogTest {

    private static final List<String> KEYS = List.of("phone", "mail");
    private static final int ANY = Integer.MAX_VALUE;

    private static RedisRig rig;
    private static RedisContactLog log;
    private static RedisScreeningList list;
    private String tenant;

    @BeforeAll
    static void open() {
        rig = RedisRig.open();
        log = new RedisContactLog(rig.lanes, rig.epochs);
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
    void tellsToWhomAConsumerWasSold() {
        assertThat(admit("ping_1", "auto", "acme", ANY, 0)).isEqualTo(Admission.NOTED);
        assertThat(admit("ping_2", "solar", "zen", ANY, 0)).isEqualTo(Admission.NOTED);

        PriorSales sales = sales(KEYS);
        assertThat(sales.isKnown()).isTrue();
        assertThat(sales.legs())
                .extracting(PriorSales.Leg::vertical, PriorSales.Leg::buyer)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("auto", "acme"),
                        org.assertj.core.groups.Tuple.tuple("solar", "zen"));
        assertThat(sales.legs().getFirst().atSeconds()).isBetween(rig.nowSeconds() - 30, rig.nowSeconds());
        assertThat(sales(List.of("mail")).legs()).hasSize(2);
        assertThat(sales(List.of("stranger"))).isEqualTo(PriorSales.NONE);
    }

    @Test
    void aLegIsNotedOnce() {
        assertThat(admit("ping_1", "auto", "acme", 1, 600)).isEqualTo(Admission.NOTED);
        assertThat(admit("ping_1", "auto", "acme", 1, 600)).isEqualTo(Admission.NOTED);
        assertThat(sales(KEYS).legs()).hasSize(1);
    }

    @Test
    void admitsNoMoreLegsOfAVerticalThanTheLimit() {
        assertThat(admit("ping_1", "auto", "a", 3, 0)).isEqualTo(Admission.NOTED);
        assertThat(admit("ping_2", "auto", "b", 3, 0)).isEqualTo(Admission.NOTED);
        assertThat(admit("ping_3", "solar", "c", 3, 0)).isEqualTo(Admission.NOTED);
        assertThat(admit("ping_4", "auto", "d", 3, 0)).isEqualTo(Admission.NOTED);
        assertThat(admit("ping_5", "auto", "e", 3, 0)).isEqualTo(Admission.LIMIT_REACHED);
        assertThat(admit("ping_6", "solar", "f", 3, 0)).isEqualTo(Admission.NOTED);
        assertThat(sales(KEYS).legs()).hasSize(5);
    }

    @Test
    void oneKeyOfTheConsumerIsEnough() {
        assertThat(admit(List.of("phone"), "ping_1", "auto", "a", 1, 0)).isEqualTo(Admission.NOTED);
        assertThat(admit(KEYS, "ping_2", "auto", "b", 1, 0)).isEqualTo(Admission.LIMIT_REACHED);
        assertThat(admit(List.of("mail"), "ping_3", "auto", "b", 1, 0)).isEqualTo(Admission.NOTED);
    }

    @Test
    void ofManyAtOnceNoMoreThanTheLimitAreAdmitted() {
        List<CompletionStage<Admission>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(log.admit(contact(KEYS, "ping_" + i, "auto", "buyer-" + i, 3, 0)));
        }
        assertThat(calls.stream().map(RedisRig::await).filter(Admission.NOTED::equals))
                .hasSize(3);
        assertThat(sales(KEYS).legs()).hasSize(3);
    }

    @Test
    void aBuyerThatTakesNoConsumerTwiceIsNotGivenItAgain() {
        assertThat(admit("ping_1", "auto", "acme", ANY, 0)).isEqualTo(Admission.NOTED);
        assertThat(admit("ping_2", "solar", "acme", ANY, 600)).isEqualTo(Admission.ALREADY_SOLD_TO_BUYER);
        assertThat(admit("ping_3", "solar", "zen", ANY, 600)).isEqualTo(Admission.NOTED);
        assertThat(admit("ping_4", "solar", "acme", ANY, 0)).isEqualTo(Admission.NOTED);
    }

    @Test
    void theLegsOfOnePingAreNoReasonForItsBuyersAndNotShownToIt() {
        assertThat(admit("ping_1", "auto", "acme", ANY, 600)).isEqualTo(Admission.NOTED);
        assertThat(await(log.admit(new Contact(tenant, KEYS, "ping_1", "other", "auto", "acme", 2, 600, 86_400))))
                .isEqualTo(Admission.NOTED);
        assertThat(await(log.admit(new Contact(tenant, KEYS, "ping_1", "third", "auto", "zen", 2, 600, 86_400))))
                .as("they count all the same")
                .isEqualTo(Admission.LIMIT_REACHED);
        assertThat(await(list.screen(tenant, new Consumer("auto", KEYS, 10), "ping_1"))
                        .priorSales())
                .isEqualTo(PriorSales.NONE);
        assertThat(await(list.screen(tenant, new Consumer("auto", KEYS, 10), "ping_"))
                        .priorSales()
                        .legs())
                .hasSize(2);
    }

    @Test
    void oldLegsDoNotCount() {
        long now = rig.nowSeconds();
        rig.redis.hset("{" + tenant + "}:contacts:phone", "ping_1:c1", (now - 86_401) + "|auto|acme");
        assertThat(admit("ping_2", "auto", "acme", 1, 86_400)).isEqualTo(Admission.NOTED);
        assertThat(admit("ping_3", "auto", "zen", 1, 0)).isEqualTo(Admission.LIMIT_REACHED);
    }

    @Test
    void aLegOfAnUnknownVerticalCountsAsAny() {
        rig.redis.hset("{" + tenant + "}:contacts:phone", "ping_1:c1", (rig.nowSeconds() - 60) + "|*|acme");
        assertThat(admit("ping_2", "auto", "zen", 1, 0)).isEqualTo(Admission.LIMIT_REACHED);
    }

    @Test
    void whatCameToNothingIsForgotten() {
        admit("ping_1", "auto", "acme", ANY, 0);
        admit("ping_2", "auto", "zen", ANY, 0);
        await(log.forget(tenant, KEYS, "ping_1", "c-acme"));
        await(log.forget(tenant, KEYS, "ping_1", "c-acme"));

        assertThat(sales(KEYS).legs()).extracting(PriorSales.Leg::buyer).containsExactly("zen");
        assertThat(admit("ping_3", "auto", "acme", 2, 600)).isEqualTo(Admission.NOTED);
    }

    @Test
    void isKeptAsLongAsAnybodyMayAsk() {
        await(log.admit(new Contact(tenant, List.of("phone"), "ping_1", "c1", "auto", "acme", ANY, 0, 200_000)));
        await(log.admit(new Contact(tenant, List.of("phone"), "ping_2", "c1", "auto", "acme", ANY, 0, 86_400)));
        assertThat(rig.redis.ttl("{" + tenant + "}:contacts:phone")).isBetween(199_000L, 200_000L);
    }

    @Test
    void admitsNobodyInAnotherEpoch() {
        rig.redis.set(TenantKeys.epochKey(tenant), "another.00000000");
        assertThatThrownBy(() -> admit("ping_1", "auto", "acme", ANY, 0)).hasMessageContaining("rebuilt");
    }

    @Test
    void aLineThatCannotBeReadIsUnknown() {
        rig.redis.hset("{" + tenant + "}:contacts:phone", "ping_1:c1", "yesterday|auto|acme");
        assertThat(sales(KEYS)).isEqualTo(PriorSales.UNKNOWN);
    }

    private Admission admit(String ping, String vertical, String buyer, int most, long repeatSeconds) {
        return admit(KEYS, ping, vertical, buyer, most, repeatSeconds);
    }

    private Admission admit(
            List<String> keys, String ping, String vertical, String buyer, int most, long repeatSeconds) {
        return await(log.admit(contact(keys, ping, vertical, buyer, most, repeatSeconds)));
    }

    private Contact contact(
            List<String> keys, String ping, String vertical, String buyer, int most, long repeatSeconds) {
        return new Contact(tenant, keys, ping, "c-" + buyer, vertical, buyer, most, repeatSeconds, 86_400);
    }

    private PriorSales sales(List<String> keys) {
        return await(list.screen(tenant, new Consumer("auto", keys, 10), null)).priorSales();
    }
}
