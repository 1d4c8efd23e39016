package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One address of a buyer that Gavel calls, for bids or for deliveries, with the mapping of what is sent and received and the limits that
 * protect both sides.
 *
 * <p>Thread safety: immutable.
 *
 * @param id unique in the buyer
 * @param url absolute http or https address; ws or wss where the protocol is {@code STREAM}
 * @param headers sent with each call; values may be secrets and are never shown
 * @param request the JSON body as a tree of objects, lists and templates: a text {@code ${field}} is replaced by the lead's canonical
 *     value, and left out with its key when the lead has none
 * @param response how the answer is read
 * @param timeout longest wait for one call; the deadline of the ping or post may be shorter
 * @param maxConcurrent calls in flight at most, per node, but for those whose time is up: of these there may be as many again
 * @param maxPerSecond calls per second at most, per node
 * @param protocol what is spoken when bids are asked for; deliveries always go over HTTP/1.1
 * @param secret name of the secret by which both sides of a stream show who they are; null for none
 */
public record Endpoint(
        String id,
        String url,
        Map<String, String> headers,
        Map<String, Object> request,
        ResponseMapping response,
        Duration timeout,
        int maxConcurrent,
        int maxPerSecond,
        Protocol protocol,
        @Nullable String secret) {

    /** What is spoken with the buyer. */
    public enum Protocol {
        /** A connection for each call under way. */
        HTTP_1,
        /** Many calls at a time on one connection; over TLS the buyer may still choose HTTP/1.1. */
        HTTP_2,
        /** A lasting connection whose messages carry many requests for bids; see docs/bid-stream.md. */
        STREAM
    }

    /** An endpoint that speaks HTTP/1.1. */
    public Endpoint(
            String id,
            String url,
            Map<String, String> headers,
            Map<String, Object> request,
            ResponseMapping response,
            Duration timeout,
            int maxConcurrent,
            int maxPerSecond) {
        this(id, url, headers, request, response, timeout, maxConcurrent, maxPerSecond, Protocol.HTTP_1, null);
    }

    public Endpoint {
        requireNonNull(id, "id");
        requireNonNull(url, "url");
        headers = Map.copyOf(headers);
        request = Collections.unmodifiableMap(new LinkedHashMap<>(request));
        requireNonNull(response, "response");
        requireNonNull(timeout, "timeout");
        requireNonNull(protocol, "protocol");
    }

    /** Shows neither headers nor bodies. */
    @Override
    public String toString() {
        return "Endpoint[" + id + "]";
    }

    /**
     * How a JSON answer becomes an outcome. Paths are dotted ({@code result.bid.price}). Rejection is looked at before acceptance, and an
     * answer that is neither is unknown: no bid for a ping, an unresolved delivery for a post.
     *
     * @param statusPath where the status text (or boolean, or number) stands
     * @param accepted texts that mean yes, compared without regard to case
     * @param rejected texts that mean no
     * @param pricePath where a bid's price stands, in units of the currency, as number or text; null for deliveries
     * @param reasonPath where the buyer says why not; null when it does not
     * @param referencePath where the buyer's own id of the bid or lead stands; null when there is none
     */
    public record ResponseMapping(
            String statusPath,
            Set<String> accepted,
            Set<String> rejected,
            @Nullable String pricePath,
            @Nullable String reasonPath,
            @Nullable String referencePath) {
        public ResponseMapping {
            requireNonNull(statusPath, "statusPath");
            accepted = Set.copyOf(accepted);
            rejected = Set.copyOf(rejected);
        }
    }
}
