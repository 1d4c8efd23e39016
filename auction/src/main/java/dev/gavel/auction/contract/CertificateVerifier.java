package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How an issuer of certificates is asked over HTTP, and how its answers are read.
 *
 * <p>Thread safety: immutable.
 *
 * @param url absolute http or https address; where each certificate has an address of its own, what comes before its id
 * @param headers sent with each call; values may be secrets and are never shown
 * @param parameters sent with each call as members of a form; values may be secrets and are never shown
 * @param response how the answer is read
 * @param timeout longest wait
 * @param maxConcurrent calls in flight at most, per node
 * @param maxPerSecond calls per second at most, per node
 * @param cache for how long an answer is used again; zero for not at all
 * @param retains whether the certificate is to be kept for the tenant, which the answer must then confirm
 */
public record CertificateVerifier(
        CertificateIssuer issuer,
        String url,
        Map<String, String> headers,
        Map<String, String> parameters,
        ResponseMapping response,
        Duration timeout,
        int maxConcurrent,
        int maxPerSecond,
        Duration cache,
        boolean retains) {

    public CertificateVerifier {
        requireNonNull(issuer, "issuer");
        requireNonNull(url, "url");
        headers = Map.copyOf(headers);
        parameters = Map.copyOf(parameters);
        requireNonNull(response, "response");
        requireNonNull(timeout, "timeout");
        requireNonNull(cache, "cache");
    }

    /** Shows neither address nor secrets. */
    @Override
    public String toString() {
        return "CertificateVerifier[" + issuer + "]";
    }

    /**
     * How a JSON answer is read. Each list holds dotted paths, of which the first that leads to something counts; words are compared without
     * case. What is said in a word that is not known here is not said.
     *
     * @param outcome where it is said whether the certificate is good
     * @param confirmed words that mean it is
     * @param refused words that mean it is not
     * @param reason where it is said why not
     * @param inconclusive reasons that say nothing of the certificate
     * @param matched where it is said whether it is this consumer's
     * @param matching words that mean it is
     * @param mismatching words that mean it is not
     * @param expiresAt where it is said until when it is kept for the tenant, as ISO time
     * @param createdAt where it is said when it was made, as ISO time
     * @param page where the address or host of the page stands
     */
    public record ResponseMapping(
            List<String> outcome,
            Set<String> confirmed,
            Set<String> refused,
            List<String> reason,
            Set<String> inconclusive,
            List<String> matched,
            Set<String> matching,
            Set<String> mismatching,
            List<String> expiresAt,
            List<String> createdAt,
            List<String> page) {

        /** Version 4.0 of the TrustedForm Certificate API. Its document and its publisher's own client differ in {@code result} and {@code results}. */
        public static final ResponseMapping TRUSTEDFORM = new ResponseMapping(
                List.of("outcome"),
                Set.of("success"),
                Set.of("failure"),
                List.of("reason"),
                Set.of(),
                List.of("match_lead.result.success"),
                Set.of("true"),
                Set.of("false"),
                List.of("retain.results.expires_at", "retain.result.expires_at"),
                List.of("insights.properties.created_at"),
                List.of("insights.properties.page_url", "insights.properties.domain"));

        /**
         * The LeadiD audit ({@code SingleQuery}). Reasons: 1 expired, 2 queried too often, 3 opted out, 4 invalid. Which words tell of a match is
         * not certain: the flag by the tenant's own profile is taken, 1 green, 2 yellow, 3 red.
         */
        public static final ResponseMapping JORNAYA = new ResponseMapping(
                List.of("audit.authentic", "authenticate.authentic"),
                Set.of("1"),
                Set.of("0"),
                List.of("audit.reason", "authenticate.reason"),
                Set.of("2"),
                List.of("audit.data_integrity_rule"),
                Set.of("1"),
                Set.of("2", "3"),
                List.of(),
                List.of(),
                List.of());

        public ResponseMapping {
            outcome = List.copyOf(outcome);
            confirmed = Set.copyOf(confirmed);
            refused = Set.copyOf(refused);
            reason = List.copyOf(reason);
            inconclusive = Set.copyOf(inconclusive);
            matched = List.copyOf(matched);
            matching = Set.copyOf(matching);
            mismatching = Set.copyOf(mismatching);
            expiresAt = List.copyOf(expiresAt);
            createdAt = List.copyOf(createdAt);
            page = List.copyOf(page);
        }

        /** What holds for an issuer unless the market says otherwise. */
        public static ResponseMapping of(CertificateIssuer issuer) {
            return switch (issuer) {
                case TRUSTEDFORM -> TRUSTEDFORM;
                case JORNAYA -> JORNAYA;
            };
        }
    }
}
