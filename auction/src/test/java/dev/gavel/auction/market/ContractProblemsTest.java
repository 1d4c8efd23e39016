package dev.gavel.auction.market;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be wrong with a contract. */
class ContractProblemsTest {

    @ParameterizedTest
    @MethodSource("changes")
    void reportsTheChangeAtItsPath(String good, String bad, String path, String message) {
        Changes.requireProblem(good, bad, path, message);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Changes.change(
                        "bid: [zip, state, phone_hash]",
                        "bid: [zip, state, phone]",
                        "contracts.zen-live.fields.bid[2]",
                        "no bidder may see"),
                Changes.change(
                        "bid: [zip, state, phone_hash]",
                        "bid: [zip, state, phone_has]",
                        "contracts.zen-live.fields.bid[2]",
                        "did you mean \"phone_hash\"?"),
                Changes.change(
                        "phone_hash], delivery: [first",
                        "phone_hash], deliveries: [first",
                        "contracts.zen-live.fields.deliveries",
                        "unknown key"),
                Changes.change("window: 7d\n", "window: 7w\n", "contracts.zen-live.returns.window", "\"7w\""),
                Changes.change("      window: 7d\n", "", "contracts.zen-live.returns.window", "is missing"),
                Changes.change(
                        "[disconnected, wrong-person]",
                        "[disconnected, Wrong Person]",
                        "contracts.zen-live.returns.reasons[1]",
                        "is not an id"),
                Changes.change(
                        "[disconnected, wrong-person]",
                        "[disconnected, disconnected]",
                        "contracts.zen-live.returns.reasons[1]",
                        "is there twice"),
                Changes.change(
                        "[disconnected, wrong-person]", "[]", "contracts.zen-live.returns.reasons", "is an empty list"),
                Changes.change(
                        "{percent: 8.25, period: 30d}",
                        "{percent: 8.25, period: 3d}",
                        "contracts.zen-live.returns.limit.period",
                        "is shorter than the window"),
                Changes.change(
                        "{percent: 8.25, period: 30d}",
                        "{percent: 8.255, period: 30d}",
                        "contracts.zen-live.returns.limit.percent",
                        "more than two decimals"),
                Changes.change(
                        "approval: automatic",
                        "approval: automatik",
                        "contracts.zen-live.returns.approval",
                        "did you mean \"automatic\"?"),
                Changes.change(
                        "clawback: 50", "clawback: 101", "contracts.zen-live.returns.clawback", "from 0.00 to 100.00"),
                Changes.change("stop_use: true", "stopuse: true", "contracts.zen-live.returns.stopuse", "unknown key"),
                Changes.change(
                        "channels: [call, text]", "channels: [call, fax]", "contracts.yak-pets.channels[1]", "fax"),
                Changes.change("repeat_window: 14d", "repeat_window: 400d", "contracts.yak-pets.repeat_window", "365d"),
                Changes.change("  yak-pets:", "  yak_pets:", "contracts.yak_pets", "is not an id"),
                Changes.change(
                        ", price: result.price", "", "contracts.zen-live.price.realtime.endpoint", "no response.price"),
                Changes.change(
                        "campaign: pets", "campaign: pet", "contracts.yak-pets.campaign", "did you mean \"pets\"?"),
                Changes.change("buyer: yak", "buyer: gnu", "contracts.yak-pets.buyer", "unknown buyer \"gnu\""),
                Changes.change("    filter: any_lead\n", "", "contracts.zen-table.filter", "is missing"),
                Changes.change("filter: any_lead", "filter: {}", "contracts.zen-table.filter", "empty map"),
                Changes.change(
                        "filter: any_lead", "filter: everyone", "contracts.zen-table.filter", "found \"everyone\""),
                Changes.change(
                        "acme/fb-17", "acme/fb-71", "contracts.zen-live.sources.allow[0]", "did you mean \"fb-17\"?"),
                Changes.change("acme/fb-17", "acne", "contracts.zen-live.sources.allow[0]", "did you mean \"acme\"?"),
                Changes.change(
                        "mon-fri 09:00-18:00",
                        "mon-fry 09:00-18:00",
                        "contracts.zen-live.schedule[0]",
                        "is not a window"),
                Changes.change(
                        "mon-fri 09:00-18:00",
                        "mon-fri 18:00-09:00",
                        "contracts.zen-live.schedule[0]",
                        "ends before it starts"),
                Changes.change(
                        "mon-fri 09:00-18:00", "mon-fri 9-18", "contracts.zen-live.schedule[0]", "is not a window"),
                Changes.change(
                        "schedule: always", "schedule: never", "contracts.zen-table.schedule", "unknown schedule"),
                Changes.change("schedule: always", "schedule: []", "contracts.zen-table.schedule", "empty list"),
                Changes.change("price: 12\n", "price: 0\n", "contracts.yak-pets.price", "\"0\""),
                Changes.change("min: 2.00", "min: 200.00", "contracts.zen-live.price.realtime.max", "is less than min"),
                Changes.change(
                        "endpoint: bid",
                        "endpoint: bod",
                        "contracts.zen-live.price.realtime.endpoint",
                        "did you mean \"bid\"?"),
                Changes.change(
                        "delivery: post",
                        "delivery: mail",
                        "contracts.zen-live.delivery",
                        "unknown endpoint of buyer zen"),
                Changes.change("weight: 3", "weight: 0", "contracts.zen-live.weight", "from 1 to"),
                Changes.change("mode: shared", "mode: share", "contracts.zen-live.mode", "did you mean \"shared\"?"),
                Changes.change(
                        "conflict_group: zen",
                        "conflict_group: Zen!",
                        "contracts.zen-live.conflict_group",
                        "is not an id"),
                Changes.change("paused: true", "paused:", "contracts.zen-live.paused", "found nothing"),
                Changes.change("paused: true", "pause: true", "contracts.zen-live.pause", "did you mean \"paused\"?"),
                Changes.change(
                        "{state: {in: [TX, FL]}}",
                        "{state: {in: [TX, ZZ]}}",
                        "contracts.zen-live.filter.all[0].state.in[1]",
                        "two-letter code"),
                Changes.change(
                        "{state: {in: [TX, FL]}}",
                        "{state: {is: TX}}",
                        "contracts.zen-live.filter.all[0].state.is",
                        "unknown operator"),
                Changes.change(
                        "{state: {in: [TX, FL]}}",
                        "{stat: {in: [TX]}}",
                        "contracts.zen-live.filter.all[0].stat",
                        "did you mean \"state\"?"),
                Changes.change(
                        "{state: {in: [TX, FL]}}",
                        "{city: {in: [Austin]}}",
                        "contracts.zen-live.filter.all[0].city",
                        "which no ping has"),
                Changes.change(
                        "{range: [2010, 2030]}",
                        "{range: [2030, 2010]}",
                        "contracts.zen-live.filter.all[1].vehicle_year.range",
                        "more than the second"),
                Changes.change(
                        "{range: [2010, 2030]}",
                        "{range: [2010]}",
                        "contracts.zen-live.filter.all[1].vehicle_year.range",
                        "has 1 values"),
                Changes.change(
                        "{range: [2010, 2030]}",
                        "{range: [2010, 3000]}",
                        "contracts.zen-live.filter.all[1].vehicle_year.range[1]",
                        "1900 to 2100"),
                Changes.change(
                        "{range: [2010, 2030]}",
                        "{prefix: 20}",
                        "contracts.zen-live.filter.all[1].vehicle_year.prefix",
                        "has no prefix"),
                Changes.change(
                        "{prefix: \"787\"}",
                        "{prefix: \"78x\"}",
                        "contracts.zen-live.filter.all[2].any[0].zip.prefix",
                        "cannot begin"),
                Changes.change(
                        "{zip_list: valley}",
                        "{zip_list: vally}",
                        "contracts.zen-live.filter.all[2].any[1].zip.zip_list",
                        "did you mean \"valley\"?"),
                Changes.change(
                        "60601 02134\"",
                        "60601 2134\"",
                        "contracts.zen-live.filter.all[2].any[2].zip.in",
                        "\"2134\" is not a ZIP"),
                Changes.change(
                        "{equals: poor}",
                        "{equals: pour}",
                        "contracts.zen-live.filter.all[3].not.credit_band.equals",
                        "did you mean \"poor\"?"),
                Changes.change(
                        "{equals: poor}",
                        "{range: [poor, good]}",
                        "contracts.zen-live.filter.all[3].not.credit_band.range",
                        "has no range"),
                Changes.change(
                        "email_hash: exists",
                        "email_hash: there",
                        "contracts.zen-live.filter.all[4].email_hash",
                        "expected: exists"),
                Changes.change(
                        "email_hash: exists",
                        "email_hash: {equals: abc}",
                        "contracts.zen-live.filter.all[4].email_hash.equals",
                        "64 hex digits"),
                Changes.change(
                        "{when: {state: {equals: TX}}",
                        "{when: {state: {equals: XX}}",
                        "contracts.zen-table.price.table[0].when.state.equals",
                        "two-letter"),
                Changes.change(
                        "{when: any_lead, price: 9.125}",
                        "{when: any_lead}",
                        "contracts.zen-table.price.table[1].price",
                        "is missing"),
                Changes.change(
                        "weight: 3\n",
                        "weight: 3\n    priority: 6\n",
                        "contracts.zen-live.priority",
                        "is there twice"));
    }
}
