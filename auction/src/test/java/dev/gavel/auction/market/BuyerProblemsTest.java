package dev.gavel.auction.market;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be wrong with a buyer. */
class BuyerProblemsTest {

    @ParameterizedTest
    @MethodSource("changes")
    void reportsTheChangeAtItsPath(String good, String bad, String path, String message) {
        Changes.requireProblem(good, bad, path, message);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Changes.change(
                        "https://zen.example.com/post",
                        "wss://zen.example.com/post",
                        "contracts.zen-live.delivery",
                        "bid stream"),
                Changes.change(
                        "https://zen.example.com/post",
                        "https://zen.example.com/post\n        http: 3",
                        "buyers.zen.endpoints.post.http",
                        "3"),
                Changes.change(
                        "https://zen.example.com/post",
                        "https://zen.example.com/post\n        secret: ZEN",
                        "buyers.zen.endpoints.post.secret",
                        "unknown key"),
                Changes.change(
                        "verified_on: 2026-05-01",
                        "verified_on: May",
                        "buyers.zen.vetting.verified_on",
                        "is not a date"),
                Changes.change("verified_by: compliance desk", "", "buyers.zen.vetting.verified_by", "is missing"),
                Changes.change(
                        "valid_until: 2027-05-01",
                        "valid_until: 2026-04-30",
                        "buyers.zen.vetting.valid_until",
                        "is before"),
                Changes.change(
                        "verticals: [auto-insurance, pets]",
                        "verticals: [auto-insurance, petz]",
                        "buyers.zen.vetting.verticals[1]",
                        "did you mean \"pets\"?"),
                Changes.change(
                        "state: TX, number",
                        "state: Texas, number",
                        "buyers.zen.vetting.licences[0].state",
                        "unknown state"),
                Changes.change(
                        "expires_on: 2027-01-01",
                        "expires_on: 2027-13-01",
                        "buyers.zen.vetting.licences[0].expires_on",
                        "is not a date"),
                Changes.change(
                        "name: \"${first_name} ${last_name}\"",
                        "name: \"${first_name} ${city}\"",
                        "buyers.zen.endpoints.post.request.name",
                        "fields.delivery"),
                Changes.change(
                        "zip: \"${zip}\", nested",
                        "zip: \"${vehicle_year}\", nested",
                        "buyers.zen.endpoints.bid.request.zip",
                        "fields.bid"),
                Changes.change(
                        "low_balance: 75.00", "low_balance: -1", "buyers.zen.low_balance", "an amount from 0.00"),
                Changes.change("zone: America/Chicago", "zone: America/Chicgo", "buyers.zen.zone", "unknown time zone"),
                Changes.change("zone: UTC", "zone: +05:00", "buyers.yak.zone", "unknown time zone"),
                Changes.change("credit_limit: 250.00", "credit_limit: 1e9", "buyers.zen.credit_limit", "\"1e9\""),
                Changes.change("window: hour", "window: minute", "buyers.zen.caps[1].window", "unknown window"),
                Changes.change("scope: buyer_source", "scope: contract", "buyers.zen.caps[1].scope", "unknown scope"),
                Changes.change(
                        "scope: buyer_source, window: hour",
                        "window: day",
                        "buyers.zen.caps[1]",
                        "same scope, window and unit"),
                Changes.change("count: 9", "count: 9.5", "buyers.zen.caps[1].count", "a whole number"),
                Changes.change(", count: 9", "", "buyers.zen.caps[1]", "neither count nor money"),
                Changes.change(
                        "https://zen.example.com/post",
                        "zen.example.com/post",
                        "buyers.zen.endpoints.post.url",
                        "absolute"),
                Changes.change(
                        "https://zen.example.com/post",
                        "ftp://zen.example.com/post",
                        "buyers.zen.endpoints.post.url",
                        "absolute"),
                Changes.change(
                        "https://zen.example.com/post",
                        "https://u:p@zen.example.com/",
                        "buyers.zen.endpoints.post.url",
                        "absolute"),
                Changes.change(
                        "X-Plan: gold",
                        "X Plan: gold",
                        "buyers.zen.endpoints.bid.headers.X Plan",
                        "not the name of a header"),
                Changes.change(
                        "X-Plan: gold",
                        "Content-Length: 5",
                        "buyers.zen.endpoints.bid.headers.Content-Length",
                        "sets itself"),
                Changes.change(
                        "X-Plan: gold",
                        "authorization: gold",
                        "buyers.zen.endpoints.bid.headers.authorization",
                        "twice"),
                Changes.change(
                        "X-Plan: gold",
                        "X-Plan: \"a\\r\\nb\"",
                        "buyers.zen.endpoints.bid.headers.X-Plan",
                        "cannot have"),
                Changes.change(
                        "${secret:ZEN_TOKEN}",
                        "${ZEN_TOKEN}",
                        "buyers.zen.endpoints.bid.headers.Authorization",
                        "not a secret"),
                Changes.change("timeout: 3s", "timeout: 3 s", "buyers.zen.endpoints.post.timeout", "\"3 s\""),
                Changes.change(
                        "per_second: 80", "per_second: 0", "buyers.zen.endpoints.bid.limits.per_second", "from 1 to"),
                Changes.change(
                        "zip: \"${zip}\"",
                        "zip: \"${zipp}\"",
                        "buyers.zen.endpoints.bid.request.zip",
                        "did you mean \"zip\"?"),
                Changes.change(
                        "[\"${state}\"",
                        "[\"${phone}\"",
                        "buyers.zen.endpoints.bid.request.nested.list[0]",
                        "no bidder may see"),
                Changes.change(
                        "id: \"${ping_id}\"",
                        "id: \"${lead_id}\"",
                        "buyers.zen.endpoints.bid.request.id",
                        "not known while bids"),
                Changes.change(
                        "${bid_reference}",
                        "${floor}",
                        "buyers.zen.endpoints.post.request.bid",
                        "not known in a delivery"),
                Changes.change(
                        "${bid_reference}", "${bid_reference", "buyers.zen.endpoints.post.request.bid", "without a }"),
                Changes.change(
                        "status: ok", "status: ok.", "buyers.zen.endpoints.post.response.status", "is not a path"),
                Changes.change(
                        "rejected: [false]",
                        "rejected: [True]",
                        "buyers.zen.endpoints.post.response.rejected[0]",
                        "twice"),
                Changes.change(
                        "rejected: [no_bid]",
                        "rejected: []",
                        "buyers.zen.endpoints.bid.response.rejected",
                        "empty list"),
                Changes.change(
                        "legal_name: Yak LLC",
                        "legal_name: Yak LLC, revocations: {url: \"https://yak.example.com/r\"}",
                        "buyers.yak.revocations.secret",
                        "is missing"),
                Changes.change(
                        "legal_name: Yak LLC",
                        "legal_name: Yak LLC, revocations: {url: \"https://yak.example.com/r\", secret: yak-1}",
                        "buyers.yak.revocations.secret",
                        "is not the name of a secret"),
                Changes.change(
                        "legal_name: Yak LLC",
                        "legal_name: Yak LLC, revocations: {url: \"ftp://yak.example.com/r\", secret: YAK}",
                        "buyers.yak.revocations.url",
                        "is not an absolute http or https address"),
                Changes.change(
                        "legal_name: Yak LLC",
                        "legal_name: Yak LLC, webhook: {url: \"https://yak.example.com/h\", secret: YAK, events: [ping]}",
                        "buyers.yak.webhook.events[0]",
                        "expected: one of sale, reject, return"),
                Changes.change(
                        "legal_name: Yak LLC",
                        "legal_name: Yak LLC, webhook: {url: \"https://yak.example.com/h\", secret: YAK, events: [sale, sale]}",
                        "buyers.yak.webhook.events[1]",
                        "is there twice"),
                Changes.change("zone: UTC", "zone: *zone", "buyers.yak.zone", "aliases are not taken"),
                Changes.change("zone: UTC", "zone: !!str UTC", "buyers.yak.zone", "tags are not taken"));
    }
}
