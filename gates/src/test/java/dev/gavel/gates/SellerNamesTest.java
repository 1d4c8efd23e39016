package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.testkit.Property;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SellerNamesTest {

    @Test
    void comparesLikeTheirNormalForms() {
        Property.forAll(20_000, random -> {
            String one = name(random);
            String other = random.nextInt(4) == 0 ? one.toUpperCase(Locale.ROOT).replace(" ", "  ") : name(random);
            boolean same = !normal(one).isEmpty() && normal(one).equals(normal(other));
            assertThat(SellerNames.isSame(one, other))
                    .as("'%s' and '%s'", one, other)
                    .isEqualTo(same);
            assertThat(SellerNames.isSame(other, one)).isEqualTo(same);
        });
    }

    @Test
    void letsNoInvisibleLetterEndAName() {
        assertThat(SellerNames.isSame("Acme\0 Insurance", "Acme")).isFalse();
        assertThat(SellerNames.isSame("Acme\0", "Acme")).isFalse();
    }

    @Test
    void takesNonBreakingSpacesAsBlanks() {
        assertThat(SellerNames.isSame("Example\u00A0Mutual", "example mutual")).isTrue();
    }

    private static String name(RandomGenerator random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            name.append("aAb \t".charAt(random.nextInt(5)));
        }
        return name.toString();
    }

    private static String normal(String name) {
        return name.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }
}
