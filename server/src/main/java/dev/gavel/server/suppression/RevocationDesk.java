package dev.gavel.server.suppression;

import dev.gavel.auction.id.TypeId;
import dev.gavel.gates.SuppressionKind;
import dev.gavel.gates.suppression.BusinessDays;
import dev.gavel.gates.suppression.SuppressionTerm;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.Ids;
import dev.gavel.persistence.postgres.Party;
import dev.gavel.persistence.postgres.Revocation;
import dev.gavel.persistence.postgres.Revocations;
import dev.gavel.persistence.postgres.Revocations.HeldLeg;
import dev.gavel.persistence.postgres.Revocations.NewNotice;
import dev.gavel.persistence.postgres.Suppression;
import dev.gavel.persistence.postgres.WebhookTask;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.vendor.IdSource;
import dev.gavel.server.webhook.WebhookSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes revocations in: the consumer is suppressed for good, at once and everywhere, and each buyer that has or may have its data is to be told
 * within ten business days of the request.
 *
 * <p>Thread safety: any thread; nothing blocks.
 */
public final class RevocationDesk {

    /** 47 CFR 64.1200(a)(10)(i). */
    static final int BUSINESS_DAYS = 10;

    private static final String WASHINGTON = "WA";

    /** A post that was screened before the revocation may reach its buyer up to minutes after it. */
    private static final Duration SCAN_AGAIN = Duration.ofMinutes(2);

    private static final Duration SCAN_FOR = Duration.ofMinutes(30);
    private static final int SCAN_AT_ONCE = 100;

    /** A buyer that is late is told all the same. */
    private static final Duration TELL_BEYOND_DUE = Duration.ofDays(30);

    private final SuppressionDesk desk;
    private final Revocations revocations;
    private final BusinessDays businessDays;
    private final TenantKeySource keys;
    private final InstantSource clock;
    private final IdSource ids = new IdSource();

    RevocationDesk(
            SuppressionDesk desk,
            Revocations revocations,
            BusinessDays businessDays,
            TenantKeySource keys,
            InstantSource clock) {
        this.desk = desk;
        this.revocations = revocations;
        this.businessDays = businessDays;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * What a consumer said.
     *
     * @param text the words; null when it was not words
     * @param requestKey makes a repetition the same request; null when there is none
     * @param source who brings it: a key's id
     */
    record Request(
            Identifiers who,
            @Nullable String text,
            String channel,
            Instant receivedAt,
            @Nullable String jurisdiction,
            @Nullable String requestKey,
            String source) {}

    /**
     * What was done.
     *
     * @param repeated whether the same request had been recorded before: then this is what was done then
     * @param effective see {@link SuppressionDesk.Done}
     */
    record Result(Revocation revocation, boolean repeated, boolean effective, List<Revocations.Notice> notices) {}

    /** Records a revocation. */
    Mono<Result> record(String tenant, Request request) {
        return keys.of(tenant).flatMap(tenantKeys -> record(tenant, tenantKeys, request));
    }

    private Mono<Result> record(String tenant, TenantKeys tenantKeys, Request request) {
        Instant now = clock.instant();
        List<String> consumer = request.who().keysToList(tenantKeys);
        String id = ids.next(Ids.REVOCATION, now.toEpochMilli()).toString();
        Revocation revocation = new Revocation(
                id,
                request.requestKey(),
                request.receivedAt(),
                now,
                businessDays.deadline(request.receivedAt(), BUSINESS_DAYS),
                request.channel(),
                request.jurisdiction(),
                request.source(),
                consumer,
                RevocationRecord.seal(tenantKeys, id, request.who(), request.text()));
        Mono<Revocations.Recorded> recorded = revocations.record(
                tenant,
                revocation,
                suppressions(revocation),
                SCAN_AGAIN,
                notices(tenantKeys, revocation),
                told -> List.of(SuppressionEvent.revoked(now, id, request.channel(), revocation.dueAt(), told)));
        return desk.around(tenant, consumer, recorded)
                .flatMap(done -> revocations
                        .notices(tenant, done.result().revocation().revocationId())
                        .map(notices -> new Result(
                                done.result().revocation(), done.result().repeated(), done.effective(), notices)));
    }

    private static List<Suppression> suppressions(Revocation revocation) {
        List<Suppression> entries = new ArrayList<>();
        for (String key : revocation.consumerKeys()) {
            entries.add(suppression(revocation, key, SuppressionKind.REVOCATION));
            if (WASHINGTON.equals(revocation.jurisdiction())) {
                entries.add(suppression(revocation, key, SuppressionKind.NO_SALE_YEAR));
            }
        }
        return entries;
    }

    private static Suppression suppression(Revocation revocation, String key, SuppressionKind kind) {
        return new Suppression(
                key,
                kind,
                revocation.receivedAt(),
                revocation.channel(),
                revocation.jurisdiction(),
                revocation.source(),
                revocation.revocationId(),
                SuppressionTerm.until(kind, revocation.jurisdiction(), revocation.receivedAt(), null));
    }

    /** One notice for each buyer, with all that it holds of the consumer. */
    private Function<List<HeldLeg>, List<NewNotice>> notices(TenantKeys tenantKeys, Revocation revocation) {
        Identifiers who = RevocationRecord.who(tenantKeys, revocation);
        return legs -> {
            Map<String, List<HeldLeg>> byBuyer = new TreeMap<>();
            legs.forEach(leg ->
                    byBuyer.computeIfAbsent(leg.buyer(), _ -> new ArrayList<>()).add(leg));
            List<NewNotice> notices = new ArrayList<>(byBuyer.size());
            byBuyer.forEach((buyer, held) -> notices.add(notice(tenantKeys, revocation, who, buyer, held)));
            return notices;
        };
    }

    private NewNotice notice(
            TenantKeys tenantKeys, Revocation revocation, Identifiers who, String buyer, List<HeldLeg> held) {
        Instant now = clock.instant();
        String leads = RevocationRecord.leads(held);
        TypeId taskId = ids.next(Ids.TASK, now.toEpochMilli());
        byte[] body = RevocationRecord.message(revocation, who, leads).getBytes(StandardCharsets.UTF_8);
        WebhookTask task = new WebhookTask(
                taskId.toString(),
                Revocations.TASK_KIND,
                Party.BUYER,
                buyer,
                revocation.revocationId(),
                WebhookSender.seal(tenantKeys, taskId.toString(), body),
                0,
                now,
                (revocation.dueAt().isAfter(now) ? revocation.dueAt() : now).plus(TELL_BEYOND_DUE));
        return new NewNotice(buyer, leads, task);
    }

    /** Looks again for buyers of consumers who revoked a short while ago: their leads may have been on their way. */
    Mono<Void> scanAgain(LiveMarket market) {
        return revocations
                .scanAgain(
                        market.tenant(),
                        clock.instant(),
                        SCAN_FOR,
                        SCAN_AGAIN,
                        SCAN_AT_ONCE,
                        revocation -> notices(market.keys(), revocation))
                .then();
    }

    /** Notes that a buyer has taken note; completes with whether it was to be told of that revocation at all. */
    Mono<Boolean> acknowledge(String tenant, String revocationId, String buyer, String by) {
        Instant now = clock.instant();
        return revocations.acknowledge(
                tenant,
                revocationId,
                buyer,
                by,
                now,
                List.of(SuppressionEvent.acknowledged(now, revocationId, buyer, by)));
    }
}
