package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.persistence.crypto.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Who is on the list is not sold, from the moment of the answer on and on every node. */
final class SuppressionIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private static final Set<String> SCOPES = Set.of("suppress", "revoke", "admin");

    @Test
    void anEntryOverTheApiIsInForceWithItsAnswerOnEveryNode() {
        Node other = WORLD.startNode();
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        String key = key(market);
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.status()).isEqualTo("accepted");

        HttpAnswer recorded = suppress(key, Map.of("phone", consumer.phone(), "kind", "do_not_sell"));
        assertThat(recorded.code()).isEqualTo(200);
        assertThat(recorded.json().path("effective").booleanValue()).isTrue();
        assertThat(recorded.json().path("new").intValue()).isEqualTo(1);

        assertThat(market.post(ping, consumer).reason()).isEqualTo("suppressed");
        assertThat(market.ping(consumer).reason()).isEqualTo("suppressed");
        assertThat(other.post(market.key(), "/api/ping", market.pingBody(consumer, "fb-17"))
                        .reason())
                .isEqualTo("suppressed");
        assertThat(market.buyer("beacon").posts()).isEmpty();
        WORLD.stopNode(other);
    }

    @Test
    void anEntryByEitherHashMeetsTheLead() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        String key = key(market);
        Consumer byPhone = market.consumer();
        Consumer byEmail = market.consumer();
        HttpAnswer recorded = WORLD.node()
                .post(
                        key,
                        "/api/suppressions",
                        Map.of(
                                "entries",
                                List.of(
                                        Map.of("phone_hash", Consumer.sha256(byPhone.phone()), "kind", "opt_out"),
                                        Map.of("email_hash", Consumer.sha256(byEmail.email()), "kind", "litigator"))));
        assertThat(recorded.json().path("new").intValue()).isEqualTo(2);
        assertThat(market.ping(byPhone).reason()).isEqualTo("suppressed");
        assertThat(market.ping(byEmail).reason()).isEqualTo("suppressed");
        assertThat(market.ping(market.consumer()).status()).isEqualTo("accepted");
    }

    @Test
    void whatCannotBeReadIsRefusedAndNothingIsRecorded() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        String key = key(market);
        Consumer consumer = market.consumer();
        HttpAnswer bad = WORLD.node()
                .post(
                        key,
                        "/api/suppressions",
                        Map.of(
                                "entries",
                                List.of(
                                        Map.of("phone", consumer.phone(), "kind", "opt_out"),
                                        Map.of("phone_hash", "d41d8cd98f00b204e9800998ecf8427e", "kind", "opt_out"))));
        assertThat(bad.code()).isEqualTo(422);
        assertThat(bad.reason()).isEqualTo("identifier_unreadable");
        assertThat(bad.at("/detail")).contains("entries[1].phone_hash").doesNotContain("d41d8");
        assertThat(market.ping(consumer).status()).isEqualTo("accepted");

        assertThat(suppress(key, Map.of("phone", consumer.phone())).reason()).isEqualTo("suppression_invalid");
        assertThat(suppress(key, Map.of("phone", consumer.phone(), "kind", "opt_out", "name", "Ada"))
                        .reason())
                .isEqualTo("suppression_invalid");
        assertThat(suppress(key, Map.of("kind", "opt_out", "entries", List.of()))
                        .reason())
                .isEqualTo("batch_size_invalid");
        assertThat(suppress(
                                key,
                                Map.of(
                                        "phone",
                                        consumer.phone(),
                                        "kind",
                                        "revocation",
                                        "effective_until",
                                        "2099-01-01T00:00:00Z"))
                        .reason())
                .isEqualTo("suppression_invalid");
        assertThat(suppress(market.key(), Map.of("phone", consumer.phone(), "kind", "opt_out"))
                        .reason())
                .isEqualTo("scope_missing");
    }

    @Test
    void whoAsksIsToldWhyAndOnlyAnAuditedCorrectionTakesOff() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        String key = key(market);
        Consumer consumer = market.consumer();
        suppress(key, Map.of("email", consumer.email(), "kind", "no_sale_year", "jurisdiction", "WA"));
        suppress(key, Map.of("phone", consumer.phone(), "kind", "opt_out"));

        HttpAnswer listed = WORLD.node()
                .get(
                        key,
                        "/api/suppressions/check?phone_hash=" + Consumer.sha256(consumer.phone()) + "&email_hash="
                                + Consumer.sha256(consumer.email()));
        assertThat(listed.json().path("suppressed").booleanValue()).isTrue();
        assertThat(listed.json().path("entries").findValuesAsString("kind"))
                .containsExactlyInAnyOrder("no_sale_year", "opt_out");
        Instant until = Instant.parse(listed.json()
                .path("entries")
                .valueStream()
                .filter(entry -> entry.path("kind").stringValue().equals("no_sale_year"))
                .findFirst()
                .orElseThrow()
                .path("effective_until")
                .stringValue());
        assertThat(until).isAfter(Instant.now().plus(Duration.ofDays(365)));

        Map<String, Object> correction =
                Map.of("phone", consumer.phone(), "kinds", List.of("opt_out"), "why", "the number was mistyped");
        assertThat(WORLD.node()
                        .post(key, "/api/suppressions/corrections", correction)
                        .json()
                        .path("ended")
                        .intValue())
                .isEqualTo(1);
        // The e-mail's entry still stands.
        assertThat(market.ping(consumer).reason()).isEqualTo("suppressed");
        assertThat(market.ping(consumer.pingingNo("email_hash")).status()).isEqualTo("accepted");
        await().untilAsserted(() -> assertThat(eventsOf(market, "suppression_corrected"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.path("why").stringValue()).isEqualTo("the number was mistyped");
                    assertThat(event.toString()).doesNotContain(consumer.phone());
                }));
    }

    @Test
    void anEntryThatRedisNeverHeardOfIsBroughtThere() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        String key = key(market);
        Consumer consumer = market.consumer();
        suppress(key, Map.of("phone", consumer.phone(), "kind", "opt_out"));
        // As if the node had died between the database and Redis.
        WORLD.postgres()
                .superuser("UPDATE gavel.suppression SET mirrored = false WHERE tenant = '" + market.tenant() + "'");
        assertThat(market.ping(consumer).reason()).isEqualTo("suppressed");
        await().until(() -> WORLD.postgres()
                .superuserQuery(
                        "SELECT 1 FROM gavel.suppression WHERE NOT mirrored AND tenant = '" + market.tenant() + "'")
                .isEmpty());
        assertThat(market.ping(consumer).reason()).isEqualTo("suppressed");
    }

    @Test
    void aFileOfDropHashesMeetsAtTheLatestAtThePost() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer byEmail = market.consumer();
        Consumer byPhone = market.consumer();
        Path emails = World.temporary("Email.csv", "ID,Hash\nAAAAAAAAAAAA," + base64(byEmail.email()) + "\n");
        Path phones = World.temporary(
                "Phone.csv", "ID,Hash\nAAAAAAAAAAAB," + base64(byPhone.phone().substring(2)) + "\n");
        assertThat(load(market, emails, "drop", "drop-email", "email_sha256").out())
                .contains("2 lines read, 1 entries new, 0 known, 0 lines bad");
        assertThat(load(market, phones, "drop", "drop-phone", "ten_digits_sha256")
                        .exitCode())
                .isZero();

        assertThat(market.ping(byEmail).reason()).isEqualTo("suppressed");
        HttpAnswer ping = market.ping(byPhone);
        assertThat(ping.status()).as("a ping without the phone cannot meet it").isEqualTo("accepted");
        assertThat(market.post(ping, byPhone).reason()).isEqualTo("suppressed");
        assertThat(market.buyer("beacon").posts()).isEmpty();
    }

    @Test
    void aNumberInTheClearMeetsTheDropListAtThePing() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer consumer = market.consumer();
        Path phones = World.temporary(
                "Phone.csv", "ID,Hash\nAAAAAAAAAAAB," + base64(consumer.phone().substring(2)) + "\n");
        load(market, phones, "drop", "drop-phone", "ten_digits_sha256");
        await().until(
                        () -> market.ping(consumer.pinging("phone", consumer.phone()))
                                .reason(),
                        "suppressed"::equals);
        Consumer other = market.consumer();
        assertThat(market.ping(other.pinging("phone", other.phone())).status()).isEqualTo("accepted");
    }

    @Test
    void dropRequestsAreReportedAndWithdrawn() throws IOException {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer known = market.consumer();
        assertThat(market.full(known).status()).isEqualTo("sold");
        Consumer stranger = market.consumer();
        Path phones = World.temporary(
                "Phone.csv",
                "ID,Hash\nAAAAAAAAAAA1," + base64(known.phone().substring(2)) + "\nAAAAAAAAAAA2,"
                        + base64(stranger.phone().substring(2)) + "\n");
        load(market, phones, "drop", "drop-phone", "ten_digits_sha256");
        HttpAnswer ping = market.ping(stranger);
        assertThat(market.post(ping, stranger).reason()).isEqualTo("suppressed");

        Path report = World.temporary("report.csv", "");
        Files.delete(report);
        World.Ended left = report(market, phones, report);
        assertThat(left.exitCode()).as(left.toString()).isEqualTo(3);
        assertThat(left.out())
                .contains("1 not found, 0 found and reported, 1 found and left out", "found: AAAAAAAAAAA1");
        assertThat(Files.readString(report)).isEqualTo("Id,Status\nAAAAAAAAAAA2,5\n");
        Files.delete(report);
        assertThat(report(market, phones, report, "--found", "deleted").exitCode())
                .isZero();
        assertThat(Files.readString(report)).isEqualTo("Id,Status\nAAAAAAAAAAA1,3\nAAAAAAAAAAA2,5\n");
        Files.delete(report);

        Path removed = World.temporary(
                "Removed.csv",
                "ID,Hash,ListType\nAAAAAAAAAAA2," + base64(stranger.phone().substring(2))
                        + ",Phone\nAAAAAAAAAAA3,AAAA,MAID\n");
        World.Ended withdrawn = WORLD.gavel("suppress", "withdraw", removed.toString(), "--tenant", market.tenant());
        assertThat(withdrawn.out()).contains("1 entries ended, 1 of lists that are not looked at, 0 lines bad");
        assertThat(WORLD.gavel("suppress", "withdraw", removed.toString(), "--tenant", market.tenant())
                        .out())
                .as("again")
                .contains("0 entries ended");
        assertThat(market.post(ping, stranger).status()).isEqualTo("sold");
        assertThat(WORLD.gavel("suppress", "lists", "--tenant", market.tenant()).out())
                .contains("drop-phone", "NEXT BY");
    }

    private static World.Ended report(Marketplace market, Path list, Path report, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "suppress",
                "report",
                list.toString(),
                "--tenant",
                market.tenant(),
                "--holds",
                "ten_digits_sha256",
                "--to",
                report.toString()));
        words.addAll(List.of(more));
        return WORLD.gavel(words.toArray(String[]::new));
    }

    @Test
    void aFileIsLoadedOnceAndBadLinesAreCountedWithoutBeingShown() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer consumer = market.consumer();
        String unreadable = "not-a-consumer";
        Path file = World.temporary(
                "list.txt", "# ours\n" + consumer.phone() + "\n\n" + unreadable + "\n" + consumer.email() + "\n");
        World.Ended first = load(market, file, "litigator", "plaintiffs", "any");
        assertThat(first.exitCode()).as(first.toString()).isEqualTo(3);
        assertThat(first.out())
                .contains("5 lines read, 2 entries new, 0 known, 1 lines bad", "does not count as loaded")
                .doesNotContain(unreadable, consumer.phone());
        assertThat(market.ping(consumer).reason()).isEqualTo("suppressed");

        World.Ended again = WORLD.gavel(
                "suppress",
                "import",
                file.toString(),
                "--tenant",
                market.tenant(),
                "--kind",
                "litigator",
                "--source",
                "plaintiffs",
                "--accept-bad-lines");
        assertThat(again.exitCode()).as(again.toString()).isZero();
        assertThat(again.out()).contains("goes on behind line 5", "the list litigator from plaintiffs is of");
        assertThat(WORLD.gavel("suppress", "lists", "--tenant", market.tenant()).out())
                .contains("plaintiffs", "litigator  2");
    }

    @Test
    void aListThatAgesInARunningServerStopsSalesWithTheNextRequest() {
        Marketplace market = WORLD.open(MarketText.auto(
                        "gates: {calling_hours: false, max_pings_per_hour: 1000, lists: {litigator: 4s, drop: 45d}}")
                .buys("beacon"));
        String key = key(market);
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("litigator_list_missing");

        Path litigators = World.temporary("litigators.txt", "+15125550199\n");
        Path drop = World.temporary("Email.csv", "ID,Hash\n");
        assertThat(load(market, litigators, "litigator", "plaintiffs", "any").exitCode())
                .isZero();
        await().untilAsserted(() ->
                assertThat(market.ping(market.consumer()).reason()).isEqualTo("drop_list_missing"));
        // A list without new requests is a recent list.
        assertThat(load(market, drop, "drop", "drop-email", "email_sha256").exitCode())
                .isZero();

        // Loaded again, so that there are four seconds from here on.
        assertThat(load(market, litigators, "litigator", "plaintiffs", "any").exitCode())
                .isZero();
        Instant dated = Instant.parse(listed(key, "litigator").path("dated_at").stringValue());
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        await().until(() -> !Instant.now().isBefore(dated.plusSeconds(6)));
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("litigator_list_stale");
        if (ping.status().equals("accepted")) {
            assertThat(market.post(ping, consumer).reason()).isEqualTo("litigator_list_stale");
        }
        assertThat(listed(key, "litigator").path("age_seconds").intValue()).isGreaterThan(4);

        // Loaded once more it sells again, within moments of the announcement.
        assertThat(load(market, litigators, "litigator", "plaintiffs", "any").exitCode())
                .isZero();
        await().untilAsserted(() ->
                assertThat(market.ping(market.consumer()).status()).isEqualTo("accepted"));
    }

    @Test
    void anExplanationNamesTheKindAndTheAgeOfTheLists() {
        Marketplace market = WORLD.open(MarketText.auto(
                        "gates: {calling_hours: false, max_pings_per_hour: 1000, buyer_vetting: false, lists: {drop: 45d}}")
                .buys("beacon"));
        String key = key(market);
        String report = market.newKey(null, Set.of("report"));
        Consumer consumer = market.consumer();
        load(market, World.temporary("Email.csv", "ID,Hash\n"), "drop", "drop-email", "email_sha256");
        suppress(key, Map.of("phone", consumer.phone(), "kind", "do_not_sell"));
        suppress(key, Map.of("email", consumer.email(), "kind", "opt_out"));
        Map<String, Object> body = new LinkedHashMap<>(market.pingBody(consumer, "fb-17"));
        body.putAll(consumer.post());

        await().untilAsserted(() -> {
            JsonNode finding = WORLD.node()
                    .post(report, "/api/gates/explain?vendor=" + Marketplace.VENDOR, body)
                    .json()
                    .path("gates")
                    .valueStream()
                    .filter(one -> one.path("gate").asString("").equals("suppression"))
                    .findFirst()
                    .orElseThrow();
            assertThat(finding.path("name").asString("")).isEqualTo("sale_opted_out");
            assertThat(finding.at("/basis/listed_as").asString("")).isEqualTo("do_not_sell, opt_out");
            assertThat(finding.at("/basis/drop_list").asString("")).contains("at most PT1080H");
        });
    }

    private static JsonNode listed(String key, String list) {
        return WORLD.node()
                .get(key, "/api/suppressions/lists")
                .json()
                .path("lists")
                .valueStream()
                .filter(one -> one.path("list").stringValue().equals(list))
                .findFirst()
                .orElseThrow();
    }

    private static World.Ended load(Marketplace market, Path file, String kind, String source, String holds) {
        return WORLD.gavel(
                "suppress",
                "import",
                file.toString(),
                "--tenant",
                market.tenant(),
                "--kind",
                kind,
                "--source",
                source,
                "--holds",
                holds);
    }

    private static List<JsonNode> eventsOf(Marketplace market, String type) {
        return WORLD
                .postgres()
                .superuserQuery("SELECT bytes FROM gavel.event WHERE tenant = '" + market.tenant()
                        + "' AND bytes LIKE '{\"type\":\"" + type + "\"%'")
                .stream()
                .map(bytes -> tools.jackson.databind.json.JsonMapper.shared().readTree(bytes))
                .toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(Sha256.of(text));
    }

    private static HttpAnswer suppress(String key, Map<String, Object> entry) {
        return WORLD.node().post(key, "/api/suppressions", entry);
    }

    private static String key(Marketplace market) {
        String key = market.newKey(null, SCOPES);
        await().until(() -> WORLD.nodes().stream()
                .allMatch(node -> node.get(key, "/api/suppressions/lists").code() == 200));
        return key;
    }
}
