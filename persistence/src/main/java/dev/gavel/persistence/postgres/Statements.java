package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.money.Account;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Statements of account. A buyer's is over what it may spend and what is held for it together, so that money which is only set aside makes no
 * line and a sale is one: its price.
 *
 * <p>One snapshot of the database; the opening balance is today's less all that was booked since, so that the cost follows the period and what came
 * after it, not the account's age. Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be
 * reached.
 */
public final class Statements {

    /** A row with the balances first, then the lines; all from one statement and so of one moment. */
    private static final String STATEMENT = """
            WITH moved AS MATERIALIZED (
                SELECT e.transfer_id, e.at, sum(e.amount_micros)::bigint AS amount FROM entry e
                WHERE e.tenant = $1 AND e.account = ANY ($2) AND e.at >= $3
                GROUP BY e.transfer_id, e.at HAVING sum(e.amount_micros) <> 0),
            line AS (SELECT * FROM moved WHERE at < $4)
            SELECT NULL::uuid AS transfer_id, NULL::timestamptz AS at, NULL::text AS kind, NULL::text AS reference, NULL::text AS reason,
                (coalesce((SELECT sum(balance_micros) FROM account WHERE tenant = $1 AND account = ANY ($2)), 0)
                    - coalesce((SELECT sum(amount) FROM moved), 0))::bigint AS amount, 0 AS part
            UNION ALL
            (SELECT l.transfer_id, l.at, t.kind, t.reference, b.reason, l.amount, 1
            FROM line l
            JOIN transfer t ON t.tenant = $1 AND t.transfer_id = l.transfer_id AND t.at = l.at
            LEFT JOIN manual_booking b ON b.tenant = $1 AND b.reference = t.reference AND b.kind = t.kind
            ORDER BY l.at, l.transfer_id LIMIT $5)
            ORDER BY part, at, transfer_id""";

    private static final String STATE = """
            SELECT account, currency, balance_micros, credit_limit_micros, status, status_since FROM account
            WHERE tenant = $1 AND account = ANY ($2)""";

    private static final String ALL = """
            SELECT account, currency, balance_micros, credit_limit_micros, status, status_since FROM account
            WHERE tenant = $1 ORDER BY account""";

    private final TenantScope scope;

    public Statements(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * An account now.
     *
     * @param heldMicros what is held for open deliveries; of buyers only
     * @param statusSince null while the status never changed
     */
    public record AccountState(
            Account account,
            String currency,
            long balanceMicros,
            long heldMicros,
            long creditLimitMicros,
            AccountStatus status,
            @Nullable Instant statusSince) {

        /** What a buyer may still spend. */
        public long availableMicros() {
            return balanceMicros + creditLimitMicros;
        }
    }

    /**
     * A span of an account's history.
     *
     * @param from the first moment
     * @param to the one after the last
     * @param openingMicros balance before {@code from}
     * @param lines oldest first
     * @param complete whether all lines are there
     */
    public record Statement(
            Account account,
            String currency,
            Instant from,
            Instant to,
            long openingMicros,
            List<Line> lines,
            boolean complete) {

        /** The balance after the last line; of a complete statement the one before {@code to}. */
        public long closingMicros() {
            return lines.isEmpty() ? openingMicros : lines.getLast().balanceMicros();
        }
    }

    /**
     * One transfer, as it touched the account.
     *
     * @param kind of the transfer
     * @param reference the delivery, or what was booked by hand was called
     * @param reason of what was booked by hand; null for others
     * @param amountMicros towards the account when positive
     * @param balanceMicros after it
     */
    public record Line(
            Instant at,
            String kind,
            String reference,
            @Nullable String reason,
            long amountMicros,
            long balanceMicros) {}

    /** An account; empty when there is none. */
    public Mono<Optional<AccountState>> account(String tenant, Account account) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(Statements::row, STATE, tenant, (Object) names(account))
                        .collectList()
                        .map(rows -> state(account, rows)));
    }

    /** All accounts, by name; what is held stands with its buyer. */
    public Flux<AccountState> accounts(String tenant) {
        return scope.inTransaction(
                        tenant,
                        connection ->
                                connection.query(Statements::row, ALL, tenant).collectList())
                .flatMapIterable(Statements::states);
    }

    /**
     * A statement; empty when there is no such account.
     *
     * @param mostLines more are left out, and the statement is then not complete
     */
    public Mono<Optional<Statement>> statement(
            String tenant, Account account, Instant from, Instant to, int mostLines) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(Statements::row, STATE, tenant, (Object) names(account))
                        .collectList()
                        .map(rows -> state(account, rows))
                        .flatMap(state -> state.isEmpty()
                                ? Mono.just(Optional.empty())
                                : lines(connection, state.get(), from, to, mostLines)
                                        .map(Optional::of)));
    }

    private static Mono<Statement> lines(
            TenantConnection connection, AccountState state, Instant from, Instant to, int mostLines) {
        return connection
                .query(
                        Statements::moved,
                        STATEMENT,
                        connection.tenant(),
                        names(state.account()),
                        from,
                        to,
                        mostLines + 1)
                .collectList()
                .map(rows -> statement(state, from, to, rows, mostLines));
    }

    private static Statement statement(AccountState state, Instant from, Instant to, List<Moved> rows, int mostLines) {
        long opening = rows.getFirst().amountMicros();
        long balance = opening;
        List<Line> lines = new ArrayList<>(rows.size());
        int end = Math.min(rows.size(), mostLines + 1);
        for (Moved moved : rows.subList(1, end)) {
            balance += moved.amountMicros();
            lines.add(new Line(
                    requireNonNull(moved.at()),
                    requireNonNull(moved.kind()),
                    requireNonNull(moved.reference()),
                    moved.reason(),
                    moved.amountMicros(),
                    balance));
        }
        return new Statement(
                state.account(), state.currency(), from, to, opening, List.copyOf(lines), rows.size() == end);
    }

    private record Moved(
            @Nullable Instant at,
            @Nullable String kind,
            @Nullable String reference,
            @Nullable String reason,
            long amountMicros) {}

    private static Moved moved(Readable row) {
        return new Moved(
                Rows.instantOrNull(row, "at"),
                Rows.textOrNull(row, "kind"),
                Rows.textOrNull(row, "reference"),
                Rows.textOrNull(row, "reason"),
                Rows.number(row, "amount"));
    }

    private static String[] names(Account account) {
        return account.kind() == Account.Kind.BUYER
                ? new String[] {account.text(), Account.held(account.owner()).text()}
                : new String[] {account.text()};
    }

    private record Row(
            String account,
            String currency,
            long balanceMicros,
            long creditLimitMicros,
            AccountStatus status,
            @Nullable Instant statusSince) {}

    private static Row row(Readable row) {
        return new Row(
                Rows.text(row, "account"),
                Rows.text(row, "currency"),
                Rows.number(row, "balance_micros"),
                Rows.number(row, "credit_limit_micros"),
                AccountStatus.valueOf(Rows.text(row, "status")),
                Rows.instantOrNull(row, "status_since"));
    }

    private static List<AccountState> states(List<Row> rows) {
        List<AccountState> states = new ArrayList<>();
        for (Row row : rows) {
            Account account = Account.parse(row.account());
            if (account != null && account.kind() != Account.Kind.HELD) {
                state(account, rows).ifPresent(states::add);
            }
        }
        return states;
    }

    private static Optional<AccountState> state(Account account, List<Row> rows) {
        String held = account.kind() == Account.Kind.BUYER
                ? Account.held(account.owner()).text()
                : "";
        long heldMicros = rows.stream()
                .filter(row -> row.account().equals(held))
                .mapToLong(Row::balanceMicros)
                .sum();
        return rows.stream()
                .filter(row -> row.account().equals(account.text()))
                .findFirst()
                .map(row -> new AccountState(
                        account,
                        row.currency(),
                        row.balanceMicros(),
                        heldMicros,
                        row.creditLimitMicros(),
                        row.status(),
                        row.statusSince()));
    }
}
