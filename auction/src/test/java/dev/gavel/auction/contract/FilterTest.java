package dev.gavel.auction.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.contract.Filter.And;
import dev.gavel.auction.contract.Filter.Exists;
import dev.gavel.auction.contract.Filter.In;
import dev.gavel.auction.contract.Filter.Not;
import dev.gavel.auction.contract.Filter.Or;
import dev.gavel.auction.contract.Filter.Prefix;
import dev.gavel.auction.contract.Filter.Range;
import dev.gavel.auction.contract.Filter.TextIn;
import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterTest {

    private static final Field AGE = field(0, FieldType.INTEGER);
    private static final Field TIER = field(1, FieldType.TEXT);
    private static final Field ZIP = field(2, FieldType.ZIP);
    private static final Vertical VERTICAL = new Vertical("test", List.of(AGE, TIER, ZIP));

    private static final Lead FULL = lead("40", "gold", "78701");
    private static final Lead EMPTY = lead("", "", "");
    private static final Lead BROKEN = lead("forty", "gold", "787");

    @Test
    void comparesWhatIsThere() {
        assertAccepts(
                FULL, new In(AGE, new long[] {50, 40, 40}), new Range(AGE, 40, 40), new TextIn(TIER, List.of("gold")));
        assertAccepts(FULL, new Prefix(ZIP, "787"), new Prefix(TIER, "go"), new Prefix(TIER, ""), new Exists(AGE));
        assertRefuses(
                FULL,
                new In(AGE, new long[] {41}),
                new In(AGE, new long[0]),
                new Range(AGE, 41, 39),
                new Range(AGE, 41, 99));
        assertRefuses(FULL, new TextIn(TIER, List.of("Gold")), new Prefix(ZIP, "786"), new Prefix(TIER, "golden"));
    }

    @Test
    void comparisonsWithWhatIsNotThereAreFalseAlsoUnderNot() {
        for (Filter comparison : comparisons()) {
            assertRefuses(EMPTY, comparison, new Not(comparison), new Not(new Not(comparison)));
        }
        assertRefuses(
                BROKEN,
                new In(AGE, new long[] {40}),
                new Not(new In(AGE, new long[] {40})),
                new Exists(AGE),
                new Exists(ZIP));
    }

    @Test
    void onlyExistsSeesAbsence() {
        assertAccepts(EMPTY, new Not(new Exists(AGE)));
        assertAccepts(BROKEN, new Not(new Exists(AGE)), new Exists(TIER));
        assertRefuses(FULL, new Not(new Exists(AGE)));
    }

    @Test
    void notMeansThereAndOtherwise() {
        assertAccepts(FULL, new Not(new In(AGE, new long[] {41})), new Not(new TextIn(TIER, List.of("tin"))));
        assertRefuses(FULL, new Not(new In(AGE, new long[] {40})), new Not(new Prefix(ZIP, "7")));
    }

    @Test
    void notTurnsAndIntoOr() {
        Filter young = new Range(AGE, 0, 30);
        Filter gold = new TextIn(TIER, List.of("gold"));
        assertAccepts(FULL, new Not(new And(List.of(young, gold))));
        assertRefuses(FULL, new Not(new Or(List.of(young, gold))));
        // the age is unreadable and the tier is gold: neither "not young" nor "not gold" can be said
        assertRefuses(BROKEN, new Not(new And(List.of(young, gold))));
    }

    @Test
    void emptyAndAcceptsAllAndEmptyOrNone() {
        assertAccepts(EMPTY, Filter.ANY, new And(List.of()), new Not(new Or(List.of())));
        assertRefuses(FULL, new Or(List.of()), new Not(Filter.ANY));
    }

    @Test
    void refusesComparisonsThatTheFieldsTypeDoesNotHave() {
        assertThatThrownBy(() -> new In(TIER, new long[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("f1 is a field of type TEXT");
        assertThatThrownBy(() -> new Range(TIER, 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TextIn(AGE, List.of("40"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void setsAreEqualWhateverTheirOrder() {
        In in = new In(AGE, new long[] {2, 1});
        assertThat(in).isEqualTo(new In(AGE, new long[] {1, 2})).hasSameHashCodeAs(new In(AGE, new long[] {1, 2}));
        assertThat(in).isNotEqualTo(new In(AGE, new long[] {1, 3})).isNotEqualTo(new In(ZIP, new long[] {1, 2}));
    }

    private static List<Filter> comparisons() {
        return List.of(
                new In(AGE, new long[] {0, 40}),
                new Range(AGE, Long.MIN_VALUE, Long.MAX_VALUE),
                new TextIn(TIER, List.of("", "gold")),
                new Prefix(ZIP, ""),
                new Prefix(TIER, ""));
    }

    private static void assertAccepts(Lead lead, Filter... filters) {
        assertThat(filters)
                .allSatisfy(filter ->
                        assertThat(FilterEvaluation.accepts(filter, lead)).isTrue());
    }

    private static void assertRefuses(Lead lead, Filter... filters) {
        assertThat(filters)
                .allSatisfy(filter ->
                        assertThat(FilterEvaluation.accepts(filter, lead)).isFalse());
    }

    private static Lead lead(String age, String tier, String zip) {
        return Lead.of(VERTICAL).set(AGE, age).set(TIER, tier).set(ZIP, zip).build();
    }

    private static Field field(int index, FieldType type) {
        return new Field(index, "f" + index, type, DataClass.PUBLIC, null, List.of(), 0, 100, false);
    }
}
