package dev.gavel.auction.book;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.SourceRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * For each vendor and source, the contracts whose source rules accept its leads.
 *
 * <p>Thread safety: immutable.
 */
final class SourceIndex {

    private final Row unnamed;
    private final Map<String, OfVendor> vendors;

    private SourceIndex(Row unnamed, Map<String, OfVendor> vendors) {
        this.unnamed = unnamed;
        this.vendors = vendors;
    }

    /** One vendor that some rule names. */
    private record OfVendor(Row otherSources, Map<String, Row> rowBySource) {}

    /** The contracts that accept leads of this source. Allocates nothing. */
    Row row(String vendor, String source) {
        OfVendor ofVendor = vendors.get(vendor);
        if (ofVendor == null) {
            return unnamed;
        }
        Row row = ofVendor.rowBySource.get(source);
        return row == null ? ofVendor.otherSources : row;
    }

    /** Compiles the rules of contracts in their order. */
    static SourceIndex of(List<Contract> contracts) {
        Builder builder = new Builder(contracts);
        for (int position = 0; position < contracts.size(); position++) {
            builder.add(position);
        }
        return builder.build();
    }

    /** Which contracts name a vendor, and which name a source of it. */
    private static final class Mentions {
        final IntList ofVendor = new IntList();
        final Map<String, IntList> bySource = new HashMap<>();
    }

    private static final class Builder {

        /** From so many exceptions on, a vendor's sources build on the vendor's own row rather than on that of unnamed vendors. */
        private static final int MANY = 64;

        private final List<Contract> contracts;
        private final long[] acceptsUnnamed;
        private final Map<String, Mentions> mentionsByVendor = new HashMap<>();

        Builder(List<Contract> contracts) {
            this.contracts = contracts;
            this.acceptsUnnamed = Bits.allSet(contracts.size());
        }

        void add(int position) {
            SourceRule rule = rule(position);
            if (!rule.allow().isEmpty()) {
                Bits.clear(acceptsUnnamed, position);
            }
            addAll(rule.allow(), position);
            addAll(rule.deny(), position);
        }

        /** An entry names a vendor, or a source after a slash. Sources may hold slashes themselves: each may be the one. */
        private void addAll(Set<String> entries, int position) {
            for (String entry : entries) {
                mentions(entry).ofVendor.addOnce(position);
                for (int slash = entry.indexOf('/'); slash >= 0; slash = entry.indexOf('/', slash + 1)) {
                    mentions(entry.substring(0, slash))
                            .bySource
                            .computeIfAbsent(entry.substring(slash + 1), _ -> new IntList())
                            .addOnce(position);
                }
            }
        }

        private Mentions mentions(String vendor) {
            return mentionsByVendor.computeIfAbsent(vendor, _ -> new Mentions());
        }

        SourceIndex build() {
            Map<String, OfVendor> vendors = HashMap.newHashMap(mentionsByVendor.size());
            mentionsByVendor.forEach((vendor, mentions) -> vendors.put(vendor, compile(vendor, mentions)));
            return new SourceIndex(Row.of(acceptsUnnamed), vendors);
        }

        private OfVendor compile(String vendor, Mentions mentions) {
            IntList exceptions = new IntList();
            for (int i = 0; i < mentions.ofVendor.size(); i++) {
                int position = mentions.ofVendor.get(i);
                if (acceptsOtherSources(vendor, position) != Bits.get(acceptsUnnamed, position)) {
                    exceptions.add(position);
                }
            }
            RowPool pool = new RowPool(acceptsUnnamed);
            Row otherSources = pool.row(pool.internFlipped(exceptions));
            if (exceptions.size() > MANY && !mentions.bySource.isEmpty()) {
                pool = new RowPool(otherSources.flattened().base());
                exceptions.clear();
            }
            pool.flipAll(exceptions);
            Map<String, Row> rowBySource = HashMap.newHashMap(mentions.bySource.size());
            for (Map.Entry<String, IntList> entry : mentions.bySource.entrySet()) {
                IntList differing = differing(vendor, entry.getKey(), entry.getValue());
                rowBySource.put(entry.getKey(), pool.row(pool.internFlipped(differing)));
            }
            return new OfVendor(otherSources, rowBySource);
        }

        /** Of these contracts, those that treat a source otherwise than the vendor's sources that nobody names. */
        private IntList differing(String vendor, String source, IntList positions) {
            IntList differing = new IntList();
            for (int i = 0; i < positions.size(); i++) {
                int position = positions.get(i);
                if (rule(position).accepts(vendor, source) != acceptsOtherSources(vendor, position)) {
                    differing.add(position);
                }
            }
            return differing;
        }

        private boolean acceptsOtherSources(String vendor, int position) {
            SourceRule rule = rule(position);
            return !rule.deny().contains(vendor)
                    && (rule.allow().isEmpty() || rule.allow().contains(vendor));
        }

        private SourceRule rule(int position) {
            return contracts.get(position).sources();
        }
    }
}
