package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.DncPolicy;
import dev.gavel.auction.contract.DncProvider;
import dev.gavel.auction.contract.Market;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Do-not-call in the market file: the provider, and what campaigns ask. */
class DncMarketTest {

    private static final String PROVIDER = """
            dnc_provider:
              url: https://scrub.example.com/check?key=1
              headers: {Authorization: "Bearer ${secret:SCRUB}"}
              timeout: 120ms
              limits: {concurrent: 8, per_second: 80}
              cache: 7d
              request: {number: "${phone_e164}", plan: full}
              response: {phone: number, lists: found.on, as_of: day, clear: [none], federal: [national, dnc], state: [state], internal: [own]}
            """;

    private static String withProvider(String good, String bad) {
        assertThat(PROVIDER).contains(good);
        return Markets.good() + PROVIDER.replace(good, bad);
    }

    @Test
    void readsTheProvider() {
        Market market = Markets.good(Markets.good() + PROVIDER);

        assertThat(market.dncProvider())
                .isEqualTo(new DncProvider(
                        "https://scrub.example.com/check?key=1",
                        Map.of("Authorization", "Bearer ${secret:SCRUB}"),
                        Map.of("number", "${phone_e164}", "plan", "full"),
                        new DncProvider.ResponseMapping(
                                "number",
                                "found.on",
                                "day",
                                Set.of("none"),
                                Set.of("national", "dnc"),
                                Set.of("state"),
                                Set.of("own")),
                        Duration.ofMillis(120),
                        8,
                        80,
                        Duration.ofDays(7)));
        assertThat(market.atVersion(9).dncProvider()).isEqualTo(market.dncProvider());
        assertThat(Markets.good(Markets.good()).dncProvider()).isNull();
    }

    @Test
    void readsWhatACampaignAsks() {
        Market market = Markets.good(Markets.good()
                .replace(
                        "gates: {consent_max_age: 12h,",
                        "gates: {consent_max_age: 12h, dnc_ping_by_hash: false, dnc_exempt_written_consent: true, "
                                + "dnc_exempt_relationship: true,"));

        assertThat(market.campaigns().get("auto").gates().dnc()).isEqualTo(new DncPolicy(false, true, true));
        assertThat(market.campaigns().get("pets").gates().dnc()).isEqualTo(new DncPolicy(true, false, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "https://scrub > ftp://scrub > url > http or https",
                "timeout: 120ms > timeout: 1m > timeout > 1ms to 30s",
                "cache: 7d > cache: 32d > cache > 0ms to 31d",
                "${phone_e164} > ${phone_number} > request.number > unknown ${...}",
                "lists: found.on, > lists: '', > response.lists > a path",
                "federal: [national, dnc] > federal: [] > response.federal > empty list",
                "state: [state] > state: [National] > response.state[0] > there twice",
                "plan: full > plan: null > request.plan > a text",
                "limits: > limit: > limit > unknown key"
            })
    void tellsWhatIsWrong(String good, String bad, String path, String message) {
        List<Problem> problems = Markets.problems(Markets.read(withProvider(good, bad)));

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo("dnc_provider." + path);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void aRequestWithoutTheNumberAsksNothing() {
        assertThat(Markets.problems(Markets.read(withProvider("\"${phone_e164}\"", "all"))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("asks about no number"));
    }

    @Test
    void aChangeIsShownWithoutSecrets() {
        Market before = Markets.good(Markets.good());
        Market after = Markets.good(Markets.good() + PROVIDER);

        assertThat(MarketDiff.lines(MarketDiff.between(before, after)))
                .anySatisfy(line -> assertThat(line).contains("dnc_provider.timeout", "120ms"))
                .noneSatisfy(line -> assertThat(line).containsAnyOf("key=1", "SCRUB"));
        assertThat(MarketDiff.between(after, after)).isEmpty();
    }
}
