package dev.gavel.server.dnc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.contract.DncProvider;
import dev.gavel.gates.DncRegister;
import dev.gavel.gates.DncScrub;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.resources.LoopResources;

class ProviderLineTest {

    private static final long PHONE = 5_125_550_100L;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T18:00:00Z"), ZoneOffset.UTC);
    private static final long TODAY = LocalDate.of(2026, 11, 22).toEpochDay();

    private static LoopResources loops;

    private final SimProvider provider = SimProvider.start();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private ProviderLine line = line("2s", "0s");

    @BeforeAll
    static void start() {
        loops = LoopResources.create("dnc-test", 1, true);
    }

    @AfterAll
    static void stop() {
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
    }

    @AfterEach
    void close() {
        line.close();
        provider.close();
    }

    private ProviderLine line(String timeout, String cache) {
        return new ProviderLine(
                "demo",
                config(timeout, cache),
                loops,
                Map.of("SCRUB", "s3cret")::get,
                new ProviderMetrics(meters, "demo"),
                CLOCK);
    }

    private DncProvider config(String timeout, String cache) {
        return new DncProvider(
                provider.url(),
                Map.of("Authorization", "Bearer ${secret:SCRUB}"),
                Map.of("number", "${phone}"),
                new DncProvider.ResponseMapping(
                        "phone",
                        "found",
                        "as_of",
                        Set.of("clear"),
                        Set.of("national", "dnc"),
                        Set.of("state"),
                        Set.of("own")),
                Duration.parse("PT" + timeout),
                10,
                1_000,
                Duration.parse("PT" + cache));
    }

    private DncScrub ask() {
        return line.ask(PHONE, "key").block(Duration.ofSeconds(20));
    }

    private long ended(String outcome) {
        return meters.get("gavel.dnc.provider").tag("outcome", outcome).timer().count();
    }

    @Test
    void readsOnWhichListsANumberIs() {
        provider.answers(
                "{\"phone\": \"+1%s\", \"found\": [\"National\", \"state\"], \"as_of\": \"2026-11-20T10:00:00Z\"}");

        assertThat(ask())
                .isEqualTo(DncScrub.answered(DncRegister.LISTED_FEDERAL | DncRegister.LISTED_STATE, TODAY - 2));
        assertThat(provider.asked()).containsExactly("{\"number\":\"5125550100\"}");
        assertThat(provider.authorizations()).containsExactly("Bearer s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"clear\"", "[\"CLEAR\"]"})
    void readsThatANumberIsOnNone(String found) {
        provider.answers("{\"phone\": \"%s\", \"as_of\": \"2026-11-22\", \"found\": " + found + "}");

        assertThat(ask()).isEqualTo(DncScrub.answered(0, TODAY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"phone\": \"%s\", \"as_of\": \"2026-11-22\"}",
                "{\"phone\": \"%s\", \"as_of\": \"2026-11-22\", \"found\": null}",
                "{\"phone\": \"%s\", \"as_of\": \"2026-11-22\", \"found\": [null]}",
                "{\"phone\": \"%s\", \"as_of\": \"2026-11-22\", \"found\": [[]]}",
                "{\"phone\": \"%s\", \"as_of\": \"2026-11-22\", \"found\": [\"clear\", \"litigator\"]}",
                "{\"phone\": \"%s\", \"found\": []}",
                "{\"phone\": \"%s\", \"found\": [], \"as_of\": \"yesterday!\"}",
                "{\"phone\": null, \"as_of\": \"2026-11-22\", \"found\": []}",
                "{\"as_of\": \"2026-11-22\", \"found\": []}",
                "{\"phone\": \"%s\", \"as_of\": \"2026-11-22\", \"found\": [\"national\"], \"found\": []}",
                "{\"phone\": \"%s\", \"as_of\": \"2026-11-22\", \"found\": []"
            })
    void doesNotGuessWhatAnAnswerMeans(String answer) {
        provider.answers(answer);

        assertThat(ask()).isEqualTo(DncScrub.UNKNOWN);
        assertThat(ended("unreadable")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANSWERS")
    void whateverAProviderDoesInsteadOfAnsweringClearsNobody(SimProvider.Manner manner) {
        line.close();
        line = line("0.5s", "24h");
        provider.answers("{\"phone\": \"%s\", \"as_of\": \"2026-11-22\", \"found\": []}")
                .does(manner);

        assertThat(ask()).isEqualTo(DncScrub.UNKNOWN);
        provider.does(SimProvider.Manner.ANSWERS);
        assertThat(ask().provider()).as("not kept").isEqualTo(DncScrub.Provider.ANSWERED);
    }

    @Test
    void aProviderThatIsGoneClearsNobody() {
        provider.close();

        assertThat(ask()).isEqualTo(DncScrub.UNKNOWN);
        assertThat(ended("failed")).isEqualTo(1);
    }

    @Test
    void aProviderThatKeepsFailingIsLeftAloneForAWhile() {
        provider.does(SimProvider.Manner.FAILS);
        for (int i = 0; i < 40; i++) {
            assertThat(ask()).isEqualTo(DncScrub.UNKNOWN);
        }

        assertThat(ended("not_called")).isPositive();
        assertThat(provider.asked()).hasSizeLessThan(40);
    }

    @Test
    void anAnswerIsUsedAgainWithItsOwnDay() {
        line.close();
        line = line("2s", "24h");
        provider.answers("{\"phone\": \"%s\", \"as_of\": \"2026-11-01\", \"found\": [\"dnc\"]}");
        DncScrub first = ask();
        provider.does(SimProvider.Manner.FAILS);

        assertThat(ask()).isEqualTo(first).isEqualTo(DncScrub.answered(DncRegister.LISTED_FEDERAL, TODAY - 21));
        assertThat(line.ask(PHONE + 1, "other").block()).isEqualTo(DncScrub.UNKNOWN);
        assertThat(provider.asked()).hasSize(2);
    }

    @Test
    void aSecretThatDoesNotExistIsTold() {
        assertThatThrownBy(() -> new ProviderLine(
                        "demo", config("2s", "0s"), loops, _ -> null, new ProviderMetrics(meters, "demo"), CLOCK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SCRUB");
    }
}
