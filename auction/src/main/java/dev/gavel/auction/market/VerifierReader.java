package dev.gavel.auction.market;

import dev.gavel.auction.contract.CertificateIssuer;
import dev.gavel.auction.contract.CertificateVerifier;
import dev.gavel.auction.contract.CertificateVerifier.ResponseMapping;
import dev.gavel.auction.contract.EvidencePolicy;
import dev.gavel.auction.contract.EvidencePolicy.Demand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads whom a tenant asks about certificates of consent, and what a campaign wants verified. */
final class VerifierReader {

    private static final int CONCURRENT = 50;
    private static final int PER_SECOND = 200;
    private static final Duration LONGEST_CACHE = Duration.ofHours(1);
    private static final Duration CACHE = Duration.ofMinutes(10);
    private static final String TRUSTEDFORM_URL = "https://cert.trustedform.com";
    private static final String JORNAYA_URL = "https://api.leadid.com/SingleQuery";

    private VerifierReader() {}

    static Map<CertificateIssuer, CertificateVerifier> read(Item item) {
        Section section = item.section("a map with trustedform or jornaya");
        Map<CertificateIssuer, CertificateVerifier> verifiers = new EnumMap<>(CertificateIssuer.class);
        for (CertificateIssuer issuer : CertificateIssuer.values()) {
            section.optional(Item.wordOf(issuer)).ifPresent(one -> verifiers.put(issuer, read(issuer, one)));
        }
        section.close();
        return verifiers;
    }

    private static CertificateVerifier read(CertificateIssuer issuer, Item item) {
        Section section =
                item.section("a map such as {headers: {Authorization: \"Basic ${secret:NAME}\"}, timeout: 3s}");
        String url = section.optional("url").map(EndpointReader::readUrl).orElse(usualUrl(issuer));
        Map<String, String> headers =
                section.optional("headers").map(EndpointReader::readHeaders).orElse(Map.of());
        Map<String, String> parameters =
                section.optional("parameters").map(EndpointReader::readHeaders).orElse(Map.of());
        Duration timeout = section.required("timeout").duration(Duration.ofMillis(1), Duration.ofSeconds(30));
        Optional<Section> limits =
                section.optional("limits").map(map -> map.section("{concurrent: 50, per_second: 200}"));
        int concurrent = calls(limits, "concurrent", CONCURRENT);
        int perSecond = calls(limits, "per_second", PER_SECOND);
        limits.ifPresent(Section::close);
        Duration cache = section.optional("cache")
                .map(time -> time.duration(Duration.ZERO, LONGEST_CACHE))
                .orElse(CACHE);
        boolean retains = switch (issuer) {
            case TRUSTEDFORM -> section.optional("retain").map(Item::yesOrNo).orElse(true);
            case JORNAYA -> false;
        };
        ResponseMapping usual = ResponseMapping.of(issuer);
        ResponseMapping response = section.optional("response")
                .map(map -> readResponse(map, usual))
                .orElse(usual);
        section.close();
        return new CertificateVerifier(
                issuer, url, headers, parameters, response, timeout, concurrent, perSecond, cache, retains);
    }

    private static String usualUrl(CertificateIssuer issuer) {
        return switch (issuer) {
            case TRUSTEDFORM -> TRUSTEDFORM_URL;
            case JORNAYA -> JORNAYA_URL;
        };
    }

    private static int calls(Optional<Section> limits, String key, int otherwise) {
        return limits.flatMap(map -> map.optional(key))
                .map(EndpointReader::readCalls)
                .orElse(otherwise);
    }

    private static ResponseMapping readResponse(Item item, ResponseMapping usual) {
        Section section = item.section("a map with outcome, confirmed, refused and others");
        Map<String, String> outcomes = new HashMap<>();
        Map<String, String> matches = new HashMap<>();
        ResponseMapping mapping = new ResponseMapping(
                paths(section, "outcome", usual.outcome()),
                words(section, "confirmed", outcomes, usual.confirmed()),
                words(section, "refused", outcomes, usual.refused()),
                paths(section, "reason", usual.reason()),
                words(section, "inconclusive", new HashMap<>(), usual.inconclusive()),
                paths(section, "matched", usual.matched()),
                words(section, "matching", matches, usual.matching()),
                words(section, "mismatching", matches, usual.mismatching()),
                paths(section, "expires_at", usual.expiresAt()),
                paths(section, "created_at", usual.createdAt()),
                paths(section, "page", usual.page()));
        section.close();
        return mapping;
    }

    private static List<String> paths(Section section, String key, List<String> usual) {
        Optional<Item> item = section.optional(key);
        if (item.isEmpty()) {
            return usual;
        }
        if (item.get().isText()) {
            return List.of(EndpointReader.readPath(item.get()));
        }
        List<String> paths = new ArrayList<>();
        item.get().items("dotted paths").forEach(path -> paths.add(EndpointReader.readPath(path)));
        return paths;
    }

    private static Set<String> words(Section section, String key, Map<String, String> folded, Set<String> usual) {
        return section.optional(key)
                .map(item -> EndpointReader.readAnswers(item, folded))
                .orElse(usual);
    }

    /**
     * What a campaign wants verified: {@code {trustedform: required, jornaya: off, at: post}}.
     *
     * @param there whose certificates the tenant can have verified
     */
    static EvidencePolicy readPolicy(Item item, Set<CertificateIssuer> there) {
        Section section = item.section("a map such as {trustedform: required, jornaya: if_present, at: post}");
        EvidencePolicy usual = EvidencePolicy.STANDARD;
        EvidencePolicy policy = new EvidencePolicy(
                section.optional("trustedform")
                        .map(demand -> readDemand(demand, CertificateIssuer.TRUSTEDFORM, there))
                        .orElse(usual.trustedForm()),
                section.optional("jornaya")
                        .map(demand -> readDemand(demand, CertificateIssuer.JORNAYA, there))
                        .orElse(usual.jornaya()),
                section.optional("at")
                        .map(moment ->
                                moment.word(List.of("ping", "post"), "moment").equals("ping"))
                        .orElse(usual.fromPing()));
        section.close();
        return policy;
    }

    private static Demand readDemand(Item item, CertificateIssuer issuer, Set<CertificateIssuer> there) {
        Demand demand = item.constant(Demand.values(), "demand");
        if (demand == Demand.REQUIRED && !there.contains(issuer)) {
            item.problem("needs certificate_verifiers." + Item.wordOf(issuer));
        }
        return demand;
    }
}
