package dev.gavel.auction.money;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Money that moves between accounts, in double entry: the entries sum to zero, and so does the whole ledger, always. Nothing is edited; a
 * mistake is booked back.
 *
 * <p>The life of a sale's money: {@link #deposit} puts it into the buyer's account, {@link #hold} sets the price aside before the buyer hears
 * of the lead, then {@link #sale} divides it between the vendor and the tenant, or {@link #voidHold} gives it back. {@link #refund} reverses a
 * sale, in part or whole; {@link #payout} pays the vendor, {@link #withdrawal} the buyer; {@link #adjustment} is for all that no rule foresees.
 *
 * <p>Thread safety: immutable.
 *
 * @param reference what it was for: a delivery's or deposit's id
 * @param entries in the order of factories below, without those of zero; empty when nothing moves
 */
public record Transfer(Kind kind, String reference, List<Entry> entries) {

    public Transfer {
        requireNonNull(kind, "kind");
        requireNonNull(reference, "reference");
        entries = List.copyOf(entries);
        long sum = 0;
        for (Entry entry : entries) {
            sum = Math.addExact(sum, entry.amountMicros());
        }
        if (sum != 0) {
            throw new IllegalArgumentException("entries: sum to " + sum + " (expected: 0)");
        }
    }

    /** Why money moved. The names are stored. */
    public enum Kind {
        DEPOSIT,
        HOLD,
        VOID,
        SALE,
        REFUND,
        WITHDRAWAL,
        PAYOUT,
        ADJUSTMENT
    }

    /** A buyer pays in. */
    public static Transfer deposit(String reference, String buyer, long amountMicros) {
        return move(Kind.DEPOSIT, reference, Account.CASH, Account.buyer(buyer), amountMicros);
    }

    /** The price of a delivery is set aside. */
    public static Transfer hold(String delivery, String buyer, long priceMicros) {
        return move(Kind.HOLD, delivery, Account.buyer(buyer), Account.held(buyer), priceMicros);
    }

    /** A delivery was not accepted: what was held goes back to the buyer. */
    public static Transfer voidHold(String delivery, String buyer, long priceMicros) {
        return move(Kind.VOID, delivery, Account.held(buyer), Account.buyer(buyer), priceMicros);
    }

    /**
     * A delivery was accepted: of what was held, the vendor gets its payout and the tenant the rest. A payout above the price is the
     * tenant's loss.
     */
    public static Transfer sale(String delivery, String buyer, String vendor, long priceMicros, long payoutMicros) {
        requireAmount(priceMicros, "priceMicros");
        requireAmount(payoutMicros, "payoutMicros");
        List<Entry> entries = new ArrayList<>(3);
        add(entries, Account.held(buyer), -priceMicros);
        add(entries, Account.vendor(vendor), payoutMicros);
        add(entries, Account.margin(buyer), priceMicros - payoutMicros);
        return new Transfer(Kind.SALE, delivery, entries);
    }

    /**
     * A sale is reversed, in part or whole: the buyer gets its refund, the vendor gives what is clawed back, and the tenant pays the rest or keeps
     * it.
     */
    public static Transfer refund(
            String delivery, String buyer, String vendor, long refundMicros, long clawbackMicros) {
        requireAmount(refundMicros, "refundMicros");
        requireAmount(clawbackMicros, "clawbackMicros");
        List<Entry> entries = new ArrayList<>(3);
        add(entries, Account.vendor(vendor), -clawbackMicros);
        add(entries, Account.margin(buyer), clawbackMicros - refundMicros);
        add(entries, Account.buyer(buyer), refundMicros);
        return new Transfer(Kind.REFUND, delivery, entries);
    }

    /** A buyer takes back what it paid in. */
    public static Transfer withdrawal(String reference, String buyer, long amountMicros) {
        return move(Kind.WITHDRAWAL, reference, Account.buyer(buyer), Account.CASH, amountMicros);
    }

    /** A vendor is paid what it is owed. */
    public static Transfer payout(String reference, String vendor, long amountMicros) {
        return move(Kind.PAYOUT, reference, Account.vendor(vendor), Account.CASH, amountMicros);
    }

    /**
     * Somebody gives or takes by hand.
     *
     * @param amountMicros towards the account; negative to take
     */
    public static Transfer adjustment(String reference, Account account, long amountMicros) {
        return amountMicros < 0
                ? move(Kind.ADJUSTMENT, reference, account, Account.ADJUSTMENTS, -amountMicros)
                : move(Kind.ADJUSTMENT, reference, Account.ADJUSTMENTS, account, amountMicros);
    }

    private static Transfer move(Kind kind, String reference, Account from, Account to, long amountMicros) {
        requireAmount(amountMicros, "amountMicros");
        List<Entry> entries = new ArrayList<>(2);
        add(entries, from, -amountMicros);
        add(entries, to, amountMicros);
        return new Transfer(kind, reference, entries);
    }

    private static void add(List<Entry> entries, Account account, long amountMicros) {
        if (amountMicros != 0) {
            entries.add(new Entry(account, amountMicros));
        }
    }

    private static void requireAmount(long micros, String name) {
        if (micros < 0 || micros > Money.MAX_MICROS) {
            throw new IllegalArgumentException(name + ": " + micros + " (expected: 0 to " + Money.MAX_MICROS + ")");
        }
    }
}
