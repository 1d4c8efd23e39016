package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Transfer;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody books by hand, once for a reference.
 *
 * @param kind {@code DEPOSIT} or {@code WITHDRAWAL} of a buyer, {@code PAYOUT} of a vendor, {@code ADJUSTMENT} of either
 * @param reference what it is called, unique in the tenant
 * @param amountMicros above 0; of an adjustment towards the account, and below 0 to take
 * @param reason why, in the words of who books; may be empty but for adjustments
 * @param actor who books: a key, or {@code operator}
 * @param paid what left in another currency; null for the market's
 */
public record ManualBooking(
        String tenant,
        Transfer.Kind kind,
        Account account,
        String currency,
        long amountMicros,
        String reference,
        String reason,
        String actor,
        Instant at,
        @Nullable Paid paid) {

    public ManualBooking {
        requireNonNull(tenant, "tenant");
        requireNonNull(currency, "currency");
        requireNonNull(reason, "reason");
        requireNonNull(actor, "actor");
        requireNonNull(at, "at");
        if (!takes(kind, account.kind())) {
            throw new IllegalArgumentException("kind: " + kind + " of " + account.text());
        }
        if (amountMicros == 0 || (amountMicros < 0 && kind != Transfer.Kind.ADJUSTMENT)) {
            throw new IllegalArgumentException("amountMicros: " + amountMicros + " (expected: > 0)");
        }
    }

    /**
     * An amount in another currency.
     *
     * @param rate units of it for one of the market's, as it was written
     */
    public record Paid(String currency, BigInteger micros, String rate) {}

    /** Whether this kind is booked by hand on such accounts. */
    public static boolean takes(Transfer.Kind kind, Account.Kind account) {
        return switch (kind) {
            case DEPOSIT, WITHDRAWAL -> account == Account.Kind.BUYER;
            case PAYOUT -> account == Account.Kind.VENDOR;
            case ADJUSTMENT -> account == Account.Kind.BUYER || account == Account.Kind.VENDOR;
            case HOLD, VOID, SALE, REFUND -> false;
        };
    }

    Transfer transfer() {
        return switch (kind) {
            case DEPOSIT -> Transfer.deposit(reference, account.owner(), amountMicros);
            case WITHDRAWAL -> Transfer.withdrawal(reference, account.owner(), amountMicros);
            case PAYOUT -> Transfer.payout(reference, account.owner(), amountMicros);
            case ADJUSTMENT -> Transfer.adjustment(reference, account, amountMicros);
            case HOLD, VOID, SALE, REFUND -> throw new IllegalStateException("kind: " + kind);
        };
    }

    /** By how much the account's balance grows. */
    public long changeMicros() {
        return kind == Transfer.Kind.WITHDRAWAL || kind == Transfer.Kind.PAYOUT ? -amountMicros : amountMicros;
    }
}
