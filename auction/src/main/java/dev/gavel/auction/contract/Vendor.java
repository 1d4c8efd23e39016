package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who sends leads.
 *
 * <p>Thread safety: immutable.
 *
 * @param id unique in the tenant
 * @param sourceById the sources that may be named in a ping, by their sub ids; empty means any
 * @param floorMicros no lead of this vendor is bought for a payout below it
 * @param domains the hosts of the forms of sources that have none of their own; see {@link Source#domains}; empty where none are agreed on
 * @param subscription what the vendor is told of as it happens; null for nothing
 */
public record Vendor(
        String id,
        Map<String, Source> sourceById,
        long floorMicros,
        Standing standing,
        List<String> domains,
        @Nullable Subscription subscription) {

    public Vendor {
        requireNonNull(id, "id");
        requireNonNull(standing, "standing");
        sourceById = Map.copyOf(sourceById);
        domains = List.copyOf(domains);
    }

    /** A vendor that is told of nothing. */
    public Vendor(
            String id, Map<String, Source> sourceById, long floorMicros, Standing standing, List<String> domains) {
        this(id, sourceById, floorMicros, standing, domains, null);
    }

    /** An active vendor with these active sources. */
    public Vendor(String id, Set<String> sources, long floorMicros) {
        this(
                id,
                sources.stream().collect(Collectors.toMap(Function.identity(), _ -> Source.ACTIVE)),
                floorMicros,
                Standing.ACTIVE,
                List.of());
    }

    /** The sub ids that may be named in a ping; empty means any. */
    public Set<String> sources() {
        return sourceById.keySet();
    }

    /** Whether the vendor may name this source. */
    public boolean hasSource(String source) {
        return sourceById.isEmpty() || sourceById.containsKey(source);
    }

    /** What is known of a source; null when the vendor may not name it. */
    public @Nullable Source source(String source) {
        return sourceById.isEmpty() ? Source.ACTIVE : sourceById.get(source);
    }

    /** The hosts of a source's forms: its own, else the vendor's; empty where none are agreed on. */
    public List<String> domainsOf(Source source) {
        return source.domains().isEmpty() ? domains : source.domains();
    }
}
