package dev.gavel.persistence.postgres;

import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.money.Entry;
import dev.gavel.auction.money.Transfer;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;

/**
 * Writes double entry: first the accounts' balances, in the order of their names so that two transactions never wait for each other in a
 * circle, then the transfers that explain them.
 *
 * <p>Thread safety: stateless.
 */
final class Bookings {

    private static final String MOVE = """
            INSERT INTO account (tenant, account, currency, balance_micros)
            SELECT $1, a, $2, m FROM unnest($3::text[], $4::bigint[]) AS x(a, m) ORDER BY a
            ON CONFLICT (tenant, account) DO UPDATE SET balance_micros = account.balance_micros + excluded.balance_micros
            WHERE account.currency = excluded.currency
            RETURNING account, balance_micros, credit_limit_micros""";

    private static final String RECORD = """
            WITH booked AS (
                INSERT INTO transfer (tenant, transfer_id, at, kind, reference)
                SELECT $1, t, $2, k, r FROM unnest($3::uuid[], $4::text[], $5::text[]) AS x(t, k, r))
            INSERT INTO entry (tenant, transfer_id, account, at, amount_micros)
            SELECT $1, t, a, $2, m FROM unnest($6::uuid[], $7::text[], $8::bigint[]) AS x(t, a, m)""";

    private Bookings() {}

    /** An account after it was moved. */
    record Balance(long micros, long creditLimitMicros) {
        static Balance of(Readable row) {
            return new Balance(Rows.number(row, "balance_micros"), Rows.number(row, "credit_limit_micros"));
        }
    }

    /** Moves balances and writes the transfers, where nothing needs to be guarded. */
    static Mono<Void> book(TenantConnection connection, String currency, Instant at, List<Transfer> transfers) {
        return move(connection, currency, total(transfers)).then(record(connection, at, transfers));
    }

    /** The sums of several transfers by account. */
    static SortedMap<String, Long> total(List<Transfer> transfers) {
        SortedMap<String, Long> sums = new TreeMap<>();
        for (Transfer transfer : transfers) {
            for (Entry entry : transfer.entries()) {
                sums.merge(entry.account().text(), entry.amountMicros(), Long::sum);
            }
        }
        return sums;
    }

    /** Adds to balances, making accounts that are missing; completes with the balances after it. The rows stay locked. */
    static Mono<Map<String, Balance>> move(
            TenantConnection connection, String currency, SortedMap<String, Long> amountMicrosByAccount) {
        if (amountMicrosByAccount.isEmpty()) {
            return Mono.just(Map.of());
        }
        String[] accounts = amountMicrosByAccount.keySet().toArray(String[]::new);
        Long[] amounts = amountMicrosByAccount.values().toArray(Long[]::new);
        return connection
                .query(
                        row -> Map.entry(Rows.text(row, "account"), Balance.of(row)),
                        MOVE,
                        connection.tenant(),
                        currency,
                        accounts,
                        amounts)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .doOnNext(moved -> {
                    if (moved.size() != accounts.length) {
                        throw new IllegalStateException("an account is kept in another currency than " + currency);
                    }
                });
    }

    /** Writes transfers with their entries. */
    static Mono<Void> record(TenantConnection connection, Instant at, List<Transfer> transfers) {
        List<UUID> ids = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        List<String> references = new ArrayList<>();
        List<UUID> entryTransfers = new ArrayList<>();
        List<String> entryAccounts = new ArrayList<>();
        List<Long> entryAmounts = new ArrayList<>();
        for (Transfer transfer : transfers) {
            if (transfer.entries().isEmpty()) {
                continue;
            }
            UUID id = newId();
            ids.add(id);
            kinds.add(transfer.kind().name());
            references.add(transfer.reference());
            for (Entry entry : transfer.entries()) {
                entryTransfers.add(id);
                entryAccounts.add(entry.account().text());
                entryAmounts.add(entry.amountMicros());
            }
        }
        if (ids.isEmpty()) {
            return Mono.empty();
        }
        return connection
                .update(
                        RECORD,
                        connection.tenant(),
                        at,
                        ids.toArray(UUID[]::new),
                        kinds.toArray(String[]::new),
                        references.toArray(String[]::new),
                        entryTransfers.toArray(UUID[]::new),
                        entryAccounts.toArray(String[]::new),
                        entryAmounts.toArray(Long[]::new))
                .then();
    }

    private static UUID newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return TypeId.at("transfer", System.currentTimeMillis(), random.nextLong(), random.nextLong())
                .uuid();
    }

    /** The amounts with the opposite sign. */
    static SortedMap<String, Long> opposite(SortedMap<String, Long> amounts) {
        SortedMap<String, Long> negative = new TreeMap<>();
        amounts.forEach((account, amount) -> negative.put(account, -amount));
        return negative;
    }
}
