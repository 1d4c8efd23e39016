package dev.gavel.auction.money;

import static java.util.Objects.requireNonNull;

/**
 * One account of a tenant's ledger.
 *
 * <p>Thread safety: immutable.
 *
 * @param owner the buyer's or vendor's id; empty for the tenant's cash
 */
public record Account(Kind kind, String owner) {

    /** Where deposits come from: below zero by all that was paid in and not paid out again. */
    public static final Account CASH = new Account(Kind.CASH, "");

    public Account {
        requireNonNull(kind, "kind");
        requireNonNull(owner, "owner");
        if (owner.isEmpty() != (kind == Kind.CASH)) {
            throw new IllegalArgumentException("owner: '" + owner + "' of " + kind);
        }
    }

    /** What an account is for. */
    public enum Kind {
        CASH("cash"),
        /** What a buyer may still spend; down to its credit limit below zero. */
        BUYER("buyer"),
        /** What is held for a buyer's open deliveries. */
        HELD("held"),
        /** What the tenant owes a vendor. */
        VENDOR("vendor"),
        /** What the tenant keeps of a buyer's prices; one account a buyer, so that not every sale touches the same row. */
        MARGIN("margin");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    public static Account buyer(String buyer) {
        return new Account(Kind.BUYER, buyer);
    }

    public static Account held(String buyer) {
        return new Account(Kind.HELD, buyer);
    }

    public static Account vendor(String vendor) {
        return new Account(Kind.VENDOR, vendor);
    }

    public static Account margin(String buyer) {
        return new Account(Kind.MARGIN, buyer);
    }

    /** The name under which it is stored: {@code cash}, {@code buyer/acme}. */
    public String text() {
        return owner.isEmpty() ? kind.text : kind.text + "/" + owner;
    }
}
