package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.persistence.postgres.ApiKeyStore.NewKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a buyer sends back, over HTTP: both sides of the books, and who may see and decide what. */
class ReturnsIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private static final String TERMS = "returns: {window: 7d, reasons: [disconnected, duplicate]}";

    /** A tenant with its own key, and one of its buyer. */
    private record Sides(Marketplace market, String operator, String buyer, String vendorReports) {

        static Sides open(MarketText text, Map<String, String> funds) {
            Marketplace market = WORLD.open(text, funds);
            Sides sides = new Sides(
                    market,
                    key(market, null, null, "admin", "report"),
                    key(market, null, "beacon", "return", "report"),
                    key(market, Marketplace.VENDOR, null, "report"));
            for (String key : List.of(sides.operator, sides.buyer, sides.vendorReports)) {
                await().until(() -> WORLD.node().get(key, "/api/accounts").code() == 200);
            }
            return sides;
        }

        static String key(Marketplace market, String vendor, String buyer, String... scopes) {
            return market.newKey(
                    new NewKey(market.tenant(), "test", false, Set.of(scopes), vendor, buyer, List.of(), 0));
        }

        /** Sells a lead and names the delivery as the buyer got it. */
        String sell() {
            Consumer consumer = market.consumer();
            HttpAnswer ping = market.ping(consumer);
            assertThat(market.post(ping, consumer).status()).isEqualTo("sold");
            return market.lead(ping.pingId()).sales().getFirst().deliveryId();
        }

        HttpAnswer request(String key, Map<String, Object> body) {
            return WORLD.node().post(key, "/api/returns", body);
        }

        HttpAnswer decide(HttpAnswer asked, Map<String, Object> body) {
            return WORLD.node().post(operator, "/api/returns/" + asked.at("/return_id") + "/decision", body);
        }
    }

    private static MarketText text(String... terms) {
        String[] entries = new String[terms.length + 1];
        entries[0] = "price: 10.00";
        System.arraycopy(terms, 0, entries, 1, terms.length);
        return MarketText.auto("margin: {percent: 20}")
                .buyer("beacon", "credit_limit: 0.00")
                .contract("beacon", "beacon", entries);
    }

    @Test
    void anApprovedReturnGivesTheMoneyBackOnBothSidesAndItCanBeSpentAgain() {
        Sides sides = Sides.open(text(TERMS), Map.of("beacon", "10.00"));
        String delivery = sides.sell();
        assertThat(sides.market.ping(sides.market.consumer()).reason()).isEqualTo("no_funds");

        HttpAnswer asked = sides.request(
                sides.buyer, Map.of("delivery_id", delivery, "reason", "disconnected", "evidence", "Recording 8841"));
        assertThat(asked.code()).as(asked.toString()).isEqualTo(200);
        assertThat(asked.status()).isEqualTo("requested");
        assertThat(asked.json().has("payout"))
                .as("the buyer does not see the vendor's part")
                .isFalse();
        assertThat(sides.market.balances()).containsEntry("buyer/beacon", "0.00");

        HttpAnswer approved = sides.decide(asked, Map.of("decision", "approve"));
        assertThat(approved.status()).isEqualTo("approved");
        assertThat(approved.at("/refund")).isEqualTo("10.00");
        assertThat(approved.at("/clawback")).isEqualTo("8.00");
        assertThat(approved.at("/evidence")).isEqualTo("Recording 8841");
        assertThat(sides.market.balances())
                .containsEntry("buyer/beacon", "10.00")
                .containsEntry("vendor/acme-media", "0.00")
                .containsEntry("margin/beacon", "0.00");
        assertThat(sides.market.ping(sides.market.consumer()).status())
                .as("the counters know of the refund")
                .isEqualTo("accepted");

        HttpAnswer vendors = WORLD.node().get(sides.vendorReports, "/api/returns?state=approved");
        assertThat(vendors.at("/returns/0/clawback")).isEqualTo("8.00");
        assertThat(vendors.json().at("/returns/0").has("price")).isFalse();
        assertThat(vendors.json().at("/returns/0").has("evidence")).isFalse();
        assertThat(WORLD.postgres().superuserQuery("SELECT bytes FROM gavel.event WHERE bytes LIKE '%Recording%'"))
                .isEmpty();
        await().until(() -> WORLD.postgres()
                        .superuserQuery("SELECT bytes FROM gavel.event WHERE tenant = '" + sides.market.tenant()
                                + "' AND bytes LIKE '%\"return_%'")
                        .size()
                == 2);
    }

    @Test
    void oneSaleIsReturnedOnceHoweverOftenItIsAskedFor() {
        Sides sides = Sides.open(
                text("returns: {window: 7d, reasons: [disconnected], approval: automatic, clawback: 0}"),
                Map.of("beacon", "30.00"));
        Map<String, Object> body = Map.of("delivery_id", sides.sell(), "reason", "disconnected");

        HttpAnswer first = sides.request(sides.buyer, body);
        HttpAnswer again = sides.request(sides.buyer, body);
        HttpAnswer other = sides.request(
                sides.buyer,
                Map.of("delivery_id", body.get("delivery_id"), "reason", "disconnected", "amount", "1.00"));

        assertThat(first.status()).isEqualTo("approved");
        assertThat(again.at("/return_id")).isEqualTo(first.at("/return_id"));
        assertThat(other.status()).isEqualTo("refused");
        assertThat(other.reason()).isEqualTo("return_stands");
        assertThat(sides.market.balances())
                .containsEntry("buyer/beacon", "30.00")
                .containsEntry("vendor/acme-media", "8.00")
                .containsEntry("margin/beacon", "-8.00");
    }

    @Test
    void theCapIsGivenBackOnlyByPolicyAndRedisFollows() {
        Sides sides = Sides.open(
                text(
                        "returns: {window: 7d, reasons: [disconnected], approval: automatic, gives_cap_back: true}",
                        "caps: [{window: total, count: 1}]"),
                Map.of("beacon", "50.00"));
        String delivery = sides.sell();
        assertThat(sides.market.ping(sides.market.consumer()).reason()).isEqualTo("caps_full");

        assertThat(sides.request(sides.buyer, Map.of("delivery_id", delivery, "reason", "disconnected"))
                        .status())
                .isEqualTo("approved");

        assertThat(sides.market.used("contract/beacon/total/count")).isZero();
        await().until(() -> sides.market.ping(sides.market.consumer()).status().equals("accepted"));
    }

    @Test
    void whatACommandApprovesCanBeSpentAndSoldAgainAtOnce() {
        Sides sides = Sides.open(
                text(
                        "returns: {window: 7d, reasons: [disconnected], gives_cap_back: true}",
                        "caps: [{window: total, count: 1}]"),
                Map.of("beacon", "10.00"));
        HttpAnswer asked = sides.request(sides.buyer, Map.of("delivery_id", sides.sell(), "reason", "disconnected"));
        assertThat(sides.market.ping(sides.market.consumer()).reason()).isEqualTo("caps_full");

        World.Ended approved =
                WORLD.gavel("returns", "approve", "--tenant", sides.market.tenant(), asked.at("/return_id"));

        assertThat(approved.exitCode()).as(approved.err()).isZero();
        assertThat(approved.err()).isEmpty();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> sides.market.ping(sides.market.consumer()).status().equals("accepted"));
    }

    @Test
    void aContractThatIsThereNoMoreTakesReturnsByTheTermsOfTheDayOfTheSale() {
        Sides sides = Sides.open(text(TERMS), Map.of("beacon", "50.00"));
        String delivery = sides.sell();
        sides.market.apply(MarketText.auto("margin: {percent: 20}").buyer("beacon", "credit_limit: 0.00"));
        await().until(() -> sides.market.ping(sides.market.consumer()).reason().equals("no_contract")
                || !sides.market.ping(sides.market.consumer()).status().equals("accepted"));

        HttpAnswer early = sides.request(sides.buyer, Map.of("delivery_id", delivery, "reason", "too-expensive"));
        assertThat(early.reason()).isEqualTo("return_reason_not_allowed");
        HttpAnswer asked = sides.request(sides.buyer, Map.of("delivery_id", delivery, "reason", "disconnected"));
        assertThat(asked.status()).as(asked.toString()).isEqualTo("requested");
    }

    @Test
    void aBuyerReturnsItsOwnByItsTermsAndDecidesNothing() {
        Sides sides = Sides.open(text(TERMS), Map.of("beacon", "50.00"));
        String delivery = sides.sell();
        String stranger = Sides.key(sides.market, null, "harbor", "return", "report");
        await().until(() -> WORLD.node().get(stranger, "/api/accounts").code() == 200);

        assertThat(sides.request(stranger, Map.of("delivery_id", delivery, "reason", "disconnected"))
                        .reason())
                .isEqualTo("sale_unknown");
        assertThat(sides.request(sides.buyer, Map.of("delivery_id", delivery, "reason", "no-answer"))
                        .reason())
                .isEqualTo("return_reason_not_allowed");
        assertThat(sides.request(
                                sides.buyer,
                                Map.of("delivery_id", delivery, "reason", "disconnected", "override", true))
                        .code())
                .isEqualTo(403);
        assertThat(sides.request(sides.buyer, Map.of("delivery_id", delivery, "reason", "disconnected", "amonut", "1"))
                        .reason())
                .isEqualTo("member_unknown");
        HttpAnswer asked = sides.request(sides.buyer, Map.of("delivery_id", delivery, "reason", "disconnected"));
        assertThat(WORLD.node()
                        .get(stranger, "/api/returns/" + asked.at("/return_id"))
                        .reason())
                .isEqualTo("return_unknown");
        assertThat(WORLD.node()
                        .post(
                                sides.buyer,
                                "/api/returns/" + asked.at("/return_id") + "/decision",
                                Map.of("decision", "approve"))
                        .code())
                .isEqualTo(403);
        assertThat(sides.decide(asked, Map.of("decision", "deny")).reason()).isEqualTo("reason_missing");
        assertThat(sides.decide(asked, Map.of("decision", "deny", "note", "The consumer answers."))
                        .status())
                .isEqualTo("denied");
        assertThat(sides.decide(asked, Map.of("decision", "approve")).reason()).isEqualTo("return_decided");
        assertThat(sides.market.balances()).containsEntry("buyer/beacon", "40.00");
    }

    @Test
    void theTenantGrantsPartsBeyondThePolicy() {
        Sides sides = Sides.open(text(), Map.of("beacon", "50.00"));
        String delivery = sides.sell();
        assertThat(sides.request(sides.buyer, Map.of("delivery_id", delivery, "reason", "disconnected"))
                        .reason())
                .isEqualTo("returns_not_agreed");

        HttpAnswer granted = sides.request(
                sides.operator,
                Map.of(
                        "delivery_id",
                        delivery,
                        "reason",
                        "goodwill",
                        "override",
                        true,
                        "amount",
                        "5.00",
                        "clawback_percent",
                        "50"));

        assertThat(granted.status()).as(granted.toString()).isEqualTo("approved");
        assertThat(sides.market.balances())
                .containsEntry("buyer/beacon", "45.00")
                .containsEntry("vendor/acme-media", "6.00")
                .containsEntry("margin/beacon", "-1.00");
    }

    @Test
    void bookingsCountOnceAndStatementsShowThem() {
        Sides sides = Sides.open(text(), Map.of("beacon", "10.00"));
        sides.sell();
        Map<String, Object> deposit = Map.of("kind", "deposit", "amount", "20.00", "reference", "wire-1");
        String entries = "/api/accounts/buyer/beacon/entries";
        HttpAnswer booked = WORLD.node().post(sides.operator, entries, deposit);
        assertThat(booked.status()).as(booked.toString()).isEqualTo("booked");
        assertThat(booked.at("/account/available")).isEqualTo("20.00");
        assertThat(WORLD.node().post(sides.operator, entries, deposit).status()).isEqualTo("booked_before");
        assertThat(WORLD.node()
                        .post(
                                sides.operator,
                                entries,
                                Map.of("kind", "deposit", "amount", "21.00", "reference", "wire-1"))
                        .code())
                .isEqualTo(409);
        assertThat(WORLD.node()
                        .post(
                                sides.operator,
                                entries,
                                Map.of("kind", "withdrawal", "amount", "20.01", "reference", "out-1"))
                        .reason())
                .isEqualTo("account_beyond_limit");
        assertThat(WORLD.node()
                        .post(
                                sides.operator,
                                "/api/accounts/buyer/beacn/entries",
                                Map.of("kind", "deposit", "amount", "1.00", "reference", "typo"))
                        .reason())
                .isEqualTo("account_unknown");
        assertThat(WORLD.node()
                        .post(
                                sides.operator,
                                entries,
                                Map.of(
                                        "kind",
                                        "adjustment",
                                        "direction",
                                        "debit",
                                        "amount",
                                        "2.50",
                                        "reference",
                                        "fee",
                                        "reason",
                                        "Set-up, \"agreed\""))
                        .at("/account/available"))
                .isEqualTo("17.50");
        assertThat(sides.market.ping(sides.market.consumer()).status()).isEqualTo("accepted");
        assertThat(WORLD.node()
                        .post(
                                sides.operator,
                                "/api/accounts/vendor/acme-media/entries",
                                Map.of(
                                        "kind",
                                        "payout",
                                        "amount",
                                        "8.00",
                                        "reference",
                                        "payout-1",
                                        "currency",
                                        "EUR",
                                        "rate",
                                        "0.8615"))
                        .at("/paid/amount"))
                .isEqualTo("6.89");

        HttpAnswer statement = WORLD.node().get(sides.buyer, "/api/accounts/buyer/beacon/statement");
        assertThat(statement.at("/opening_balance")).isEqualTo("0.00");
        assertThat(statement.json().at("/lines"))
                .extracting(line ->
                        line.at("/kind").asString() + " " + line.at("/amount").asString())
                .containsExactly("deposit 10.00", "sale -10.00", "deposit 20.00", "adjustment -2.50");
        assertThat(statement.at("/closing_balance")).isEqualTo("17.50");
        HttpAnswer csv = WORLD.node().get(sides.buyer, "/api/accounts/buyer/beacon/statement.csv");
        assertThat(csv.body().lines())
                .hasSize(7)
                .contains("at,kind,reference,reason,amount,balance")
                .anyMatch(line -> line.endsWith(",adjustment,fee,\"Set-up, \"\"agreed\"\"\",-2.50,17.50"));
        assertThat(WORLD.node()
                        .get(sides.buyer, "/api/accounts/vendor/acme-media")
                        .reason())
                .isEqualTo("account_unknown");
        assertThat(WORLD.node()
                        .get(sides.vendorReports, "/api/accounts/vendor/acme-media/statement")
                        .at("/closing_balance"))
                .isEqualTo("0.00");
        assertThat(WORLD.node().get(sides.operator, "/api/accounts/cash/-").at("/balance"))
                .isEqualTo("-22.00");
        assertThat(WORLD.node()
                        .get(sides.operator, "/api/accounts/buyer/beacon/statement?from=2026-13-01")
                        .reason())
                .isEqualTo("period_invalid");
    }

    @Test
    void aBuyerThatRunsOutIsShownAndIsBackWithItsDeposit() {
        Sides sides = Sides.open(
                MarketText.auto("margin: none")
                        .buyer("beacon", "credit_limit: 0.00", "low_balance: 15.00")
                        .contract("beacon", "beacon", "price: 10.00"),
                Map.of("beacon", "20.00"));
        sides.sell();
        awaitStatus(sides, "low");
        sides.sell();
        awaitStatus(sides, "out_of_funds");
        assertThat(sides.market.ping(sides.market.consumer()).reason()).isEqualTo("no_funds");

        WORLD.node()
                .post(
                        sides.operator,
                        "/api/accounts/buyer/beacon/entries",
                        Map.of("kind", "deposit", "amount", "100.00", "reference", "wire-2"));

        assertThat(WORLD.node().get(sides.buyer, "/api/accounts/buyer/beacon").status())
                .isEqualTo("active");
        assertThat(sides.market.ping(sides.market.consumer()).status()).isEqualTo("accepted");
        await().until(() -> WORLD
                .postgres()
                .superuserQuery("SELECT bytes FROM gavel.event WHERE tenant = '" + sides.market.tenant()
                        + "' AND bytes LIKE '%account_status%' ORDER BY seq")
                .stream()
                .map(bytes -> bytes.replaceAll(".*\"status\":\"([a-z_]+)\".*", "$1"))
                .toList()
                .equals(List.of("low", "out_of_funds", "active")));
    }

    private static void awaitStatus(Sides sides, String status) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> WORLD.node()
                        .get(sides.buyer, "/api/accounts/buyer/beacon")
                        .status()
                        .equals(status));
    }

    @Test
    void commandsHaveTheSamePower() {
        Sides sides = Sides.open(text(TERMS), Map.of("beacon", "20.00"));
        HttpAnswer asked = sides.request(
                sides.buyer, Map.of("delivery_id", sides.sell(), "reason", "disconnected", "amount", "6.00"));
        String tenant = sides.market.tenant();
        String id = asked.at("/return_id");

        assertThat(WORLD.gavel("returns", "list", "--tenant", tenant, "--state", "requested")
                        .out())
                .contains(id, "6.00", "10.00");
        World.Ended approved = WORLD.gavel("returns", "approve", "--tenant", tenant, "--amount", "5.00", id);
        assertThat(approved.exitCode()).as(approved.err()).isZero();
        assertThat(WORLD.gavel("returns", "deny", "--tenant", tenant, "--note", "Too late.", id)
                        .out())
                .contains("4110");
        assertThat(sides.market.balances())
                .containsEntry("buyer/beacon", "15.00")
                .containsEntry("vendor/acme-media", "4.00");

        World.Ended paid = WORLD.gavel(
                "funds",
                "book",
                "--tenant",
                tenant,
                "--kind",
                "payout",
                "--reference",
                "p-1",
                "--reason",
                "November",
                "vendor/acme-media",
                "4.00");
        assertThat(paid.exitCode()).as(paid.err()).isZero();
        assertThat(WORLD.gavel(
                                "funds",
                                "book",
                                "--tenant",
                                tenant,
                                "--kind",
                                "payout",
                                "--reference",
                                "p-2",
                                "--reason",
                                "December",
                                "vendor/acme-media",
                                "0.01")
                        .out())
                .contains("below its limit");
        assertThat(WORLD.gavel(
                                "funds",
                                "book",
                                "--tenant",
                                tenant,
                                "--kind",
                                "payout",
                                "--reference",
                                "p-3",
                                "--reason",
                                "x",
                                "buyer/beacon",
                                "1.00")
                        .exitCode())
                .isEqualTo(2);
        assertThat(WORLD.gavel("statement", "--tenant", tenant, "vendor/acme-media")
                        .out())
                .contains("opening balance", "sale", "8.00", "refund", "-4.00", "payout", "closing balance", "0.00");
        assertThat(WORLD.gavel("statement", "--tenant", tenant, "--csv", "buyer/beacon")
                        .out()
                        .lines()
                        .toList())
                .hasSize(6)
                .first()
                .isEqualTo("at,kind,reference,reason,amount,balance");
    }
}
