package dev.gavel.persistence.postgres;

import dev.gavel.auction.id.TypeId;
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

    /** Where the money for deposits comes from: below zero by all that was paid in. */
    static final String CASH = "cash";

    /** What a buyer has left to spend; may fall below zero by its credit limit. */
    static String buyer(String buyer) {
        return "buyer/" + buyer;
    }

    /** What is held for a buyer's deliveries whose outcome is open. */
    static String held(String buyer) {
        return "held/" + buyer;
    }

    /** What the tenant owes a vendor. */
    static String vendor(String vendor) {
        return "vendor/" + vendor;
    }

    /** What the tenant kept of a buyer's prices; one account a buyer, so that no row is touched by every sale. */
    static String margin(String buyer) {
        return "margin/" + buyer;
    }

    /** Why money moved. */
    enum Kind {
        DEPOSIT,
        HOLD,
        VOID,
        SALE
    }

    /**
     * Money that moves between accounts.
     *
     * @param amountMicrosByAccount sums to zero; positive is towards the account
     */
    record Transfer(UUID id, Kind kind, String reference, SortedMap<String, Long> amountMicrosByAccount) {

        static Transfer hold(String deliveryId, String buyer, long priceMicros) {
            return of(Kind.HOLD, deliveryId, Map.of(buyer(buyer), -priceMicros, held(buyer), priceMicros));
        }

        static Transfer release(String deliveryId, String buyer, long priceMicros) {
            return of(Kind.VOID, deliveryId, Map.of(buyer(buyer), priceMicros, held(buyer), -priceMicros));
        }

        static Transfer sale(String deliveryId, String buyer, String vendor, long priceMicros, long payoutMicros) {
            return of(
                    Kind.SALE,
                    deliveryId,
                    Map.of(
                            held(buyer),
                            -priceMicros,
                            vendor(vendor),
                            payoutMicros,
                            margin(buyer),
                            priceMicros - payoutMicros));
        }

        static Transfer deposit(String reference, String buyer, long amountMicros) {
            return of(Kind.DEPOSIT, reference, Map.of(CASH, -amountMicros, buyer(buyer), amountMicros));
        }

        private static Transfer of(Kind kind, String reference, Map<String, Long> amounts) {
            TreeMap<String, Long> moved = new TreeMap<>(amounts);
            moved.values().removeIf(amount -> amount == 0);
            long sum = moved.values().stream().mapToLong(Long::longValue).sum();
            if (sum != 0) {
                throw new IllegalStateException("a " + kind + " does not balance: " + sum);
            }
            ThreadLocalRandom random = ThreadLocalRandom.current();
            UUID id = TypeId.at("transfer", System.currentTimeMillis(), random.nextLong(), random.nextLong())
                    .uuid();
            return new Transfer(id, kind, reference, moved);
        }
    }

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
            transfer.amountMicrosByAccount().forEach((account, amount) -> sums.merge(account, amount, Long::sum));
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
        List<Transfer> real = transfers.stream()
                .filter(transfer -> !transfer.amountMicrosByAccount().isEmpty())
                .toList();
        if (real.isEmpty()) {
            return Mono.empty();
        }
        List<UUID> entryTransfers = new ArrayList<>();
        List<String> entryAccounts = new ArrayList<>();
        List<Long> entryAmounts = new ArrayList<>();
        for (Transfer transfer : real) {
            transfer.amountMicrosByAccount().forEach((account, amount) -> {
                entryTransfers.add(transfer.id());
                entryAccounts.add(account);
                entryAmounts.add(amount);
            });
        }
        return connection
                .update(
                        RECORD,
                        connection.tenant(),
                        at,
                        real.stream().map(Transfer::id).toArray(UUID[]::new),
                        real.stream().map(transfer -> transfer.kind().name()).toArray(String[]::new),
                        real.stream().map(Transfer::reference).toArray(String[]::new),
                        entryTransfers.toArray(UUID[]::new),
                        entryAccounts.toArray(String[]::new),
                        entryAmounts.toArray(Long[]::new))
                .then();
    }

    /** The amounts with the opposite sign. */
    static SortedMap<String, Long> opposite(SortedMap<String, Long> amounts) {
        SortedMap<String, Long> negative = new TreeMap<>();
        amounts.forEach((account, amount) -> negative.put(account, -amount));
        return negative;
    }
}
