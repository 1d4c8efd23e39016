package dev.gavel.server.suppression;

import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.Revocation;
import dev.gavel.persistence.postgres.Revocations;
import dev.gavel.server.access.Access;
import dev.gavel.server.access.Principal;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Json;
import dev.gavel.server.http.Refusal;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * {@code /api/buyer/revocations}: what a buyer has not acknowledged yet, and its acknowledgement.
 *
 * <p>Thread safety: any event loop.
 */
public final class BuyerRevocationsApi {

    private static final String PATH = "/api/buyer/revocations/";
    private static final int PAGE = 100;

    private final RevocationDesk desk;
    private final Revocations revocations;
    private final TenantKeySource keys;
    private final InstantSource clock;

    BuyerRevocationsApi(RevocationDesk desk, Revocations revocations, TenantKeySource keys, InstantSource clock) {
        this.desk = desk;
        this.revocations = revocations;
        this.keys = keys;
        this.clock = clock;
    }

    /** {@code GET /api/buyer/revocations}: the oldest first, a page at a time; {@code after} is the last id of the page before. */
    public Mono<Answer> open(Principal principal, Call call) {
        String buyer = Access.buyerOf(principal);
        List<String> after =
                new QueryStringDecoder("?" + call.query()).parameters().get("after");
        String behind = after == null ? null : RevocationApi.id(after.getFirst());
        String tenant = principal.tenant();
        return revocations
                .fetch(tenant, buyer, behind, PAGE, clock.instant())
                .flatMap(notices -> keys.of(tenant)
                        .flatMap(tenantKeys -> revocations
                                .findAll(
                                        tenant,
                                        notices.stream()
                                                .map(Revocations.Notice::revocationId)
                                                .toList())
                                .map(found -> page(tenantKeys, notices, found))));
    }

    private static Answer page(TenantKeys tenantKeys, List<Revocations.Notice> notices, List<Revocation> found) {
        Map<String, Revocation> byId =
                found.stream().collect(Collectors.toMap(Revocation::revocationId, Function.identity()));
        return Answer.json(200, Json.object(json -> {
            json.writeArrayPropertyStart("revocations");
            for (Revocations.Notice notice : notices) {
                Revocation revocation = byId.get(notice.revocationId());
                if (revocation != null) {
                    json.writeStartObject();
                    RevocationRecord.writeMembers(
                            json, revocation, RevocationRecord.who(tenantKeys, revocation), notice.leads());
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            @Nullable
            String last = notices.size() < PAGE ? null : notices.getLast().revocationId();
            Json.writeNullable(json, "next", last);
        }));
    }

    /** {@code POST /api/buyer/revocations/{id}}: the buyer honours it. Idempotent. */
    public Mono<Answer> acknowledge(Principal principal, Call call) {
        String buyer = Access.buyerOf(principal);
        String id = RevocationApi.id(call.pathAfter(PATH));
        return desk.acknowledge(principal.tenant(), id, buyer, Revocations.BY_BUYER)
                .map(known -> {
                    if (!known) {
                        throw Refusal.of(404, Reason.REVOCATION_UNKNOWN);
                    }
                    return Answer.json(200, Json.object(json -> {
                        json.writeStringProperty("status", "acknowledged");
                        json.writeStringProperty("revocation_id", id);
                    }));
                });
    }
}
