package dev.gavel.auction.market;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be wrong with a vendor. */
class VendorProblemsTest {

    @ParameterizedTest
    @MethodSource("changes")
    void reportsTheChangeAtItsPath(String good, String bad, String path, String message) {
        Changes.requireProblem(good, bad, path, message);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Changes.change(
                        "status: paused", "status: pausing", "vendors.lenz.status", "unknown status \"pausing\""),
                Changes.change("id: gm-2", "id: gm-1", "vendors.lenz.sources[1].id", "is there twice"),
                Changes.change("status: blocked", "state: blocked", "vendors.lenz.sources[1].state", "unknown key"),
                Changes.change(
                        "[quotes.example.com]", "[com]", "vendors.lenz.sources[1].domains[0]", "is not a domain"),
                Changes.change("\"*.example.com\"", "\"a*.example.com\"", "vendors.lenz.domains[0]", "is not a domain"),
                Changes.change("\"*.example.com\"", "\"*.com\"", "vendors.lenz.domains[0]", "is not a domain"),
                Changes.change(
                        "sources: [fb-17, google-3]",
                        "sources: [fb-17, fb-17, google-3]",
                        "vendors.acme.sources[1]",
                        "twice"),
                Changes.change("google-3]", "google-3, a/b]", "vendors.acme.sources[2]", "is not a source"),
                Changes.change("floor: 3.00", "floor: free", "vendors.acme.floor", "\"free\""),
                Changes.change(
                        "acme: {sources",
                        "acme: {webhook: {url: \"https://acme.example.com/h\"}, sources",
                        "vendors.acme.webhook.secret",
                        "is missing"),
                Changes.change("acme: {sources", "acme: &acme {sources", "vendors.acme", "anchors are not taken"));
    }
}
