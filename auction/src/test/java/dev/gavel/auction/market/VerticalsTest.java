package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.lead.Vertical;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerticalsTest {

    @Test
    void loadsTheFiveBuiltInVerticals() {
        assertThat(Verticals.standard())
                .containsOnlyKeys("auto-insurance", "solar", "medicare", "home-improvement", "legal");
        Verticals.standard()
                .forEach((name, vertical) -> assertThat(vertical.name()).isEqualTo(name));
    }

    @Test
    void everyVerticalBeginsWithTheContactBlock() {
        for (Vertical vertical : Verticals.standard().values()) {
            assertThat(vertical.fields().stream().limit(10).map(Field::name))
                    .containsExactly(
                            "first_name",
                            "last_name",
                            "phone",
                            "email",
                            "address",
                            "city",
                            "phone_hash",
                            "email_hash",
                            "zip",
                            "state");
            for (String name : List.of("first_name", "last_name", "phone", "email", "address", "city")) {
                assertThat(vertical.fieldNamed(name).dataClass()).isEqualTo(DataClass.RESTRICTED);
            }
            for (String name : List.of("phone", "email")) {
                assertThat(vertical.fieldNamed(name).requiredFrom()).isEqualTo(Phase.POST);
            }
            for (String name : List.of("zip", "state")) {
                assertThat(vertical.fieldNamed(name).requiredFrom()).isEqualTo(Phase.PING);
                assertThat(vertical.fieldNamed(name).locked()).isTrue();
            }
        }
    }

    @Test
    void whatAPingMustHaveIsNeverPersonal() {
        for (Vertical vertical : Verticals.standard().values()) {
            assertThat(vertical.fields())
                    .allSatisfy(field -> assertThat(field.requiredFrom() == Phase.PING && !field.isForBidders())
                            .isFalse());
        }
    }

    @Test
    void autoInsuranceTakesTheCanonicalPing() {
        Vertical auto = Verticals.standard().get("auto-insurance");
        String hash = "0123456789abcdef".repeat(4);
        Lead lead = Lead.of(auto)
                .set("zip", "78701")
                .set("state", "TX")
                .set("birth_date", "1984-05-12")
                .set("currently_insured", "true")
                .set("vehicle_year", "2019")
                .set("phone_hash", hash)
                .set("email_hash", hash)
                .build();
        assertThat(auto.fields()).allSatisfy(field -> {
            assertThat(lead.isInvalid(field.index())).isFalse();
            assertThat(field.isRequiredIn(Phase.PING) && !lead.has(field.index()))
                    .isFalse();
        });
    }
}
