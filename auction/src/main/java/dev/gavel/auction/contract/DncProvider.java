package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked over HTTP whether a number is on a do-not-call list, and how the answer is read.
 *
 * <p>Thread safety: immutable.
 *
 * @param url absolute http or https address; JSON is posted to it
 * @param headers sent with each call; values may be secrets and are never shown
 * @param request the members of the JSON object that is sent, texts in which <code>${phone}</code> is the ten digits and
 *     <code>${phone_e164}</code> the number with +1
 * @param response how the answer is read
 * @param timeout longest wait
 * @param maxConcurrent calls in flight at most, per node
 * @param maxPerSecond calls per second at most, per node
 * @param cache for how long an answer is used again; zero for not at all
 */
public record DncProvider(
        String url,
        Map<String, String> headers,
        Map<String, String> request,
        ResponseMapping response,
        Duration timeout,
        int maxConcurrent,
        int maxPerSecond,
        Duration cache) {

    public DncProvider {
        requireNonNull(url, "url");
        headers = Map.copyOf(headers);
        request = Map.copyOf(request);
        requireNonNull(response, "response");
        requireNonNull(timeout, "timeout");
        requireNonNull(cache, "cache");
    }

    /** Shows neither address nor headers. */
    @Override
    public String toString() {
        return "DncProvider";
    }

    /**
     * How a JSON answer is read. Paths are dotted. Each text at {@code lists} must be one that is known here, or the answer is none.
     *
     * @param phone where the number stands that the answer is about, which must then be the one that was asked for; null when it is not said
     * @param lists where it is said on which lists the number is: a text, or a list of texts, which may be empty
     * @param asOf where the day of the provider's lists stands, as ISO date or time; null when it always has today's
     * @param clear texts that mean: on none
     * @param federal texts that mean the national registry
     * @param state texts that mean a state's list
     * @param internal texts that mean a list of the tenant's own
     */
    public record ResponseMapping(
            @Nullable String phone,
            String lists,
            @Nullable String asOf,
            Set<String> clear,
            Set<String> federal,
            Set<String> state,
            Set<String> internal) {

        public ResponseMapping {
            requireNonNull(lists, "lists");
            clear = Set.copyOf(clear);
            federal = Set.copyOf(federal);
            state = Set.copyOf(state);
            internal = Set.copyOf(internal);
        }
    }
}
