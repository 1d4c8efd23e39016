package dev.gavel.auction.money;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One account of a tenant's ledger.
 *
 * <p>Thread safety: immutable.
 *
 * @param owner the buyer's or vendor's id; empty for those that the tenant has one of
 */
public record Account(Kind kind, String owner) {

    /** Where deposits come from: below zero by all that was paid in and not paid out again. */
    public static final Account CASH = new Account(Kind.CASH, "");

    /** The other side of what is adjusted by hand: below zero by what the tenant gave away. */
    public static final Account ADJUSTMENTS = new Account(Kind.ADJUSTMENTS, "");

    public Account {
        requireNonNull(kind, "kind");
        requireNonNull(owner, "owner");
        if (owner.isEmpty() != kind.isTenants()) {
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
        MARGIN("margin"),
        /** What was given and taken by hand. */
        ADJUSTMENTS("adjustments");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The word in names and addresses. */
        public String text() {
            return text;
        }

        /** Whether the tenant has one of it, rather than one a buyer or vendor. */
        public boolean isTenants() {
            return this == CASH || this == ADJUSTMENTS;
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

    /** The account of a name, or null when it is none. */
    public static @Nullable Account parse(String text) {
        int slash = text.indexOf('/');
        String word = slash < 0 ? text : text.substring(0, slash);
        String owner = slash < 0 ? "" : text.substring(slash + 1);
        for (Kind kind : Kind.values()) {
            if (kind.text.equals(word) && owner.isEmpty() == kind.isTenants()) {
                return new Account(kind, owner);
            }
        }
        return null;
    }

    /** The name under which it is stored: {@code cash}, {@code buyer/acme}. */
    public String text() {
        return owner.isEmpty() ? kind.text : kind.text + "/" + owner;
    }
}
