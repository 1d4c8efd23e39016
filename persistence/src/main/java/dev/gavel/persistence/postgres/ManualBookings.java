package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Transfer;
import dev.gavel.persistence.postgres.Bookings.Balance;
import io.r2dbc.spi.Readable;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Books what people decide: deposits, withdrawals, payouts, adjustments. Each counts once for its reference, and none takes an account below its
 * limit: a buyer may be charged down to its credit limit but withdraw only what is its own, a vendor is paid and charged at most what it is
 * owed.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached; booking again is safe.
 */
public final class ManualBookings {

    private static final String CLAIM = """
            INSERT INTO manual_booking (tenant, reference, kind, account, amount_micros, reason, actor, paid_currency, paid_micros, rate, booked_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (tenant, reference) DO NOTHING""";

    private static final String EARLIER =
            "SELECT kind, account, amount_micros FROM manual_booking WHERE tenant = $1 AND reference = $2";

    private final TenantScope scope;

    public ManualBookings(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /** What became of a booking. */
    public enum Outcome {
        /** Booked now. */
        BOOKED,
        /** The same was booked before under this reference. */
        BOOKED_BEFORE,
        /** The reference stands for something else: nothing was booked. */
        REFERENCE_TAKEN,
        /** The account would go below its limit: nothing was booked. */
        BEYOND_LIMIT
    }

    /**
     * Books once.
     *
     * @param events exact JSON texts, written if it is booked; no personal data
     */
    public Mono<Outcome> book(ManualBooking booking, List<String> events) {
        return scope.inTransaction(
                booking.tenant(),
                connection -> claim(connection, booking)
                        .flatMap(claimed ->
                                claimed == 1 ? move(connection, booking, events) : earlier(connection, booking)));
    }

    private static Mono<Long> claim(TenantConnection connection, ManualBooking booking) {
        ManualBooking.Paid paid = booking.paid();
        return connection.update(
                CLAIM,
                connection.tenant(),
                booking.reference(),
                booking.kind().name(),
                booking.account().text(),
                booking.amountMicros(),
                booking.reason(),
                booking.actor(),
                TenantConnection.orNull(paid == null ? null : paid.currency(), String.class),
                TenantConnection.orNull(paid == null ? null : paid.micros().longValueExact(), Long.class),
                TenantConnection.orNull(paid == null ? null : paid.rate(), String.class),
                booking.at());
    }

    private static Mono<Outcome> move(TenantConnection connection, ManualBooking booking, List<String> events) {
        List<Transfer> transfers = List.of(booking.transfer());
        return Bookings.move(connection, booking.currency(), Bookings.total(transfers))
                .flatMap(after -> {
                    Balance balance = requireNonNull(after.get(booking.account().text()));
                    if (booking.changeMicros() < 0 && balance.micros() < leastMicros(booking, balance)) {
                        connection.rollbackOnly();
                        return Mono.just(Outcome.BEYOND_LIMIT);
                    }
                    return Bookings.record(connection, booking.at(), transfers)
                            .then(PostRows.appendEvents(connection, events))
                            .thenReturn(Outcome.BOOKED);
                });
    }

    private static long leastMicros(ManualBooking booking, Balance balance) {
        boolean mayUseCredit =
                booking.account().kind() == Account.Kind.BUYER && booking.kind() == Transfer.Kind.ADJUSTMENT;
        return mayUseCredit ? -balance.creditLimitMicros() : 0;
    }

    private static Mono<Outcome> earlier(TenantConnection connection, ManualBooking booking) {
        return connection
                .query(
                        row -> isSame(row, booking) ? Outcome.BOOKED_BEFORE : Outcome.REFERENCE_TAKEN,
                        EARLIER,
                        connection.tenant(),
                        booking.reference())
                .next();
    }

    private static boolean isSame(Readable row, ManualBooking booking) {
        return Rows.text(row, "kind").equals(booking.kind().name())
                && Rows.text(row, "account").equals(booking.account().text())
                && Rows.number(row, "amount_micros") == booking.amountMicros();
    }
}
