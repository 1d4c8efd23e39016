package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MarketDiffTest {

    @Test
    void nothingChangesBetweenTwoReadingsOfOneFile() {
        assertThat(MarketDiff.between(
                        Markets.good(Markets.good()),
                        Markets.good(Markets.good()).atVersion(7)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void showsTheChangeInOneLine(String before, String after, String line) {
        assertThat(Markets.good()).contains(before);
        assertThat(lines(Markets.good(), Markets.good().replace(before, after))).containsExactly(line);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("currency: USD", "currency: EUR", "~ market: currency USD -> EUR"),
                Arguments.of("price: 12\n", "price: 14.00\n", "~ contract yak-pets: price 12.00 -> 14.00"),
                Arguments.of(
                        "max: 90.00",
                        "max: 95.00",
                        "~ contract zen-live: price realtime from bid, 2.00 to 90.00 -> realtime from bid, 2.00 to 95.00"),
                Arguments.of(
                        "price: 9.125",
                        "price: 9.25",
                        "~ contract zen-table: price table [state in [TX]: 14.00] [any_lead: 9.125] -> table [state in [TX]: 14.00] [any_lead: 9.25]"),
                Arguments.of(
                        "window: week, count: 50",
                        "window: week, count: 60",
                        "~ contract zen-live: caps.week.count 50 -> 60"),
                Arguments.of(
                        "window: week, count: 50",
                        "window: week, money: 50, count: 50",
                        "~ contract zen-live: caps.week.money (none) -> 50.00"),
                Arguments.of("low_balance: 75.00", "low_balance: 80", "~ buyer zen: low_balance 75.00 -> 80.00"),
                Arguments.of(
                        "{percent: 8.25, period: 30d}",
                        "{percent: 20, period: 60d}",
                        "~ contract zen-live: returns.limit 8.25 % in 30d -> 20.00 % in 60d"),
                Arguments.of("clawback: 50", "clawback: 0", "~ contract zen-live: returns.clawback 50.00 % -> 0.00 %"),
                Arguments.of("    conflict_group: zen\n", "", "~ contract zen-live: conflict_group zen -> (none)"),
                Arguments.of(
                        "{equals: dog}",
                        "{equals: cat}",
                        "~ contract yak-pets: filter species in [dog] -> species in [cat]"),
                Arguments.of(
                        "deny: [open/bad]",
                        "deny: [open/bad, acme]",
                        "~ contract zen-live: sources.deny [open/bad] -> [acme, open/bad]"),
                Arguments.of(
                        "daily 08:00",
                        "daily 09:30",
                        "~ contract yak-pets: schedule [mon 08:00-20:00, tue 08:00-20:00, wed 08:00-20:00, thu 08:00-20:00, fri 08:00-20:00,"
                                + " sat 08:00-20:00, sun 08:00-20:00] UTC -> [mon 09:30-20:00, tue 09:30-20:00, wed 09:30-20:00, thu 09:30-20:00,"
                                + " fri 09:30-20:00, sat 09:30-20:00, sun 09:30-20:00] UTC"),
                Arguments.of(
                        "percent: 12.5",
                        "percent: 15",
                        "~ campaign auto: margin [from 0.00: 12.50 %, from 20.00: 4.00] -> [from 0.00: 15.00 %, from 20.00: 4.00]"),
                Arguments.of("ping_ttl: 10m", "ping_ttl: 90s", "~ campaign auto: ping_ttl 10m -> 90s"),
                Arguments.of(
                        "seed: -42", "seed: -42\n    reservation: post", "~ campaign auto: reservation ping -> post"),
                Arguments.of(
                        "max_pings_per_hour: 3",
                        "max_pings_per_hour: 4",
                        "~ campaign auto: gates.max_pings_per_hour 3 -> 4"),
                Arguments.of(
                        "max_pings_per_hour: 3",
                        "max_pings_per_hour: 3, lists: {drop: 30d}",
                        "~ campaign auto: gates.lists.drop (none) -> 30d"),
                Arguments.of(
                        "contact_limits: false",
                        "contact_limits: true",
                        "~ campaign auto: gates.contact_limits false -> true"),
                Arguments.of(
                        "    schedule: {zone: America/Denver, windows: [mon-fri 08:00-19:00]}\n",
                        "    schedule: {zone: America/Denver, windows: [mon 08:00-19:00]}\n",
                        "~ campaign auto: schedule [mon 08:00-19:00, tue 08:00-19:00, wed 08:00-19:00, thu 08:00-19:00, fri 08:00-19:00]"
                                + " America/Denver -> [mon 08:00-19:00] America/Denver"),
                Arguments.of("repeat_window: 90d", "repeat_window: 30d", "~ buyer zen: repeat_window 90d -> 30d"),
                Arguments.of("    repeat_window: 14d\n", "", "~ contract yak-pets: repeat_window 14d -> (none)"),
                Arguments.of(
                        "channels: [call, text]",
                        "channels: [call]",
                        "~ contract yak-pets: channels [call, text] -> [call]"),
                Arguments.of(
                        "max: 200}",
                        "max: 300}",
                        "~ vertical pets: fields.weight integer, internal, 0 to 200 -> integer, internal, 0 to 300"),
                Arguments.of("floor: 3.00", "floor: 3.50", "~ vendor acme: floor 3.00 -> 3.50"),
                Arguments.of("sources: [fb-17, google-3], ", "", "~ vendor acme: sources [fb-17, google-3] -> any"),
                Arguments.of(
                        "legal_name: Yak LLC", "legal_name: Yak Inc", "~ buyer yak: legal_name Yak LLC -> Yak Inc"),
                Arguments.of("count: 9}", "count: 8}", "~ buyer zen: caps.buyer_source.hour.count 9 -> 8"),
                Arguments.of(
                        "${secret:ZEN_TOKEN}", "${secret:OTHER}", "~ endpoint zen/bid: headers.Authorization changed"),
                Arguments.of(", X-Plan: gold", "", "~ endpoint zen/bid: headers.X-Plan (hidden) -> (none)"),
                Arguments.of("bid?plan=1", "bid?plan=2", "~ endpoint zen/bid: url changed"),
                Arguments.of("1.50, true", "1.5, true", "~ endpoint zen/bid: request.nested.list[2] 1.50 -> 1.5"),
                Arguments.of("true, \"05\"", "true, \"06\"", "~ endpoint zen/bid: request.nested.list[4] changed"),
                Arguments.of(
                        "id: \"${ping_id}\"",
                        "id: \"${campaign}\"",
                        "~ endpoint zen/bid: request.id ${ping_id} -> ${campaign}"),
                Arguments.of("status: ok", "status: okay", "~ endpoint zen/post: response.status ok -> okay"));
    }

    @Test
    void showsWhereABuyerIsToldWithoutAKeyInTheAddress() {
        String told = Markets.good()
                .replace(
                        "legal_name: Yak LLC",
                        "legal_name: Yak LLC, revocations: {url: \"https://yak.example.com/r?key=1\", secret: YAK}");
        assertThat(lines(Markets.good(), told).toString())
                .contains("revocations.url (none) -> https://yak.example.com/r?", "revocations.secret (none) -> YAK")
                .doesNotContain("key=1");
    }

    @Test
    void showsWhoIsToldOfWhat() {
        String told = Markets.good()
                .replace(
                        "acme: {sources",
                        "acme: {webhook: {url: \"https://acme.example.com/h?key=1\", secret: ACME, events: [sale, return]}, sources");
        assertThat(lines(Markets.good(), told).toString())
                .contains(
                        "webhook.url (none) -> https://acme.example.com/h?",
                        "webhook.secret (none) -> ACME",
                        "webhook.events (none) -> [return, sale]")
                .doesNotContain("key=1");
    }

    @Test
    void showsWhatComesAndGoes() {
        String after = Markets.good()
                .replace("  open: {}\n", "")
                .replace("sources: {allow: [acme/fb-17, open], deny: [open/bad]}", "sources: {allow: [acme/fb-17]}")
                .replace("  yak-pets:", "  yak-dogs:")
                .replace("\n  yak: {", "\n  gnu: {legal_name: Gnu LLC, zone: UTC}\n  yak: {");
        assertThat(lines(Markets.good(), after))
                .containsExactly(
                        "- vendor open",
                        "+ buyer gnu",
                        "+ contract yak-dogs",
                        "- contract yak-pets",
                        "~ contract zen-live: sources.allow [acme/fb-17, open] -> [acme/fb-17]",
                        "~ contract zen-live: sources.deny [open/bad] -> []");
    }

    @Test
    void tellsLongListsApartByTheirChecksum() {
        List<String> codes = new ArrayList<>();
        for (int code = 10_000; code < 12_000; code++) {
            codes.add(Integer.toString(code));
        }
        String before = Markets.good().replace("85001 85002", String.join(" ", codes));
        codes.set(1_000, "99999");
        String after = Markets.good().replace("85001 85002", String.join(" ", codes));
        assertThat(lines(before, after)).singleElement().satisfies(line -> {
            assertThat(line).startsWith("~ contract zen-live: filter all(").contains("2001 values, checksum ");
            assertThat(line).hasSizeLessThan(1_000).doesNotEndWith("changed");
        });
        Collections.reverse(codes);
        assertThat(lines(after, Markets.good().replace("85001 85002", String.join(" ", codes))))
                .isEmpty();
    }

    @Test
    void theOrderOfContractsIsADifference() {
        String file = Markets.good();
        int table = file.indexOf("  zen-table:");
        int pets = file.indexOf("  yak-pets:");
        String after = file.substring(0, table) + file.substring(pets) + file.substring(table, pets);
        assertThat(lines(file, after)).containsExactly("~ market: order of contracts changed");
    }

    private static List<String> lines(String before, String after) {
        return MarketDiff.lines(MarketDiff.between(Markets.good(before), Markets.good(after)));
    }
}
