package dev.gavel.auction.book;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.lead.Lead;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * Matches by asking each contract in turn: the oracle of {@link ContractBook}. Reads filters in a way of its own: the tree is first
 * rewritten without NOT, then each comparison is made on the lead's canonical texts or codes.
 */
final class NaiveBook {

    private final List<Contract> contracts;

    NaiveBook(List<Contract> contracts) {
        this.contracts = contracts;
    }

    /** The matching contracts, in the order in which the book was given them. */
    List<Contract> match(Lead lead, String vendor, String source, Instant now) {
        return contracts.stream()
                .filter(contract -> !contract.paused())
                .filter(contract -> contract.schedule().isOpen(now))
                .filter(contract -> contract.sources().accepts(vendor, source))
                .filter(contract -> rewrite(contract.filter(), false).test(lead))
                .toList();
    }

    /** The filter, or its opposite, as a statement about a lead. */
    static Predicate<Lead> rewrite(Filter filter, boolean opposite) {
        return switch (filter) {
            case Filter.Not(Filter part) -> rewrite(part, !opposite);
            case Filter.And(List<Filter> parts) -> opposite ? any(parts, true) : all(parts, false);
            case Filter.Or(List<Filter> parts) -> opposite ? all(parts, true) : any(parts, false);
            case Filter.Exists(var field) -> lead -> (lead.canonical(field.index()) != null) != opposite;
            case Filter.In(var field, long[] codes) -> {
                List<Long> wanted = java.util.Arrays.stream(codes).boxed().toList();
                yield valid(field.index(), opposite, lead -> wanted.contains(lead.code(field.index())));
            }
            case Filter.Range(var field, long least, long most) ->
                valid(
                        field.index(),
                        opposite,
                        lead -> lead.code(field.index()) >= least && lead.code(field.index()) <= most);
            case Filter.TextIn(var field, List<String> values) ->
                valid(field.index(), opposite, lead -> values.contains(lead.canonical(field.index())));
            case Filter.Prefix(var field, String prefix) ->
                valid(
                        field.index(),
                        opposite,
                        lead -> lead.canonical(field.index()).startsWith(prefix));
        };
    }

    private static Predicate<Lead> valid(int field, boolean opposite, Predicate<Lead> comparison) {
        return lead -> lead.canonical(field) != null && comparison.test(lead) != opposite;
    }

    private static Predicate<Lead> all(List<Filter> parts, boolean opposite) {
        return lead -> parts.stream().allMatch(part -> rewrite(part, opposite).test(lead));
    }

    private static Predicate<Lead> any(List<Filter> parts, boolean opposite) {
        return lead -> parts.stream().anyMatch(part -> rewrite(part, opposite).test(lead));
    }
}
