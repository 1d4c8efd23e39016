package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One source of a vendor, known by its sub id.
 *
 * <p>Thread safety: immutable.
 *
 * @param domains the hosts of its forms: {@code quotes.example.com} stands for itself, {@code *.example.com} for every host below; empty
 *     where the vendor's hold
 */
public record Source(Standing standing, List<String> domains) {

    /** Of which nothing is said. */
    public static final Source ACTIVE = new Source(Standing.ACTIVE, List.of());

    public Source {
        requireNonNull(standing, "standing");
        domains = List.copyOf(domains);
    }
}
