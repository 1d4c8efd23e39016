package dev.gavel.server.suppression;

import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.Ids;
import dev.gavel.persistence.postgres.Party;
import dev.gavel.persistence.postgres.Revocation;
import dev.gavel.persistence.postgres.Revocations;
import dev.gavel.persistence.postgres.WebhookTasks;
import dev.gavel.server.access.Principal;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Json;
import dev.gavel.server.http.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/**
 * {@code /api/revocations}: bring a consumer's revocation, see what became of it, list what is overdue.
 *
 * <p>Thread safety: any event loop.
 */
public final class RevocationApi {

    private static final String PATH = "/api/revocations/";
    private static final int MOST_OVERDUE = 1_000;
    private static final int ACCEPTED = 202;

    private final RevocationDesk desk;
    private final Revocations revocations;
    private final WebhookTasks tasks;
    private final SuppressionMetrics metrics;
    private final InstantSource clock;

    RevocationApi(
            RevocationDesk desk,
            Revocations revocations,
            WebhookTasks tasks,
            SuppressionMetrics metrics,
            InstantSource clock) {
        this.desk = desk;
        this.revocations = revocations;
        this.tasks = tasks;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** {@code POST /api/revocations}. */
    public Mono<Answer> revoke(Principal principal, Call call) {
        SuppressionApi.refuseTest(principal);
        RequestBody body = RequestBody.of(call);
        String requestId = body.text("request_id");
        RevocationDesk.Request request = new RevocationDesk.Request(
                body.identifiers(),
                body.text("text"),
                body.word("channel", "api"),
                body.pastTime("received_at", clock.instant()),
                body.state("jurisdiction"),
                requestId == null ? null : principal.keyId() + " " + requestId,
                principal.keyId());
        body.close();
        return desk.record(principal.tenant(), request).map(result -> {
            metrics.revoked("api");
            return answer(result);
        });
    }

    /** What was done, for who brought it. */
    static Answer answer(RevocationDesk.Result result) {
        return Answer.json(result.effective() ? 200 : ACCEPTED, Json.object(json -> {
            json.writeStringProperty("status", result.repeated() ? "repeated" : "recorded");
            json.writeBooleanProperty("effective", result.effective());
            writeRevocation(json, result.revocation());
            json.writeArrayPropertyStart("buyers");
            result.notices().forEach(notice -> json.writeString(notice.buyer()));
            json.writeEndArray();
        }));
    }

    /** {@code GET /api/revocations/{id}}: each buyer, and whether it has taken note. */
    public Mono<Answer> status(Principal principal, Call call) {
        String id = id(call.pathAfter(PATH));
        String tenant = principal.tenant();
        return revocations
                .find(tenant, id)
                .switchIfEmpty(Mono.error(Refusal.of(404, Reason.REVOCATION_UNKNOWN)))
                .flatMap(revocation -> revocations
                        .notices(tenant, id)
                        .flatMapIterable(notices -> notices)
                        .concatMap(notice -> told(tenant, notice))
                        .collectList()
                        .map(buyers -> status(revocation, buyers)));
    }

    private Answer status(Revocation revocation, List<Told> buyers) {
        Instant now = clock.instant();
        return Answer.json(200, Json.object(json -> {
            writeRevocation(json, revocation);
            json.writeArrayPropertyStart("buyers");
            for (Told told : buyers) {
                json.writeStartObject();
                writeNotice(json, told.notice(), now);
                writeAttempts(json, told.task());
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    /** {@code GET /api/revocations}: notices that are past their time and that nobody acknowledged, the oldest first. */
    public Mono<Answer> overdue(Principal principal, Call call) {
        Instant now = clock.instant();
        return revocations
                .overdue(principal.tenant(), now, MOST_OVERDUE)
                .map(notices -> Answer.json(200, Json.object(json -> {
                    json.writeArrayPropertyStart("overdue");
                    for (Revocations.Notice notice : notices) {
                        json.writeStartObject();
                        json.writeStringProperty("revocation_id", notice.revocationId());
                        writeNotice(json, notice, now);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                })));
    }

    private record Told(Revocations.Notice notice, Optional<WebhookTasks.TaskState> task) {}

    private Mono<Told> told(String tenant, Revocations.Notice notice) {
        return tasks.state(tenant, Revocations.TASK_KIND, Party.BUYER, notice.buyer(), notice.revocationId())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .map(task -> new Told(notice, task));
    }

    private static void writeRevocation(JsonGenerator json, Revocation revocation) {
        json.writeStringProperty("revocation_id", revocation.revocationId());
        json.writeStringProperty("received_at", revocation.receivedAt().toString());
        json.writeStringProperty("recorded_at", revocation.recordedAt().toString());
        json.writeStringProperty("respond_by", revocation.dueAt().toString());
        json.writeStringProperty("channel", revocation.channel());
        Json.writeNullable(json, "jurisdiction", revocation.jurisdiction());
    }

    private static void writeNotice(JsonGenerator json, Revocations.Notice notice, Instant now) {
        json.writeStringProperty("buyer", notice.buyer());
        json.writeStringProperty("state", state(notice, now));
        json.writeStringProperty("respond_by", notice.dueAt().toString());
        SuppressionApi.writeTime(json, "fetched_at", notice.fetchedAt());
        SuppressionApi.writeTime(json, "acknowledged_at", notice.acknowledgedAt());
        Json.writeNullable(json, "acknowledged_by", notice.acknowledgedBy());
        json.writeName("leads");
        json.writeRawValue(notice.leads());
    }

    private static String state(Revocations.Notice notice, Instant now) {
        if (notice.acknowledgedAt() != null) {
            return "acknowledged";
        }
        return notice.dueAt().isAfter(now) ? "pending" : "overdue";
    }

    private static void writeAttempts(JsonGenerator json, Optional<WebhookTasks.TaskState> found) {
        if (found.isPresent()) {
            WebhookTasks.TaskState task = found.get();
            json.writeNumberProperty("attempts", task.attempts());
            Json.writeNullable(json, "last_failure", task.lastFailure());
            SuppressionApi.writeTime(
                    json, "next_attempt_at", task.state().equals("PENDING") ? task.nextAttemptAt() : null);
        }
    }

    /** The id in a path; 404 for what is none. */
    static String id(String text) {
        if (TypeId.parse(Ids.REVOCATION, text) == null) {
            throw Refusal.of(404, Reason.REVOCATION_UNKNOWN);
        }
        return text;
    }
}
