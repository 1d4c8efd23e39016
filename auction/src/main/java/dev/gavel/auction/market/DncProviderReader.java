package dev.gavel.auction.market;

import dev.gavel.auction.contract.DncProvider;
import dev.gavel.auction.contract.DncProvider.ResponseMapping;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads whom a tenant asks about do-not-call. */
final class DncProviderReader {

    private static final int CONCURRENT = 50;
    private static final int PER_SECOND = 500;
    private static final Duration LONGEST_CACHE = Duration.ofDays(31);
    private static final Duration CACHE = Duration.ofDays(1);
    private static final Set<String> NAMES = Set.of("phone", "phone_e164");

    private DncProviderReader() {}

    static DncProvider read(Item item) {
        Section section = item.section("a do-not-call provider");
        String url = EndpointReader.readUrl(section.required("url"));
        Map<String, String> headers =
                section.optional("headers").map(EndpointReader::readHeaders).orElse(Map.of());
        Duration timeout = section.required("timeout").duration(Duration.ofMillis(1), Duration.ofSeconds(30));
        Optional<Section> limits =
                section.optional("limits").map(map -> map.section("{concurrent: 50, per_second: 500}"));
        int concurrent = limits.flatMap(map -> map.optional("concurrent"))
                .map(EndpointReader::readCalls)
                .orElse(CONCURRENT);
        int perSecond = limits.flatMap(map -> map.optional("per_second"))
                .map(EndpointReader::readCalls)
                .orElse(PER_SECOND);
        limits.ifPresent(Section::close);
        Duration cache = section.optional("cache")
                .map(time -> time.duration(Duration.ZERO, LONGEST_CACHE))
                .orElse(CACHE);
        Map<String, String> request = readRequest(section.required("request"));
        ResponseMapping response = readResponse(section.required("response"));
        section.close();
        return new DncProvider(url, headers, request, response, timeout, concurrent, perSecond, cache);
    }

    private static Map<String, String> readRequest(Item item) {
        Map<String, String> request = new LinkedHashMap<>();
        boolean hasNumber = false;
        for (Map.Entry<String, Item> entry : item.entries("a map of texts such as {phone: \"${phone}\"}")) {
            String text = entry.getValue().text("a text such as ${phone}");
            Template template = Template.parse(text);
            if (template == null || !NAMES.containsAll(template.names())) {
                entry.getValue().problem("has an unknown ${...} (expected: ${phone} or ${phone_e164})");
            } else {
                hasNumber |= !template.names().isEmpty();
            }
            request.put(entry.getKey(), text);
        }
        if (!hasNumber) {
            item.problem("asks about no number (expected: ${phone} or ${phone_e164} in one of the texts)");
        }
        return request;
    }

    private static ResponseMapping readResponse(Item item) {
        Section section = item.section("a map with lists, clear, federal, state and internal");
        Map<String, String> folded = new HashMap<>();
        ResponseMapping mapping = new ResponseMapping(
                section.optional("phone").map(EndpointReader::readPath).orElse(null),
                EndpointReader.readPath(section.required("lists")),
                section.optional("as_of").map(EndpointReader::readPath).orElse(null),
                answers(section, "clear", folded),
                EndpointReader.readAnswers(section.required("federal"), folded),
                answers(section, "state", folded),
                answers(section, "internal", folded));
        section.close();
        return mapping;
    }

    private static Set<String> answers(Section section, String key, Map<String, String> folded) {
        return section.optional(key)
                .map(item -> EndpointReader.readAnswers(item, folded))
                .orElse(Set.of());
    }
}
