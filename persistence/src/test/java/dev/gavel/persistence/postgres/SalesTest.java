package dev.gavel.persistence.postgres;

import static dev.gavel.persistence.postgres.Posts.DOLLAR;
import static dev.gavel.persistence.postgres.Posts.NOW;
import static dev.gavel.persistence.postgres.Posts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.persistence.testkit.PostgresForTests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SalesTest extends SalesBookContract {
    private static PostgresForTests postgres;
    private static Sales sales;
    private static Ledger ledger;

    @BeforeAll
    static void start() {
        postgres = PostgresForTests.create().withTenants(TENANT);
        sales = new Sales(postgres.scope());
        ledger = new Ledger(postgres.scope());
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Override
    protected SalesBook book() {
        return sales;
    }

    @Override
    protected void requireBalancedLedger() {
        postgres.requireBalancedLedger();
        assertThat(ledger.sumIsZero(TENANT).block()).isTrue();
    }

    @Override
    protected void fund(String buyer, long dollars) {
        ledger.deposit(TENANT, buyer, "USD", dollars * DOLLAR, "deposit-" + buyer, NOW)
                .block();
    }

    @Override
    protected void credit(String buyer, long dollars) {
        ledger.setCreditLimit(TENANT, buyer, "USD", dollars * DOLLAR).block();
    }

    @Override
    protected long balance(String account) {
        return ledger.balances(TENANT)
                .filter(balance -> balance.account().equals(account))
                .map(Ledger.Balance::micros)
                .blockFirst();
    }

    @Override
    protected long used(String counter) {
        return number("SELECT coalesce(sum(used), 0) FROM gavel.cap_usage WHERE counter = '" + counter + "'");
    }

    @Override
    protected long sales(String pingId) {
        return number("SELECT count(*) FROM gavel.sale WHERE ping_id = '" + Ids.uuid(Ids.PING, pingId) + "'");
    }

    @Override
    protected long events(String pingId) {
        return number("SELECT count(*) FROM gavel.outbox WHERE bytes LIKE '%" + pingId + "%'");
    }

    private static long number(String sql) {
        return Long.parseLong(postgres.superuserQuery(sql).getFirst());
    }
}
