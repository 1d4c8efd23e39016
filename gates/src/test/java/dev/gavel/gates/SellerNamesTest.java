package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.testkit.Property;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Acme",
                "Acme Insurance Agency, LLC",
                "Insurance Partners Group Inc.",
                "HealthPartners",
                "Marketing Partners LLC",
                "3M",
                "Émile et Fils",
                "The One & Only Co."
            })
    void aCompanyIsNamed(String seller) {
        assertThat(SellerNames.isIndividual(seller)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "...",
                "Our Partners",
                "our marketing partners",
                "its affiliates and other third-party companies",
                "up to our trusted insurance agents",
                "Marketing  Partners.",
                "see list",
                "https://quotes.example.com/partners",
                "our partners (https://example.com/p)",
                " WWW.example.com/partners"
            })
    void whatStandsForCompaniesNamesNone(String seller) {
        assertThat(SellerNames.isIndividual(seller)).isFalse();
        assertThat(SellerNames.nameSomebody(List.of(seller))).isFalse();
        assertThat(SellerNames.nameSomebody(List.of(seller, "Acme"))).isTrue();
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
