package dev.gavel.auction.money;

import static java.util.Objects.requireNonNull;

/**
 * One side of a transfer.
 *
 * <p>Thread safety: immutable.
 *
 * @param amountMicros what the account gains; negative for what it loses; never 0
 */
public record Entry(Account account, long amountMicros) {
    public Entry {
        requireNonNull(account, "account");
        if (amountMicros == 0) {
            throw new IllegalArgumentException("amountMicros: 0 (expected: other than 0)");
        }
    }
}
