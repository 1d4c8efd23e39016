package dev.gavel.server.http;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.DatabaseUnavailableException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Problem documents (RFC 9457) with a code from the catalogue: {@code type} is {@code urn:gavel:reason:<code>}, {@code title} the reason's
 * sentence, {@code detail} what is particular to this request, {@code trace_id} what to quote to the operator.
 */
public final class Problem {

    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);

    private Problem() {}

    /** The document for a refusal. */
    public static Answer of(Refusal refusal, String traceId) {
        Reason reason = refusal.reason();
        byte[] body = Json.object(json -> {
            json.writeStringProperty("type", "urn:gavel:reason:" + reason.code());
            json.writeStringProperty("title", reason.message());
            json.writeNumberProperty("status", refusal.status());
            json.writeNumberProperty("code", reason.code());
            json.writeStringProperty("name", reason.text());
            if (!reason.message().equals(refusal.getMessage())) {
                Json.writeNullable(json, "detail", refusal.getMessage());
            }
            json.writeStringProperty("trace_id", traceId);
        });
        return new Answer(refusal.status(), Answer.PROBLEM, body, headers(refusal));
    }

    /** The document for any failure: what is no refusal is logged by class and told as 503 or 500 without details. */
    public static Answer of(Throwable failure, String traceId) {
        return of(refusalFor(failure, traceId), traceId);
    }

    private static Refusal refusalFor(Throwable failure, String traceId) {
        return switch (failure) {
            case Refusal refusal -> refusal;
            case CapLedger.UnavailableException _ -> Refusal.unavailable(Reason.COUNTERS_UNAVAILABLE);
            case DatabaseUnavailableException _ -> Refusal.unavailable(Reason.DATABASE_UNAVAILABLE);
            case java.util.concurrent.CompletionException wrapped
            when wrapped.getCause() != null -> refusalFor(wrapped.getCause(), traceId);
            default -> {
                LOG.atError().addKeyValue("trace_id", traceId).setCause(failure).log("A request failed");
                yield Refusal.of(500, Reason.INTERNAL);
            }
        };
    }

    private static Map<String, String> headers(Refusal refusal) {
        return refusal.retryAfterSeconds() == 0
                ? Map.of()
                : Map.of("retry-after", Integer.toString(refusal.retryAfterSeconds()));
    }
}
