package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.money.Account;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Whether buyers can buy, as it was last noted.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class AccountStatuses {

    private static final String IS = "SELECT 1 AS one FROM account WHERE tenant = $1 AND account = $2 AND status <> $3";

    private static final String NOTE = """
            UPDATE account SET status = $3, status_since = $4 WHERE tenant = $1 AND account = $2 AND status <> $3""";

    private final TenantScope scope;

    public AccountStatuses(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * Notes a buyer's status; where it is another than before, its event is written with it, by one of all who note it at the same time.
     *
     * @param event exact JSON text
     * @return whether it changed
     */
    public Mono<Boolean> note(String tenant, String buyer, AccountStatus status, Instant at, String event) {
        String account = Account.buyer(buyer).text();
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(row -> true, IS, tenant, account, status.name())
                        .hasElements()
                        // Read first: an update would wait for the post that is just buying.
                        .flatMap(differs ->
                                differs ? connection.update(NOTE, tenant, account, status.name(), at) : Mono.just(0L))
                        .flatMap(noted -> noted == 1
                                ? PostRows.appendEvents(connection, List.of(event))
                                        .thenReturn(true)
                                : Mono.just(false)));
    }
}
