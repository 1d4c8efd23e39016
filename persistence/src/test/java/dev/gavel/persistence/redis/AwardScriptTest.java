package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.consumer;
import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.Leads.shared;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.testkit.CounterView;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the award script leaves in Redis. What it decides is held against the other ledgers elsewhere. */
class AwardScriptTest {

    private static RedisRig rig;
    private String tenant;

    @BeforeAll
    static void open() {
        rig = RedisRig.open();
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
    void reservesPerSecondOfExpiry() {
        CapClaim claim = new CapClaim("cap", 0, CapClaim.NO_END, 100, 7);
        long expires = awarded(lead(tenant, exclusive(1, claim))).expiresAtSeconds();
        awarded(Leads.withTtl(lead(tenant, exclusive(1, claim)), 600));

        CounterView counter = rig.counter(tenant, "cap", 0);

        assertThat(counter.used()).isZero();
        assertThat(counter.reserved()).isEqualTo(14);
        assertThat(counter.lapses()).hasSize(2).contains(entry(expires, 7L));
    }

    @Test
    void keepsAmountsExactUpToABillionDollars() {
        long billion = 1_000_000_000_000_000L;
        CapClaim most = new CapClaim("cap", 0, CapClaim.NO_END, billion, billion - 1);
        CapClaim last = new CapClaim("cap", 0, CapClaim.NO_END, billion, 1);

        awarded(lead(tenant, exclusive(1, most)));
        awarded(lead(tenant, exclusive(1, last)));

        assertThat(award(lead(tenant, exclusive(1, last)))).isEqualTo(new Reply.Refused(Reason.CAPS_FULL));
        assertThat(rig.counter(tenant, "cap", 0).reserved()).isEqualTo(billion);
    }

    @Test
    void keepsAWindowsCounterADayLongerThanTheWindow() {
        long start = rig.nowSeconds() - 100;
        awarded(lead(tenant, exclusive(1, new CapClaim("cap", start, start + 3_600, 9, 1))));

        assertThat(rig.redis.expiretime(rig.caps(tenant, start))).isEqualTo(start + 3_600 + 86_400);
    }

    @Test
    void keepsACounterWithoutEndForever() {
        awarded(lead(tenant, exclusive(1, one("cap", 9))));

        assertThat(rig.redis.ttl(rig.caps(tenant, 0))).isEqualTo(-1);
    }

    @Test
    void keepsPingsInOneHashUntilTheLastIsForgotten() {
        Request request = lead(tenant, exclusive(1));
        long expires = awarded(Leads.withTtl(request, 30)).expiresAtSeconds();

        String bucket = rig.onlyKey("{" + tenant + "}:@*:pings:");

        assertThat(bucket).endsWith(":pings:" + (PingTimes.millisOf(request.pingId()) >>> 12));
        assertThat(rig.redis.expiretime(bucket)).isEqualTo(expires + PingTimes.GRACE_SECONDS);
    }

    @Test
    void marksTheConsumerUntilThePingExpires() {
        Request request = lead(tenant, consumer("phone-a", "mail-a"), exclusive(1));
        long expires = awarded(request).expiresAtSeconds();

        String hour = rig.onlyKey("{" + tenant + "}:pinged:auto:");
        String mark = "1;" + expires + ";" + request.pingId();
        assertThat(rig.redis.hgetall(hour)).containsOnly(entry("phone-a", mark), entry("mail-a", mark));
        assertThat(rig.redis.expiretime(hour)).isGreaterThanOrEqualTo(expires);
    }

    @Test
    void aConsumerThatWasReservedInTheHourBeforeIsADuplicate() {
        Request request = lead(tenant, consumer("phone"), exclusive(1));
        awarded(request);
        String hour = rig.onlyKey("{" + tenant + "}:pinged:auto:");
        String before = "{" + tenant + "}:pinged:auto:"
                + (Long.parseLong(hour.substring(hour.lastIndexOf(':') + 1)) - PingTimes.HOUR_SECONDS);
        rig.redis.rename(hour, before);

        assertThat(award(lead(tenant, consumer("phone"), exclusive(1)))).isEqualTo(new Reply.Refused(Reason.DUPLICATE));
        assertThat(rig.redis.hgetall(hour)).containsOnly(entry("phone", "1"));
    }

    @Test
    void aReservationThatLapsedIsForgottenWithTheNextPing() {
        Request first = lead(tenant, consumer("phone"), exclusive(1));
        awarded(first);
        String hour = rig.onlyKey("{" + tenant + "}:pinged:auto:");
        rig.redis.hset(hour, "phone", "3;" + (rig.nowSeconds() - 1) + ";" + first.pingId());

        Request second = lead(tenant, consumer("phone"), exclusive(1));
        long expires = awarded(second).expiresAtSeconds();

        assertThat(rig.redis.hget(hour, "phone")).isEqualTo("4;" + expires + ";" + second.pingId());
    }

    @Test
    void aMarkOfAnEarlierVersionStillCounts() {
        rig.redis.set("{" + tenant + "}:sold:auto:phone", "ping_of_an_earlier_version");

        assertThat(award(lead(tenant, consumer("phone"), exclusive(1)))).isEqualTo(new Reply.Refused(Reason.DUPLICATE));
    }

    @Test
    void countsAConsumersPingsPerHourAlsoWhenRefused() {
        award(lead(tenant, consumer("phone-b"), exclusive(1, one("full", 0))));
        award(lead(tenant, consumer("phone-b", "mail-b"), exclusive(1, one("full", 0))));

        String hour = rig.onlyKey("{" + tenant + "}:pinged:auto:");

        assertThat(rig.redis.hgetall(hour)).containsOnly(entry("phone-b", "2"), entry("mail-b", "1"));
        assertThat(rig.redis.ttl(hour)).isBetween(1L, 3_700L);
    }

    @Test
    void completesEventsByOutcome() {
        Request sold = lead(tenant, shared(null, 5), shared(null, 4));
        Request refused = lead(tenant, exclusive(1, one("full", 0)));
        Request decidedElsewhere = lead(tenant);
        long before = rig.nowMillis();
        Reply.Awarded awarded = awarded(sold);
        award(refused);
        award(decidedElsewhere);

        List<String> events = events();

        String at = "\\{\"type\":\"ping\",\"at\":\\d{16}";
        assertThat(events).hasSize(3);
        assertThat(events.get(0))
                .matches(at + ",\"outcome\":\"awarded\",\"expires_at\":" + awarded.expiresAtSeconds()
                        + ",\"legs\":\\[0,1]}");
        assertThat(events.get(1)).matches(at + ",\"outcome\":\"refused\",\"reason\":3005}");
        assertThat(events.get(2)).matches(at + "}");
        long atMicros = Long.parseLong(events.get(0).replaceAll(".*\"at\":(\\d+).*", "$1"));
        assertThat(atMicros).isBetween(before * 1_000, rig.nowMillis() * 1_000 + 1_000);
    }

    @Test
    void appendsTheEventsOfABatchAsOneEntry() {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            requests.add(lead(tenant, exclusive(1)));
        }

        awardInOneTurn(requests);

        assertThat(rig.redis.xlen(TenantKeys.events(tenant))).isEqualTo(1);
        assertThat(events()).hasSize(10);
    }

    @Test
    void appendsNothingWithoutAnEvent() {
        Request request = lead(tenant, exclusive(1));
        awarded(new Request(tenant, request.pingId(), null, request.options(), 1, 60, null, null));

        assertThat(rig.redis.exists(TenantKeys.events(tenant))).isZero();
    }

    @Test
    void refusesTheSecondOfOneConsumerInTheSameBatch() {
        List<Reply> replies = awardInOneTurn(List.of(
                lead(tenant, consumer("phone-c"), exclusive(1)), lead(tenant, consumer("phone-c"), exclusive(1))));

        assertThat(replies.get(0)).isInstanceOf(Reply.Awarded.class);
        assertThat(replies.get(1)).isEqualTo(new Reply.Refused(Reason.DUPLICATE));
    }

    @Test
    void refusesOnlyTheLeadWhoseWindowIsOver() {
        long now = rig.nowSeconds();
        CapClaim over = new CapClaim("cap", now - 20, now - 10, 9, 1);

        List<Reply> replies = awardInOneTurn(List.of(
                lead(tenant, consumer("phone-d"), exclusive(1), exclusive(1, over)), lead(tenant, exclusive(1))));

        assertThat(replies.get(0)).isEqualTo(new Reply.Stale(Reason.COUNTERS_STALE));
        assertThat(replies.get(1)).isInstanceOf(Reply.Awarded.class);
        assertThat(events()).hasSize(1);
        assertThat(rig.redis.keys("{" + tenant + "}:pinged:*"))
                .as("a lead that comes again counts once")
                .isEmpty();
    }

    @Test
    void changesNothingInAnotherEpoch() {
        awarded(lead(tenant, exclusive(1, one("cap", 9))));
        List<String> before = rig.redis.keys("{" + tenant + "}*");
        rig.redis.set(TenantKeys.epochKey(tenant), "another.00000000");

        Reply reply = award(lead(tenant, consumer("phone-e"), exclusive(1, one("other", 9))));

        assertThat(reply).isEqualTo(new Reply.Stale(Reason.COUNTERS_STALE));
        assertThat(before).containsAll(rig.redis.keys("{" + tenant + "}:@*"));
        assertThat(rig.redis.keys("{" + tenant + "}:@*:caps:*"))
                .allSatisfy(caps -> assertThat(CounterView.all(rig.redis, caps)).doesNotContainKey("other"));
        assertThat(rig.redis.keys("{" + tenant + "}:pinged:*")).isEmpty();
    }

    @Test
    void takesAsManyLeadsAsTheSettingsAllow() {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            requests.add(lead(
                    tenant,
                    consumer("phone-" + i, "mail-" + i),
                    exclusive(1, one("full", 0), one("cap-" + i, 1)),
                    exclusive(1, one("cap-" + i, 1), CapClaim.funds("buyer", 0))));
        }

        assertThat(awardInOneTurn(requests))
                .hasSize(300)
                .allSatisfy(reply -> assertThat(reply).isInstanceOf(Reply.Awarded.class));
        assertThat(rig.redis.xlen(TenantKeys.events(tenant))).isEqualTo((300 + 63) / 64);
    }

    /** Lua passes 8,000 values to a command at most; a counter takes up to four. */
    @Test
    void takesMoreCountersThanACommandCanName() {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            CapClaim[] claims = new CapClaim[200];
            for (int k = 0; k < claims.length; k++) {
                claims[k] = one("cap-" + i + "-" + k, 2);
            }
            requests.add(lead(tenant, exclusive(1, claims)));
        }

        assertThat(awardInOneTurn(requests)).hasOnlyElementsOfType(Reply.Awarded.class);
        requests.replaceAll(
                request -> Leads.withTtl(lead(tenant, request.options().getFirst()), 90));
        assertThat(awardInOneTurn(requests)).hasOnlyElementsOfType(Reply.Awarded.class);
        assertThat(awardInOneTurn(
                        List.of(lead(tenant, requests.getLast().options().getFirst()))))
                .containsOnly(new Reply.Refused(Reason.CAPS_FULL));

        assertThat(CounterView.all(rig.redis, rig.caps(tenant, 0)))
                .hasSize(64 * 200)
                .allSatisfy((_, counter) -> assertThat(counter.reserved()).isEqualTo(2));
    }

    @Test
    void aLeadThatCannotBeWrittenHarmsNoOther() {
        Request good = lead(tenant, exclusive(1));
        Request bad = new Request(tenant, "no ping", null, good.options(), 1, 60, null, null);
        EventLoop loop = rig.loops.next();
        List<CompletionStage<Reply>> replies = new ArrayList<>();
        await(CompletableFuture.runAsync(
                () -> List.of(good, bad, lead(tenant, exclusive(1))).forEach(r -> replies.add(rig.ledger.award(r))),
                loop));

        assertThat(await(replies.get(0))).isInstanceOf(Reply.Awarded.class);
        assertThatThrownBy(() -> await(replies.get(1))).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(await(replies.get(2))).isInstanceOf(Reply.Awarded.class);
    }

    private static List<Reply> awardInOneTurn(List<Request> requests) {
        EventLoop loop = rig.loops.next();
        List<CompletionStage<Reply>> replies = new ArrayList<>();
        await(CompletableFuture.runAsync(
                () -> requests.forEach(request -> replies.add(rig.ledger.award(request))), loop));
        return replies.stream().map(RedisRig::await).toList();
    }

    private List<String> events() {
        return new EventStream(rig.lanes, "reader")
                .read(tenant, 1_000).defaultIfEmpty(List.of()).block(RedisRig.PATIENCE).stream()
                        .flatMap(batch -> batch.events().stream())
                        .toList();
    }

    private static Reply award(Request request) {
        return await(rig.ledger.award(request));
    }

    private static Reply.Awarded awarded(Request request) {
        return (Reply.Awarded) award(request);
    }
}
