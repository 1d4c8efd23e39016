package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.money.Account;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the counters in Redis are rebuilt from, and compared with: the truth of caps, funds, suppressed and sold consumers.
 *
 * <p>Thread safety: any thread. Rows are handed on as they are read. Fails with {@link DatabaseUnavailableException} when the database cannot be
 * reached.
 */
public final class CounterTruth {

    private static final String CAPS = """
            SELECT counter, window_start, window_end, used FROM cap_usage
            WHERE tenant = $1 AND window_end > $2 AND used <> 0""";

    private static final String FUNDS = """
            SELECT substr(account, 7) AS buyer, balance_micros + credit_limit_micros AS available
            FROM account WHERE tenant = $1 AND account LIKE 'buyer/%'""";

    private static final String CAPS_PAGE = """
            SELECT counter, window_start, window_end, used FROM cap_usage
            WHERE tenant = $1 AND window_end > $2 AND (window_end, counter, window_start) > ($3, $4, $5)
            ORDER BY window_end, counter, window_start LIMIT $6""";

    private static final String CAPS_OF = """
            SELECT counter, window_start, window_end, used FROM cap_usage
            JOIN unnest($2::text[], $3::bigint[]) AS wanted(counter, window_start) USING (counter, window_start)
            WHERE tenant = $1""";

    private static final String FUNDS_PAGE = """
            SELECT substr(account, 7) AS buyer, balance_micros + credit_limit_micros AS available
            FROM account WHERE tenant = $1 AND account LIKE 'buyer/%' AND account > 'buyer/' || $2 ORDER BY account LIMIT $3""";

    private static final String FUNDS_OF = """
            SELECT substr(account, 7) AS buyer, balance_micros + credit_limit_micros AS available
            FROM account WHERE tenant = $1 AND account = ANY($2)""";

    private static final String SOLD =
            "SELECT campaign, consumer_key, ping_id, until FROM consumer_claim WHERE tenant = $1 AND until > $2";

    private static final String LEGS = """
            SELECT unnest(l.consumer_keys) AS consumer_key, d.ping_id, d.contract, d.buyer, d.created_at
            FROM delivery d JOIN lead l ON l.tenant = d.tenant AND l.ping_id = d.ping_id AND l.ping_at = d.ping_at
            WHERE d.tenant = $1 AND d.ping_at > $2 AND d.created_at > $3
                AND d.state IN ('INTENT', 'UNRESOLVED', 'ACCEPTED')
            ORDER BY d.created_at""";

    /** A post comes at most this long after its ping. */
    private static final Duration LONGEST_PING = Duration.ofDays(1);

    private final TenantScope scope;
    private final SuppressionStore suppression;

    public CounterTruth(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
        this.suppression = new SuppressionStore(scope);
    }

    /** What a cap has used in a window that is not over; what is held for open deliveries counts. */
    public record CapUsed(String counter, long windowStartSeconds, long windowEndSeconds, long used) {}

    /** What a buyer may still spend: balance and credit, less what is held. Below zero when a credit limit was lowered. */
    public record Funds(String buyer, long availableMicros) {}

    /** A consumer that is sold, or being sold, by a ping. */
    public record SoldConsumer(String campaign, String consumerKey, String pingId, Instant until) {}

    /** A leg that a consumer was sold in, or may have been. */
    public record Leg(String consumerKey, String pingId, String contract, String buyer, Instant at) {}

    /** The caps of windows that end after {@code now}. */
    public Flux<CapUsed> caps(String tenant, Instant now) {
        return scope.stream(
                tenant, connection -> connection.query(CounterTruth::cap, CAPS, tenant, now.getEpochSecond()));
    }

    /** Every buyer that has an account. */
    public Flux<Funds> funds(String tenant) {
        return scope.stream(tenant, connection -> connection.query(CounterTruth::funds, FUNDS, tenant));
    }

    /**
     * The next caps of windows that end after {@code now}, also those of which nothing is used, by the end of the window.
     *
     * @param last the last that was seen, of which only the name and the window matter; null to begin
     */
    public Mono<List<CapUsed>> capsAfter(String tenant, Instant now, @Nullable CapUsed last, int most) {
        CapUsed after = last == null ? new CapUsed("", 0, 0, 0) : last;
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(
                                CounterTruth::cap,
                                CAPS_PAGE,
                                tenant,
                                now.getEpochSecond(),
                                after.windowEndSeconds(),
                                after.counter(),
                                after.windowStartSeconds(),
                                most)
                        .collectList());
    }

    /** The caps with these counters and window starts, which belong together by position; those that were never used are left out. */
    public Mono<List<CapUsed>> capsOf(String tenant, List<String> counters, List<Long> windowStartSeconds) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(
                                CounterTruth::cap,
                                CAPS_OF,
                                tenant,
                                counters.toArray(String[]::new),
                                windowStartSeconds.toArray(Long[]::new))
                        .collectList());
    }

    /**
     * The next buyers' funds, by account.
     *
     * @param buyer the last that was seen; "" to begin
     */
    public Mono<List<Funds>> fundsAfter(String tenant, String buyer, int most) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(CounterTruth::funds, FUNDS_PAGE, tenant, buyer, most)
                        .collectList());
    }

    /** The funds of these buyers; those without an account are left out. */
    public Mono<List<Funds>> fundsOf(String tenant, List<String> buyers) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(
                                CounterTruth::funds,
                                FUNDS_OF,
                                tenant,
                                buyers.stream()
                                        .map(buyer -> Account.buyer(buyer).text())
                                        .toArray(String[]::new))
                        .collectList());
    }

    private static CapUsed cap(Readable row) {
        return new CapUsed(
                Rows.text(row, "counter"),
                Rows.number(row, "window_start"),
                Rows.number(row, "window_end"),
                Rows.number(row, "used"));
    }

    private static Funds funds(Readable row) {
        return new Funds(Rows.text(row, "buyer"), Rows.number(row, "available"));
    }

    /** Suppressed consumers. */
    public Flux<String> suppressed(String tenant) {
        return suppression.loadAll(tenant);
    }

    /** Consumers that are still guarded at {@code now}. */
    public Flux<SoldConsumer> sold(String tenant, Instant now) {
        return scope.stream(
                tenant,
                connection -> connection.query(
                        row -> new SoldConsumer(
                                Rows.text(row, "campaign"),
                                Rows.text(row, "consumer_key"),
                                Ids.text(Ids.PING, Rows.uuid(row, "ping_id")),
                                Rows.instant(row, "until")),
                        SOLD,
                        tenant,
                        now));
    }

    /** The legs that began after a moment, the oldest first, for each key of the consumer; those that no buyer took are left out. */
    public Flux<Leg> legs(String tenant, Instant after) {
        return scope.stream(
                tenant,
                connection -> connection.query(
                        row -> new Leg(
                                Rows.text(row, "consumer_key"),
                                Ids.text(Ids.PING, Rows.uuid(row, "ping_id")),
                                Rows.text(row, "contract"),
                                Rows.text(row, "buyer"),
                                Rows.instant(row, "created_at")),
                        LEGS,
                        tenant,
                        after.minus(LONGEST_PING),
                        after));
    }
}
