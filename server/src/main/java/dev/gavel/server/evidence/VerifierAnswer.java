package dev.gavel.server.evidence;

import dev.gavel.auction.contract.CertificateVerifier;
import dev.gavel.auction.contract.CertificateVerifier.ResponseMapping;
import dev.gavel.gates.CertificateCheck;
import dev.gavel.gates.CertificateCheck.Match;
import dev.gavel.gates.CertificateCheck.Outcome;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads an issuer's answers. What is not wholly understood is no answer: an outcome that the mapping does not know, a time that cannot be read. Of
 * the issuer's own words nothing is kept: they may name the consumer.
 *
 * <p>Thread safety: immutable.
 */
final class VerifierAnswer {

    /** Longer answers are not read. */
    static final int MOST_BYTES = 64 * 1024;

    private static final int MOST_DEPTH = 32;
    private static final int MOST_CODE = 4;
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .maxDocumentLength(MOST_BYTES)
                            .build())
                    .build())
            .build();

    private final ResponseMapping mapping;
    private final boolean retains;
    private final Set<String> confirmed;
    private final Set<String> refused;
    private final Set<String> inconclusive;
    private final Set<String> matching;
    private final Set<String> mismatching;

    VerifierAnswer(CertificateVerifier verifier) {
        mapping = verifier.response();
        retains = verifier.retains();
        confirmed = folded(mapping.confirmed());
        refused = folded(mapping.refused());
        inconclusive = folded(mapping.inconclusive());
        matching = folded(mapping.matching());
        mismatching = folded(mapping.mismatching());
    }

    private static Set<String> folded(Set<String> words) {
        return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** A time or an address that is there and cannot be read. */
    private static final class Unreadable extends RuntimeException {

        Unreadable() {
            super("unreadable", null, false, false);
        }
    }

    /**
     * What an answer says.
     *
     * @param good whether the status is one of success: else only a refusal is believed
     * @param whole whether the certificate was to be matched, and kept where the verifier keeps them
     * @return null when it says nothing that can be relied on
     */
    @Nullable
    CertificateCheck read(byte[] body, int length, boolean good, boolean whole) {
        try {
            JsonNode answer = JSON.readTree(body, 0, length);
            return answer.isObject() ? read(answer, good, whole) : null;
        } catch (JacksonException | Unreadable _) {
            return null;
        }
    }

    private @Nullable CertificateCheck read(JsonNode answer, boolean good, boolean whole) {
        String outcome = word(answer, mapping.outcome());
        if (outcome != null && refused.contains(outcome)) {
            return refusal(answer);
        }
        if (outcome == null || !confirmed.contains(outcome) || !good) {
            return null;
        }
        Instant keptUntil = time(answer, mapping.expiresAt());
        if (whole && retains && keptUntil == null) {
            return CertificateCheck.unknown("not_retained");
        }
        return new CertificateCheck(
                Outcome.CONFIRMED,
                match(answer),
                "",
                time(answer, mapping.createdAt()),
                keptUntil,
                host(word(answer, mapping.page())));
    }

    private CertificateCheck refusal(JsonNode answer) {
        String reason = word(answer, mapping.reason());
        if (reason != null && inconclusive.contains(reason)) {
            return CertificateCheck.unknown("inconclusive");
        }
        return new CertificateCheck(Outcome.REFUSED, match(answer), detail(reason), null, null, null);
    }

    private Match match(JsonNode answer) {
        String said = word(answer, mapping.matched());
        if (said == null) {
            return Match.NOT_SAID;
        }
        if (mismatching.contains(said)) {
            return Match.NOT_MATCHED;
        }
        return matching.contains(said) ? Match.MATCHED : Match.NOT_SAID;
    }

    /** A code, or what the words are about. */
    private static String detail(@Nullable String reason) {
        if (reason == null) {
            return "";
        }
        if (reason.length() <= MOST_CODE && reason.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return "reason_" + reason;
        }
        if (reason.contains("expired")) {
            return "expired";
        }
        return reason.contains("not found") || reason.contains("not be found") ? "not_found" : "";
    }

    /** The first value that one of these paths leads to, in lower case; null for none. */
    private static @Nullable String word(JsonNode answer, List<String> paths) {
        for (String path : paths) {
            JsonNode node = answer;
            for (String step : path.split("\\.", -1)) {
                node = node.path(step);
            }
            if (node.isValueNode() && !node.isNull() && !node.asString().isBlank()) {
                return node.asString().strip().toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    private static @Nullable Instant time(JsonNode answer, List<String> paths) {
        String text = word(answer, paths);
        if (text == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
                throw new Unreadable();
            }
            return time;
        } catch (DateTimeException _) {
            throw new Unreadable();
        }
    }

    /** Of an address or a bare name. */
    private static @Nullable String host(@Nullable String page) {
        if (page == null) {
            return null;
        }
        try {
            String host = new URI(page.contains("://") ? page : "https://" + page).getHost();
            if (host == null) {
                throw new Unreadable();
            }
            return host;
        } catch (URISyntaxException _) {
            throw new Unreadable();
        }
    }
}
