package dev.gavel.persistence.dnc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.gates.DncRelationship;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DncStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final ListName FEDERAL = new ListName("federal");

    private static PostgresForTests postgres;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        postgres = PostgresForTests.create().withTenants("lists", "acknowledges", "relates", "other");
        // The first connection of a JVM may take longer than the pool waits.
        postgres.app().ping().retry(5).block();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static DncStore store() {
        return new DncStore(postgres.scope());
    }

    private MappedList list(long phone) throws IOException {
        ListDraft draft = new ListDraft(FEDERAL);
        draft.cover((int) (phone / 10_000_000), 20_000);
        draft.add(phone);
        return ListFile.open(folder, ListFile.write(draft, folder));
    }

    private static List<String> events(String tenant) {
        return postgres.superuserQuery("SELECT bytes FROM gavel.outbox WHERE tenant = '" + tenant + "' ORDER BY id");
    }

    @Test
    void theNewestVersionIsInUseUntilItIsRetired() throws IOException {
        MappedList first = list(5_125_550_100L);
        MappedList second = list(5_125_550_101L);
        assertThat(store().add("lists", first, null, "SAN-1", "import", "ada", NOW)
                        .block())
                .isEqualTo(new DncStore.Added.Done(1));
        assertThat(store().add("lists", second, null, null, "import", "ada", NOW)
                        .block())
                .as("made from nothing, but there is a version")
                .isEqualTo(new DncStore.Added.Stale(1));
        assertThat(store().add("lists", second, first.digest(), null, "import", "ada", NOW)
                        .block())
                .isEqualTo(new DncStore.Added.Done(2));

        DncState.ListVersion inUse = store().newest("lists", FEDERAL).block().orElseThrow();
        assertThat(inUse.version()).isEqualTo(2);
        assertThat(inUse.digest()).isEqualTo(second.digest());
        assertThat(inUse.oldest()).isEqualTo(LocalDate.ofEpochDay(20_000));
        assertThat(store().state("other").block().lists()).isEmpty();

        assertThat(store().retire("lists", inUse, "no longer subscribed", "ada", NOW)
                        .block())
                .isEqualTo(new DncStore.Added.Done(3));
        assertThat(store().state("lists").block().lists()).isEmpty();
        assertThat(store().history("lists").collectList().block())
                .extracting(DncState.ListVersion::version)
                .containsExactly(1L, 2L, 3L);
        assertThat(events("lists")).hasSize(3);
        assertThat(events("lists").getFirst())
                .contains("\"type\":\"dnc_list\"", "\"author\":\"ada\"", "SAN-1")
                .doesNotContain("5550100");
        assertThat(events("lists").getLast()).contains("dnc_list_retired", "no longer subscribed");
    }

    @Test
    void theLastWordOnTheAcknowledgmentHolds() {
        assertThat(store().state("acknowledges").block().acknowledgment()).isNull();
        store().acknowledge("acknowledges", true, "buyers \"scrub\" themselves", "ada", NOW)
                .block();
        assertThat(store().state("acknowledges").block().acknowledgment())
                .isEqualTo(new DncState.Acknowledgment("buyers \"scrub\" themselves", "ada", NOW));
        assertThat(store().state("other").block().acknowledgment()).isNull();
        store().acknowledge("acknowledges", false, "registry imported", "ada", NOW)
                .block();
        assertThat(store().state("acknowledges").block().acknowledgment()).isNull();
        assertThat(events("acknowledges")).hasSize(2).first().asString().contains("buyers \\\"scrub\\\" themselves");
        assertThatThrownBy(() -> store().acknowledge("acknowledges", true, " ", "ada", NOW)
                        .block())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLaterRelationshipReplacesAnEarlierOne() {
        LocalDate may = LocalDate.of(2026, 5, 1);
        DncRelationship earlier = new DncRelationship("zen", DncRelationship.Kind.PURCHASE, may, "crm");
        DncRelationship later = new DncRelationship("zen", DncRelationship.Kind.PURCHASE, may.plusDays(1), "crm");
        DncRelationship inquiry = new DncRelationship("zen", DncRelationship.Kind.INQUIRY, may, "form");
        assertThat(store().relate("relates", "key", List.of(earlier, inquiry), NOW)
                        .block())
                .isEqualTo(2);
        assertThat(store().relate("relates", "key", List.of(later), NOW).block())
                .isEqualTo(1);
        assertThat(store().relate("relates", "key", List.of(earlier), NOW).block())
                .isZero();

        assertThat(store().relationships("relates", List.of("none", "key")).block())
                .containsExactlyInAnyOrder(later, inquiry);
        assertThat(store().relationships("other", List.of("key")).block()).isEmpty();
    }
}
