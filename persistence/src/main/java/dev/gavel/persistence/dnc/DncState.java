package dev.gavel.persistence.dnc;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant has recorded about do-not-call.
 *
 * @param lists the newest version of each list in use
 * @param acknowledgment the newest one that grants; null when there is none or it was withdrawn
 */
public record DncState(List<ListVersion> lists, @Nullable Acknowledgment acknowledgment) {

    public DncState {
        lists = List.copyOf(lists);
    }

    /**
     * A version of a list.
     *
     * @param version from 1 on, without gaps
     * @param digest SHA-256 of its file in hex; null when the list is used no more
     * @param oldest of which day its oldest area code is; null with the digest
     * @param newest of which day its newest area code is; null with the digest
     * @param subscription the account that the registry was fetched with; null when not said
     * @param note how it came about
     */
    public record ListVersion(
            ListName list,
            long version,
            @Nullable String digest,
            long numbers,
            int areaCodes,
            @Nullable LocalDate oldest,
            @Nullable LocalDate newest,
            @Nullable String subscription,
            String note,
            String author,
            Instant at) {}

    /** That the tenant sells phone leads with neither registry nor provider, and why. */
    public record Acknowledgment(String reason, String author, Instant at) {}
}
