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
 * sale.
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
        REFUND
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

    /** A sale is reversed: the buyer gets its price back, from the vendor's payout and the tenant's margin. */
    public static Transfer refund(String delivery, String buyer, String vendor, long priceMicros, long payoutMicros) {
        requireAmount(priceMicros, "priceMicros");
        requireAmount(payoutMicros, "payoutMicros");
        List<Entry> entries = new ArrayList<>(3);
        add(entries, Account.vendor(vendor), -payoutMicros);
        add(entries, Account.margin(buyer), payoutMicros - priceMicros);
        add(entries, Account.buyer(buyer), priceMicros);
        return new Transfer(Kind.REFUND, delivery, entries);
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
