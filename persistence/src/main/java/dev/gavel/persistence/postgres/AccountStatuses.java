package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.money.Account;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Whether buyers can buy, as it was last noted.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class AccountStatuses {

    private static final String NOTED = """
            SELECT substr(account, 7) AS buyer, balance_micros + credit_limit_micros AS available, status
            FROM account WHERE tenant = $1 AND account LIKE 'buyer/%'""";

    private static final String NOTE = """
            UPDATE account SET status = $3, status_since = $4 WHERE tenant = $1 AND account = $2 AND status <> $3""";

    private final TenantScope scope;

    public AccountStatuses(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * A buyer's funds, with the status that was last noted.
     *
     * @param availableMicros balance and credit, less what is held
     */
    public record Noted(String buyer, long availableMicros, AccountStatus status) {}

    /** Every buyer that has an account. */
    public Flux<Noted> noted(String tenant) {
        return scope.stream(
                tenant,
                connection -> connection.query(
                        row -> new Noted(
                                Rows.text(row, "buyer"),
                                Rows.number(row, "available"),
                                AccountStatus.valueOf(Rows.text(row, "status"))),
                        NOTED,
                        tenant));
    }

    /**
     * Notes a buyer's status; where it is another than before, its event is written with it, by one of all who note it at the same time.
     *
     * @param event exact JSON text
     * @return whether it changed
     */
    public Mono<Boolean> note(String tenant, String buyer, AccountStatus status, Instant at, String event) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .update(NOTE, tenant, Account.buyer(buyer).text(), status.name(), at)
                        .flatMap(noted -> noted == 1
                                ? PostRows.appendEvents(connection, List.of(event))
                                        .thenReturn(true)
                                : Mono.just(false)));
    }
}
