package dev.gavel.server.suppression;

import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.SuppressionKind;
import dev.gavel.gates.suppression.SuppressionTerm;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.Suppression;
import dev.gavel.persistence.postgres.SuppressionLists;
import dev.gavel.persistence.postgres.SuppressionStore;
import dev.gavel.server.access.Principal;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Json;
import dev.gavel.server.http.Refusal;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/**
 * {@code /api/suppressions}: put consumers onto the list, ask whether one is on it, end what was a mistake, see how old the lists of others are.
 *
 * <p>Thread safety: any event loop.
 */
public final class SuppressionApi {

    private static final int MOST_ENTRIES = 500;
    private static final int ACCEPTED = 202;

    private final SuppressionDesk desk;
    private final SuppressionStore store;
    private final SuppressionLists lists;
    private final TenantKeySource keys;
    private final SuppressionMetrics metrics;
    private final InstantSource clock;

    SuppressionApi(
            SuppressionDesk desk,
            SuppressionStore store,
            SuppressionLists lists,
            TenantKeySource keys,
            SuppressionMetrics metrics,
            InstantSource clock) {
        this.desk = desk;
        this.store = store;
        this.lists = lists;
        this.keys = keys;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What one entry asks for. */
    private record Wanted(
            Identifiers who,
            SuppressionKind kind,
            Instant receivedAt,
            String channel,
            @Nullable String jurisdiction,
            String reason,
            @Nullable Instant until) {

        static Wanted read(RequestBody body, Instant now) {
            Identifiers who = body.identifiers();
            SuppressionKind kind = SuppressionKind.named(body.text("kind"));
            if (kind == null) {
                throw body.invalidAt("kind", "is missing or not known.");
            }
            Instant receivedAt = body.pastTime("received_at", now);
            String jurisdiction = body.state("jurisdiction");
            Instant requested = body.time("effective_until");
            if (requested != null && (!SuppressionTerm.canEnd(kind) || !requested.isAfter(now))) {
                throw body.invalidAt("effective_until", "is past, or " + kind.text() + " has no end.");
            }
            Wanted wanted = new Wanted(
                    who,
                    kind,
                    receivedAt,
                    body.word("channel", "api"),
                    jurisdiction,
                    body.word("reason", kind.text()),
                    SuppressionTerm.until(kind, jurisdiction, receivedAt, requested));
            body.close();
            return wanted;
        }

        List<Suppression> entries(TenantKeys tenantKeys, String source) {
            return who.keysToList(tenantKeys).stream()
                    .map(key -> new Suppression(key, kind, receivedAt, channel, jurisdiction, source, reason, until))
                    .toList();
        }
    }

    /** {@code POST /api/suppressions}: one entry, or a list of them under {@code entries}; all or none. */
    public Mono<Answer> add(Principal principal, Call call) {
        refuseTest(principal);
        Instant now = clock.instant();
        RequestBody body = RequestBody.of(call);
        List<RequestBody> batch = body.objects("entries", MOST_ENTRIES);
        List<Wanted> wanted = new ArrayList<>();
        if (batch == null) {
            wanted.add(Wanted.read(body, now));
        } else {
            body.close();
            batch.forEach(entry -> wanted.add(Wanted.read(entry, now)));
        }
        return keys.of(principal.tenant()).flatMap(tenantKeys -> add(principal, tenantKeys, wanted, now));
    }

    private Mono<Answer> add(Principal principal, TenantKeys tenantKeys, List<Wanted> wanted, Instant now) {
        List<Suppression> entries = new ArrayList<>();
        wanted.forEach(one -> entries.addAll(one.entries(tenantKeys, principal.keyId())));
        List<SuppressionKind> kinds = wanted.stream().map(Wanted::kind).toList();
        List<String> events = List.of(SuppressionEvent.suppressed(now, kinds, principal.keyId()));
        return desk.suppress(principal.tenant(), entries, now, events).map(done -> {
            kinds.forEach(kind -> metrics.suppressed(kind, "api"));
            return Answer.json(done.effective() ? 200 : ACCEPTED, Json.object(json -> {
                json.writeStringProperty("status", "recorded");
                json.writeBooleanProperty("effective", done.effective());
                json.writeNumberProperty("new", done.result().fresh());
                json.writeNumberProperty("known", done.result().known());
                json.writeArrayPropertyStart("entries");
                for (Wanted one : wanted) {
                    json.writeStartObject();
                    json.writeStringProperty("kind", one.kind().text());
                    writeTime(json, "effective_until", one.until());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }));
        });
    }

    /** {@code GET /api/suppressions/check}: by hashes, because addresses are written down along the way. */
    public Mono<Answer> check(Principal principal, Call call) {
        Map<String, List<String>> query = new QueryStringDecoder("?" + call.query()).parameters();
        Identifiers who = Identifiers.NONE;
        for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
            boolean known = parameter.getKey().equals("phone_hash")
                    || parameter.getKey().equals("email_hash");
            Identifiers one = known
                    ? RequestBody.identifier(
                            parameter.getKey(), parameter.getValue().getFirst())
                    : Identifiers.NONE;
            if (one.isEmpty()) {
                throw Refusal.of(
                        422,
                        Reason.IDENTIFIER_UNREADABLE,
                        "Expected phone_hash or email_hash, SHA-256 in hex; post a phone or an e-mail in a body.");
            }
            who = who.and(one);
        }
        if (who.isEmpty()) {
            throw Refusal.of(422, Reason.IDENTIFIER_UNREADABLE);
        }
        return check(principal.tenant(), who);
    }

    /** {@code POST /api/suppressions/check}: by a phone or an e-mail, or hashes. */
    public Mono<Answer> checkBody(Principal principal, Call call) {
        RequestBody body = RequestBody.of(call);
        Identifiers who = body.identifiers();
        body.close();
        return check(principal.tenant(), who);
    }

    private Mono<Answer> check(String tenant, Identifiers who) {
        return keys.of(tenant)
                .flatMap(tenantKeys -> store.entries(tenant, who.keysToFind(tenantKeys)))
                .map(entries -> Answer.json(200, Json.object(json -> {
                    json.writeBooleanProperty("suppressed", !entries.isEmpty());
                    json.writeArrayPropertyStart("entries");
                    entries.forEach(entry -> writeEntry(json, entry));
                    json.writeEndArray();
                })));
    }

    private static void writeEntry(JsonGenerator json, Suppression entry) {
        json.writeStartObject();
        json.writeStringProperty("kind", entry.kind().text());
        json.writeStringProperty("received_at", entry.receivedAt().toString());
        json.writeStringProperty("channel", entry.channel());
        Json.writeNullable(json, "jurisdiction", entry.jurisdiction());
        json.writeStringProperty("source", entry.source());
        json.writeStringProperty("reason", entry.reason());
        writeTime(json, "effective_until", entry.until());
        json.writeEndObject();
    }

    /** {@code POST /api/suppressions/corrections}: ends entries that were a mistake; the audit log keeps who and why. */
    public Mono<Answer> correct(Principal principal, Call call) {
        refuseTest(principal);
        Instant now = clock.instant();
        RequestBody body = RequestBody.of(call);
        Identifiers who = body.identifiers();
        String why = body.text("why");
        if (why == null) {
            throw body.invalidAt("why", "is missing.");
        }
        Set<SuppressionKind> kinds = EnumSet.noneOf(SuppressionKind.class);
        for (String name : body.texts("kinds")) {
            SuppressionKind kind = SuppressionKind.named(name);
            if (kind == null) {
                throw body.invalidAt("kinds", "has one that is not known.");
            }
            kinds.add(kind);
        }
        if (kinds.isEmpty()) {
            throw body.invalidAt("kinds", "is missing.");
        }
        body.close();
        return keys.of(principal.tenant())
                .flatMap(tenantKeys -> desk.correct(
                        principal.tenant(),
                        who.keysToFind(tenantKeys),
                        kinds,
                        principal.keyId(),
                        now,
                        ended -> List.of(SuppressionEvent.corrected(now, kinds, ended, principal.keyId(), why))))
                .map(ended -> Answer.json(200, Json.object(json -> json.writeNumberProperty("ended", ended))));
    }

    /** {@code GET /api/suppressions/lists}: how old the lists of others are, by source. */
    public Mono<Answer> lists(Principal principal, Call call) {
        Instant now = clock.instant();
        return lists.sources(principal.tenant())
                .collectList()
                .map(sources -> Answer.json(200, Json.object(json -> {
                    json.writeArrayPropertyStart("lists");
                    for (SuppressionLists.Source source : sources) {
                        json.writeStartObject();
                        json.writeStringProperty("list", source.list().text());
                        json.writeStringProperty("source", source.name());
                        json.writeStringProperty("dated_at", source.datedAt().toString());
                        json.writeStringProperty("loaded_at", source.loadedAt().toString());
                        json.writeNumberProperty(
                                "age_seconds",
                                Duration.between(source.datedAt(), now).toSeconds());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                })));
    }

    static void writeTime(JsonGenerator json, String name, @Nullable Instant time) {
        Json.writeNullable(json, name, time == null ? null : time.toString());
    }

    /** What a test key sends must not change who is sold. */
    static void refuseTest(Principal principal) {
        if (principal.test()) {
            throw Refusal.of(403, Reason.SCOPE_MISSING, "Test keys cannot suppress.");
        }
    }
}
