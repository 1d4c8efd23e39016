package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.consumer;
import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.leg;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.Leads.shared;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import dev.gavel.persistence.testkit.CounterView;
import io.lettuce.core.SetArgs;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the commit, release and recall scripts read and leave in Redis. */
class SettleScriptsTest {

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
    void commitMovesWhatIsReservedToWhatIsUsed() {
        Request request = lead(tenant, exclusive(1, one("cap", 9)));
        await(rig.ledger.award(request));

        await(rig.ledger.commit(leg(request, 0)));

        CounterView counter = rig.counter(tenant, "cap", 0);
        assertThat(counter.used()).isEqualTo(1);
        assertThat(counter.reserved()).isZero();
        assertThat(counter.lapses()).isEmpty();
    }

    @Test
    void commitMarksTheConsumerForTheDuplicateWindow() {
        Request request = lead(tenant, consumer("phone"), exclusive(1));
        await(rig.ledger.award(request));

        await(rig.ledger.commit(leg(request, 0, 86_400)));

        assertThat(rig.redis.ttl("{" + tenant + "}:sold:auto:phone")).isBetween(86_000L, 86_400L);
    }

    @Test
    void aSaleMarksTheConsumerEvenInAnotherEpoch() {
        Request request = lead(tenant, consumer("phone"), exclusive(1));
        await(rig.ledger.award(request));
        rig.redis.set(TenantKeys.epochKey(tenant), "another.00000000");

        assertThatThrownBy(() -> await(rig.ledger.commit(leg(request, 0, 86_400))))
                .hasCauseInstanceOf(UnavailableException.class);

        assertThat(rig.redis.ttl("{" + tenant + "}:sold:auto:phone")).isBetween(86_000L, 86_400L);
    }

    @Test
    void settledLegsOfAnHourShareAHashThatIsForgottenAfterADay() {
        Request request = lead(tenant, shared(null, 2), shared(null, 1));
        await(rig.ledger.award(request));

        await(rig.ledger.commit(leg(request, 0)));
        await(rig.ledger.release(leg(request, 1)));

        String settled = rig.onlyKey("{" + tenant + "}:@*:settled:");
        assertThat(rig.redis.hgetall(settled)).containsOnly(entry(request.pingId(), ";0=u;1=x;"));
        assertThat(rig.redis.ttl(settled)).isBetween(86_000L, 86_400L);
    }

    @Test
    void aLegReservedLaterIsKnownWithoutARememberedPing() {
        Request later = lead(tenant, exclusive(1, one("cap", 9)));
        Request request = new Request(tenant, later.pingId(), null, later.options(), 1, 60, null, null);
        await(rig.ledger.award(request));

        assertThat(rig.redis.hget(rig.onlyKey("{" + tenant + "}:@*:settled:"), request.pingId()))
                .matches(";0=r\\d{10};");
        assertThat(await(rig.ledger.commit(leg(request, 0)))).isTrue();
        assertThat(await(rig.ledger.recall(tenant, request.pingId()))).isNull();
    }

    @Test
    void legsReservedLaterAreSettledEachForItself() {
        Request later = lead(tenant, shared(null, 2), shared(null, 1));
        Request request = new Request(tenant, later.pingId(), null, later.options(), 2, 60, null, null);
        await(rig.ledger.award(request));

        assertThat(await(rig.ledger.commit(leg(request, 0)))).isTrue();
        assertThat(await(rig.ledger.commit(leg(request, 1)))).isTrue();
        await(rig.ledger.release(leg(request, 0)));

        assertThat(await(rig.ledger.commit(leg(request, 0)))).isFalse();
        assertThat(await(rig.ledger.commit(leg(request, 1)))).isTrue();
    }

    @Test
    void releaseOfASaleOutlivesThePing() {
        Request request = lead(tenant, exclusive(1, one("cap", 1)));
        await(rig.ledger.award(request));
        await(rig.ledger.commit(leg(request, 0)));
        rig.redis.del(rig.onlyKey("{" + tenant + "}:@*:pings:"));

        await(rig.ledger.release(leg(request, 0)));

        assertThat(rig.counter(tenant, "cap", 0).used()).isZero();
        assertThat(rig.counter(tenant, "cap", 0).givenBack()).isEqualTo(1);
    }

    @Test
    void commitLeavesAnotherPingsMark() {
        rig.redis.set("{" + tenant + "}:sold:auto:phone", "another", SetArgs.Builder.ex(999_999));
        Request request = lead(tenant, exclusive(1));
        await(rig.ledger.award(request));

        await(rig.ledger.commit(leg(request, consumer("phone"), 0, 86_400)));

        assertThat(rig.redis.get("{" + tenant + "}:sold:auto:phone")).isEqualTo("another;" + request.pingId());
        assertThat(rig.redis.ttl("{" + tenant + "}:sold:auto:phone")).isBetween(999_000L, 999_999L);

        await(rig.ledger.release(leg(request, consumer("phone"), 0, 86_400)));

        assertThat(rig.redis.get("{" + tenant + "}:sold:auto:phone")).isEqualTo("another");
        assertThat(rig.redis.ttl("{" + tenant + "}:sold:auto:phone")).isBetween(999_000L, 999_999L);
    }

    @Test
    void releaseStrikesTheReservationAndKeepsTheCount() {
        Request request = lead(tenant, consumer("phone"), exclusive(1));
        await(rig.ledger.award(request));

        await(rig.ledger.release(leg(request, 0)));

        assertThat(rig.redis.hgetall(rig.onlyKey("{" + tenant + "}:pinged:auto:")))
                .containsOnly(entry("phone", "1"));
    }

    @Test
    void releaseLeavesAnotherPingsMark() {
        Request request = lead(tenant, consumer("phone"), exclusive(1));
        await(rig.ledger.award(request));
        rig.redis.set("{" + tenant + "}:sold:auto:phone", "another ping");

        await(rig.ledger.release(leg(request, 0)));

        assertThat(rig.redis.get("{" + tenant + "}:sold:auto:phone")).isEqualTo("another ping");
    }

    @Test
    void neitherSettlesNorRecallsInAnotherEpoch() {
        Request request = lead(tenant, exclusive(1, one("cap", 1)));
        await(rig.ledger.award(request));
        String caps = rig.caps(tenant, 0);
        for (Runnable call : List.<Runnable>of(
                () -> await(rig.ledger.commit(leg(request, 0))),
                () -> await(rig.ledger.release(leg(request, 0))),
                () -> await(rig.ledger.recall(tenant, request.pingId())))) {
            rig.epochs.ready(tenant).block(RedisRig.PATIENCE);
            rig.redis.set(TenantKeys.epochKey(tenant), "another.00000000");
            assertThatThrownBy(call::run).hasCauseInstanceOf(UnavailableException.class);
        }
        assertThat(CounterView.one(rig.redis, caps, "cap").used()).isZero();
    }

    @Test
    void refusesAPingThatIsNone() {
        assertThatThrownBy(() -> await(rig.ledger.recall(tenant, "lead_1")))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }
}
