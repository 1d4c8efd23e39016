package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import reactor.core.publisher.Flux;

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

    private static final String SOLD =
            "SELECT campaign, consumer_key, ping_id, until FROM consumer_claim WHERE tenant = $1 AND until > $2";

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

    /** The caps of windows that end after {@code now}. */
    public Flux<CapUsed> caps(String tenant, Instant now) {
        return scope.stream(
                tenant,
                connection -> connection.query(
                        row -> new CapUsed(
                                Rows.text(row, "counter"),
                                Rows.number(row, "window_start"),
                                Rows.number(row, "window_end"),
                                Rows.number(row, "used")),
                        CAPS,
                        tenant,
                        now.getEpochSecond()));
    }

    /** Every buyer that has an account. */
    public Flux<Funds> funds(String tenant) {
        return scope.stream(
                tenant,
                connection -> connection.query(
                        row -> new Funds(Rows.text(row, "buyer"), Rows.number(row, "available")), FUNDS, tenant));
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
}
