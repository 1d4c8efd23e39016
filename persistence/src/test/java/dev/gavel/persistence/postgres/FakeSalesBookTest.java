package dev.gavel.persistence.postgres;

import static dev.gavel.persistence.postgres.Posts.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.persistence.testkit.FakeSalesBook;

class FakeSalesBookTest extends SalesBookContract {

    private final FakeSalesBook book = new FakeSalesBook();

    @Override
    protected SalesBook book() {
        return book;
    }

    @Override
    protected void requireBalancedLedger() {
        assertThat(book.balances().values().stream().mapToLong(Long::longValue).sum())
                .isZero();
    }

    @Override
    protected void fund(String buyer, long dollars) {
        book.deposit(buyer, dollars * DOLLAR);
    }

    @Override
    protected void credit(String buyer, long dollars) {
        book.setCreditLimit(buyer, dollars * DOLLAR);
    }

    @Override
    protected long balance(String account) {
        return book.balance(account);
    }

    @Override
    protected long used(String counter) {
        return book.used(counter);
    }

    @Override
    protected long sales(String pingId) {
        return book.sales().stream()
                .filter(sale -> sale.pingId().equals(pingId))
                .count();
    }

    @Override
    protected long events(String pingId) {
        return book.outbox().stream().filter(event -> event.contains(pingId)).count();
    }
}
