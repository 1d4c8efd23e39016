package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.consumer;
import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.leg;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger.Remembered;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.reason.Reason;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisCapLedgerTest {

    private static RedisRig rig;

    @BeforeAll
    static void open() {
        rig = RedisRig.open();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @Test
    void reservesUntilTheCapIsFull() {
        String tenant = rig.newTenant();

        assertThat(award(lead(tenant, exclusive(5, one("cap", 1))))).isInstanceOf(Reply.Awarded.class);
        assertThat(award(lead(tenant, exclusive(5, one("cap", 1))))).isEqualTo(new Reply.Refused(Reason.CAPS_FULL));
    }

    @Test
    void remembersThePing() {
        String tenant = rig.newTenant();
        Request request = lead(tenant, exclusive(5, one("cap", 0)), exclusive(4, one("other", 1)));
        Reply.Awarded awarded = (Reply.Awarded) award(request);

        Remembered remembered = await(rig.ledger.recall(tenant, request.pingId()));

        assertThat(awarded.chosen()).containsExactly(1);
        assertThat(remembered.chosen()).containsExactly(1);
        assertThat(remembered.memory()).isEqualTo(request.memory());
        assertThat(remembered.expiresAtSeconds()).isEqualTo(awarded.expiresAtSeconds());
        assertThat(remembered.expired()).isFalse();
    }

    @Test
    void commitsAndReleasesOnce() {
        String tenant = rig.newTenant();
        Request request = lead(tenant, consumer("phone-1"), exclusive(5, one("cap", 1)));
        award(request);

        assertThat(await(rig.ledger.commit(leg(request, 0)))).isTrue();
        assertThat(await(rig.ledger.commit(leg(request, 0)))).isTrue();
        assertThat(award(lead(tenant, exclusive(5, one("cap", 1))))).isEqualTo(new Reply.Refused(Reason.CAPS_FULL));
        await(rig.ledger.release(leg(request, 0)));
        await(rig.ledger.release(leg(request, 0)));
        assertThat(await(rig.ledger.commit(leg(request, 0)))).isFalse();
        assertThat(award(lead(tenant, exclusive(5, one("cap", 1))))).isInstanceOf(Reply.Awarded.class);
        assertThat(award(lead(tenant, exclusive(5, one("cap", 1))))).isEqualTo(new Reply.Refused(Reason.CAPS_FULL));
    }

    private static Reply award(Request request) {
        return await(rig.ledger.award(request));
    }
}
