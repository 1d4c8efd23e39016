package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Transfer;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A tenant's money: accounts, and the entries that explain their balances. Double entry: every transfer sums to zero, and so do all accounts
 * together; nothing is edited, a mistake is booked back.
 *
 * <p>The accounts are {@code cash} (below zero by all that was paid in), {@code buyer/<id>} (what it may still spend), {@code held/<buyer>} (held for
 * open deliveries), {@code vendor/<id>} (owed to the vendor), {@code margin/<buyer>} (kept by the tenant) and {@code adjustments} (below zero by
 * what was given by hand). Thread safety: any thread. Fails with
 * {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class Ledger {

    private static final String SET_CREDIT = """
            INSERT INTO account (tenant, account, currency, credit_limit_micros) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant, account) DO UPDATE SET credit_limit_micros = excluded.credit_limit_micros""";

    private static final String BALANCES = """
            SELECT account, currency, balance_micros, credit_limit_micros FROM account
            WHERE tenant = $1 ORDER BY account""";

    private static final String ENTRIES = """
            SELECT e.transfer_id, e.at, e.amount_micros, t.kind, t.reference
            FROM entry e JOIN transfer t ON t.tenant = e.tenant AND t.transfer_id = e.transfer_id AND t.at = e.at
            WHERE e.tenant = $1 AND e.account = $2 ORDER BY e.at DESC, e.transfer_id DESC LIMIT $3""";

    private static final String SUMS = """
            SELECT (SELECT coalesce(sum(balance_micros), 0) = 0 FROM account WHERE tenant = $1)
               AND (SELECT coalesce(sum(amount_micros), 0) = 0 FROM entry WHERE tenant = $1) AS zero""";

    private final TenantScope scope;

    public Ledger(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /** An account's state. */
    public record Balance(String account, String currency, long micros, long creditLimitMicros) {}

    /**
     * One side of a transfer.
     *
     * @param kind a {@link Transfer.Kind}
     * @param reference the delivery, or what the deposit was called
     * @param amountMicros towards the account when positive
     */
    public record Entry(UUID transferId, Instant at, String kind, String reference, long amountMicros) {}

    /** What became of a deposit. */
    public enum Deposit {
        /** Booked now. */
        BOOKED,
        /** The same deposit was booked before under this reference. */
        BOOKED_BEFORE,
        /** The reference stands for another buyer or amount: nothing was booked. */
        REFERENCE_TAKEN
    }

    /**
     * Pays in for a buyer, once for a reference.
     *
     * @param amountMicros above 0
     */
    public Mono<Deposit> deposit(
            String tenant, String buyer, String currency, long amountMicros, String reference, Instant at) {
        ManualBooking booking = new ManualBooking(
                tenant,
                Transfer.Kind.DEPOSIT,
                Account.buyer(buyer),
                currency,
                amountMicros,
                reference,
                "",
                "operator",
                at,
                null);
        return new ManualBookings(scope).book(booking, List.of()).map(outcome -> switch (outcome) {
            case BOOKED -> Deposit.BOOKED;
            case BOOKED_BEFORE -> Deposit.BOOKED_BEFORE;
            case REFERENCE_TAKEN -> Deposit.REFERENCE_TAKEN;
            case BEYOND_LIMIT -> throw new IllegalStateException("a deposit went beyond a limit");
        });
    }

    /** Lets a buyer's account fall so far below zero; made when the market is applied. */
    public Mono<Void> setCreditLimit(String tenant, String buyer, String currency, long creditLimitMicros) {
        return scope.inTransaction(
                tenant, connection -> setCreditLimit(connection, buyer, currency, creditLimitMicros));
    }

    /** As the other, inside a transaction of the caller's. */
    static Mono<Void> setCreditLimit(
            TenantConnection connection, String buyer, String currency, long creditLimitMicros) {
        return connection
                .update(SET_CREDIT, connection.tenant(), Account.buyer(buyer).text(), currency, creditLimitMicros)
                .then();
    }

    /** All accounts, by name. */
    public Flux<Balance> balances(String tenant) {
        return scope.stream(tenant, connection -> connection.query(Ledger::balance, BALANCES, tenant));
    }

    /** An account's newest entries first. */
    public Flux<Entry> entries(String tenant, String account, int limit) {
        return scope.stream(tenant, connection -> connection.query(Ledger::entry, ENTRIES, tenant, account, limit));
    }

    /** Whether all balances, and all entries, sum to zero. Reads every entry. */
    public Mono<Boolean> sumIsZero(String tenant) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(row -> Rows.flag(row, "zero"), SUMS, tenant)
                        .next());
    }

    private static Balance balance(Readable row) {
        return new Balance(
                Rows.text(row, "account"),
                Rows.text(row, "currency"),
                Rows.number(row, "balance_micros"),
                Rows.number(row, "credit_limit_micros"));
    }

    private static Entry entry(Readable row) {
        return new Entry(
                Rows.uuid(row, "transfer_id"),
                Rows.instant(row, "at"),
                Rows.text(row, "kind"),
                Rows.text(row, "reference"),
                Rows.number(row, "amount_micros"));
    }
}
