package dev.gavel.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.DatabaseUnavailableException;
import dev.gavel.server.testing.OpenApiContract;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class ProblemTest {

    private static String body(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static Answer problem(Throwable failure) {
        return Problem.of(failure, Calls.TRACE);
    }

    @Test
    void isADocumentWithCodeNameAndTrace() {
        Answer answer = problem(Refusal.of(401, Reason.KEY_INVALID));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(body(answer))
                .isEqualTo(
                        "{\"type\":\"urn:gavel:reason:6004\",\"title\":\"The API key is missing, unknown or revoked.\","
                                + "\"status\":401,\"code\":6004,\"name\":\"key_invalid\",\"trace_id\":\"" + Calls.TRACE
                                + "\"}");
    }

    @Test
    void saysWhatIsParticularOnlyWhereThereIsSomething() {
        assertThat(body(problem(Refusal.of(413, Reason.BODY_TOO_LARGE, "The limit is 5 bytes."))))
                .contains("\"detail\":\"The limit is 5 bytes.\"");
        assertThat(body(problem(Refusal.of(413, Reason.BODY_TOO_LARGE)))).doesNotContain("detail");
    }

    @Test
    void whatCanBeTriedAgainSaysWhen() {
        assertThat(problem(Refusal.unavailable(Reason.OVERLOADED)).headers()).containsEntry("retry-after", "1");
        assertThat(problem(Refusal.tooMany(7)).headers()).containsEntry("retry-after", "7");
        assertThat(problem(Refusal.of(400, Reason.BODY_MALFORMED)).headers()).isEmpty();
    }

    @Test
    void aStoreThatIsAwayIsUnavailableAlsoWhenWrapped() {
        CapLedger.UnavailableException redis = new CapLedger.UnavailableException("away", null);
        DatabaseUnavailableException postgres = new DatabaseUnavailableException("away", new IllegalStateException());

        for (Throwable failure : List.of(redis, new CompletionException(redis))) {
            assertThat(problem(failure).status()).isEqualTo(503);
            assertThat(body(problem(failure))).contains("\"code\":5001");
        }
        for (Throwable failure : List.of(postgres, new CompletionException(postgres))) {
            assertThat(problem(failure).status()).isEqualTo(503);
            assertThat(body(problem(failure))).contains("\"code\":5003");
        }
    }

    @Test
    void anyOtherFailureTellsNothing() {
        Answer answer = problem(new IllegalStateException("jane.doe@example.com"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(body(answer)).contains("\"code\":5099").doesNotContain("jane");
    }

    @Test
    void everyProblemOfTheCatalogueFitsTheContract() {
        for (Reason reason : Reason.values()) {
            Answer answer = problem(Refusal.of(422, reason, "detail"));

            OpenApiContract.shipped().check("POST", "/api/ping", 422, body(answer));
        }
    }
}
