package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateHistoryTest {

    private static final String HOURS = "hours/calling-hours.yaml";
    private static final String SHIPPED = hoursVersion(GateTables.GATES);
    private static final Instant OLD = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant NEW = Instant.parse("2027-03-01T00:00:00Z");

    @Test
    void judgesAnOldLeadByTheRulesOfItsTime() {
        GateHistory history = new GateHistory(RuleFiles.of(GateHistoryTest::open), Gates::standard);
        assertThat(hoursVersion(history.at(OLD))).isEqualTo(SHIPPED);
        assertThat(hoursVersion(history.at(NEW.minusNanos(1)))).isEqualTo(SHIPPED);
        assertThat(hoursVersion(history.at(NEW))).isEqualTo("next");
        assertThat(hoursVersion(history.current())).isEqualTo("next");
        assertThat(hoursVersion(history.at(Instant.EPOCH))).isEqualTo(SHIPPED);
    }

    @Test
    void makesTheGatesOfOneTimeOnce() {
        GateHistory history = new GateHistory(RuleFiles.of(GateHistoryTest::open), Gates::standard);
        assertThat(history.at(OLD)).isSameAs(history.at(OLD.plusSeconds(1))).isNotSameAs(history.current());
        assertThat(history.at(NEW.plusSeconds(1))).isSameAs(history.current());
    }

    @Test
    void otherRulesHaveAnotherName() {
        GateHistory history = new GateHistory(RuleFiles.of(GateHistoryTest::open), Gates::standard);
        assertThat(history.at(OLD).rulesId())
                .hasSize(12)
                .isEqualTo(GateTables.GATES.rulesId())
                .isNotEqualTo(history.current().rulesId());
    }

    @Test
    void aFormerFileThatIsGoneIsAnError() {
        GateHistory history = new GateHistory(
                RuleFiles.of(name -> name.equals("hours/old.yaml") ? null : open(name)), Gates::standard);
        assertThatThrownBy(() -> history.at(OLD))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("hours/old.yaml");
        assertThat(hoursVersion(history.current())).isEqualTo("next");
    }

    @Test
    void everyFormerFileThatShipsIsThere() {
        RuleFiles files = RuleFiles.bundled();
        GateHistory history = new GateHistory(files, Gates::standard);
        assertThat(history.current().rulesId()).isEqualTo(GateTables.GATES.rulesId());
        for (Instant change : files.changes()) {
            assertThat(history.at(change.minusSeconds(1)).rulesId())
                    .isNotEqualTo(history.at(change).rulesId());
        }
    }

    private static String hoursVersion(Gates gates) {
        Map<String, String> gateToVersion = new HashMap<>();
        gates.all().forEach(gate -> gateToVersion.put(gate.name(), gate.ruleVersion()));
        return gateToVersion
                .getOrDefault("hours", "")
                .replace("+" + GateRules.bundled().holidays().version().version(), "");
    }

    /** The calling hours that ship are the old ones; those in use since are the same under another version. */
    private static @Nullable InputStream open(String name) {
        return switch (name) {
            case "former-rules.yaml" -> bytes(HOURS + ": [{until: \"2027-03-01\", file: hours/old.yaml}]");
            case "hours/old.yaml" -> RuleFiles.class.getResourceAsStream(HOURS);
            case HOURS -> bytes(shippedHours().replace("version: \"2026-11-22\"", "version: \"next\""));
            default -> RuleFiles.class.getResourceAsStream(name);
        };
    }

    private static String shippedHours() {
        try (InputStream in = RuleFiles.class.getResourceAsStream(HOURS)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
