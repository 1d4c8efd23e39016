package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.lead.LeadState;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.DncScrubber;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Finding;
import dev.gavel.gates.Gates;
import dev.gavel.gates.Review;
import dev.gavel.gates.Screening;
import dev.gavel.gates.ScreeningList;
import dev.gavel.gates.Verdict;
import dev.gavel.persistence.postgres.DeliveryStanding;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.persistence.postgres.PostIntent;
import dev.gavel.persistence.postgres.PostRefusal;
import dev.gavel.persistence.postgres.PostStart;
import dev.gavel.persistence.postgres.SalesBook;
import dev.gavel.persistence.postgres.Settlement;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.ops.PostMetrics;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The life of a post, from the whole lead to the answer: gates again, reservations become uses, transaction 1 (intent is durable), delivery,
 * transaction 2 (the outcome), answer. The answer is stored with the outcome, so that every repeat gets the same bytes.
 *
 * <p>Thread safety: stateless; never blocks.
 */
final class PostFlow {

    private final Gates gates;
    private final CapLedger ledger;
    private final ConsumerScreen lists;
    private final DncScrubber scrubber;
    private final EvidenceStep evidence;
    private final Reservations reservations;
    private final SalesBook sales;
    private final PostHolds holds;
    private final PostAnswers answers;
    private final LegDelivery delivery;
    private final PingSealer sealer;
    private final PostMetrics metrics;
    private final InstantSource clock;

    PostFlow(
            Gates gates,
            CapLedger ledger,
            ScreeningList lists,
            DncScrubber scrubber,
            EvidenceStep evidence,
            Reservations reservations,
            SalesBook sales,
            PostHolds holds,
            PostAnswers answers,
            LegDelivery delivery,
            PingSealer sealer,
            PostMetrics metrics,
            InstantSource clock) {
        this.gates = gates;
        this.ledger = ledger;
        this.lists = new ConsumerScreen(lists);
        this.scrubber = scrubber;
        this.evidence = evidence;
        this.reservations = reservations;
        this.sales = sales;
        this.holds = holds;
        this.answers = answers;
        this.delivery = delivery;
        this.sealer = sealer;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Decides a post and completes with the JSON of its answer, or with an error when nothing could be decided. */
    Mono<byte[]> run(Post post) {
        String changed = LockedFields.firstChanged(post);
        return changed == null ? screen(post) : refuse(post, Reason.LOCKED_FIELD_CHANGED, changed);
    }

    /**
     * Sells a held post that a person has released: everything is asked again, and nothing but what was released may stand against it.
     * Completes with an error when something could not be asked; then it stays held.
     */
    Mono<byte[]> release(Post released) {
        return screen(released);
    }

    private Mono<byte[]> screen(Post posted) {
        Facts unlisted = posted.facts(Screening.UNKNOWN);
        Review local = review(posted, unlisted, gates::screenLocal);
        if (!local.verdict().passes()) {
            return refuse(posted, local.verdict(), gates.explainLocal(unlisted));
        }
        Post post = posted.waiving(local.facts().waived());
        String pingId = post.pingId().toString();
        return lists.ask(
                        new ConsumerScreen.Subject(post.market(), post.campaign(), post.lead(), post.consent()),
                        pingId,
                        pingId)
                .flatMap(screening -> scrubbed(post).flatMap(known -> {
                    Review listed = review(known, known.facts(screening), gates::screenLists);
                    return listed.verdict().passes()
                            ? prove(known.waiving(listed.facts().waived()), screening)
                            : refuse(
                                    known,
                                    listed.verdict(),
                                    gates.explain(listed.facts().waiving(Set.of())));
                }));
    }

    /** Asks the issuers of its certificates, which costs money and keeps them, once nothing else stands against the post. */
    private Mono<byte[]> prove(Post post, Screening screening) {
        return evidence.verified(post).flatMap(known -> {
            Review proven = review(known, known.facts(screening), gates::screenEvidence);
            Facts unwaived = proven.facts().waiving(Set.of());
            return proven.verdict().passes()
                    ? evidence.keep(known)
                            .then(Mono.defer(
                                    () -> commit(known.waiving(proven.facts().waived()), unwaived)))
                    : refuse(known, proven.verdict(), gates.explain(unwaived));
        });
    }

    /** What stands against the post beside that which a person is to look at, or has released. */
    private static Review review(Post post, Facts facts, Function<Facts, Verdict> screen) {
        return post.released() ? new Review(screen.apply(facts), facts) : Review.of(facts, screen);
    }

    /** The post with what is known about do-not-call beyond the lists in memory; asked only where that is needed. */
    private Mono<Post> scrubbed(Post post) {
        Facts facts = post.facts(Screening.UNKNOWN);
        return gates.needsDncScrub(facts)
                ? Mono.fromCompletionStage(() -> scrubber.scrub(post.tenant(), facts, post.consumerKeys()))
                        .map(post::with)
                : Mono.just(post);
    }

    private Mono<byte[]> commit(Post post, Facts facts) {
        List<Attempt> attempts = attempts(post);
        if (attempts.isEmpty()) {
            return refuse(post, Reason.PROMISE_WITHDRAWN, null);
        }
        if (post.needsReview()) {
            metrics.refused(post.campaign().id(), Reason.HELD_FOR_REVIEW);
            return holds.place(post, gates.explain(facts)).switchIfEmpty(Mono.defer(() -> outcomeOfOther(post)));
        }
        return Flux.fromIterable(attempts)
                .concatMap(attempt -> reservations.hold(post, attempt).map(hold -> new Held(attempt, hold)))
                .collectList()
                .flatMap(all -> {
                    List<Attempt> held = all.stream()
                            .filter(one -> one.hold().isHeld())
                            .map(Held::attempt)
                            .toList();
                    return held.isEmpty()
                            ? refuseUnlessBegun(post, all.getFirst().hold().refusal())
                            : begin(post, facts, held);
                });
    }

    private record Held(Attempt attempt, Reservations.Hold hold) {}

    /** Nothing is held: because it lapsed, was given back or has no room, or because another request got further and its buyers rejected. */
    private Mono<byte[]> refuseUnlessBegun(Post post, @Nullable Reason refusal) {
        Reason reason = refusal == null ? Reason.PING_EXPIRED : refusal;
        // A held lead has an answer of its own until it is ended.
        return post.released()
                ? refuse(post, reason, null)
                : outcomeOfOther(post).switchIfEmpty(Mono.defer(() -> refuse(post, reason, null)));
    }

    private List<Attempt> attempts(Post post) {
        List<Attempt> attempts = new ArrayList<>(post.chosen().length);
        for (int position : post.chosen()) {
            long payoutMicros = post.ping().candidates().get(position).payoutMicros();
            Attempt attempt = delivery.attempt(post, position, post.legId(position), payoutMicros);
            if (attempt != null) {
                attempts.add(attempt);
            }
        }
        return attempts;
    }

    /**
     * Where another request has begun, what this one took stays taken: caps, funds and the note of a contact belong to the leg, and the other may
     * deliver it. What is then counted too often is found by the comparison with Postgres; what was given back though it is sold would be found
     * there too, but after the next award.
     */
    private Mono<byte[]> begin(Post post, Facts facts, List<Attempt> attempts) {
        PostIntent intent = intent(post, facts, attempts);
        return (post.released() ? holds.begin(intent) : sales.begin(intent)).flatMap(start -> switch (start) {
            case PostStart.Begun begun -> deliver(post, attempts, begun);
            case PostStart.Finished finished -> Mono.just(finished.answer().getBytes(StandardCharsets.UTF_8));
            case PostStart.InFlight _ -> outcomeOfOther(post);
            case PostStart.Refused refused -> releaseAll(post, attempts).then(refuse(post, refused.reason(), null));
        });
    }

    private PostIntent intent(Post post, Facts facts, List<Attempt> attempts) {
        return new PostIntent(
                post.tenant(),
                post.pingId().toString(),
                post.leadId(),
                post.campaign().id(),
                post.ping().vendor(),
                post.ping().source(),
                post.market().market().currency(),
                post.consumerKeys(),
                ConsumerKeys.suppressible(post.lead(), post.market().keys()),
                post.campaign().gates().duplicateWindow(),
                sealer.sealLead(post),
                post.now(),
                attempts.stream()
                        .map(attempt -> LegDelivery.intent(post, attempt))
                        .toList(),
                PostEvent.begun(post, attempts, gates.explain(facts), attempt -> explainBuyer(post, facts, attempt)));
    }

    private List<Finding> explainBuyer(Post post, Facts facts, Attempt attempt) {
        Buyer buyer = post.market().market().buyers().get(attempt.contract().buyer());
        return buyer == null
                ? List.of()
                : gates.explainBuyer(facts.forBuyer(buyer, attempt.contract().channels()));
    }

    private Mono<byte[]> deliver(Post post, List<Attempt> attempts, PostStart.Begun begun) {
        Fallbacks fallbacks = Fallbacks.of(post);
        return Flux.fromIterable(attempts)
                .flatMapSequential(attempt -> begun.legIds().contains(attempt.legId())
                        ? delivery.deliver(post, attempt, fallbacks)
                        : delivery.giveUp(post, attempt, fallbacks).thenReturn(LegEnd.refused(attempt)))
                .collectList()
                .flatMap(ends -> settle(post, ends));
    }

    private Mono<byte[]> settle(Post post, List<LegEnd> ends) {
        List<LegResult> results =
                ends.stream().map(LegEnd::open).filter(Objects::nonNull).toList();
        Settlement settlement = new Settlement(
                post.tenant(),
                post.pingId().toString(),
                post.leadId(),
                results,
                clock.instant(),
                deliveries -> answered(post, ends, deliveries));
        return sales.settle(settlement).flatMap(settled -> {
            metrics.settled(post.campaign().id(), status(ends));
            return releaseRejected(post, ends, settled)
                    .thenReturn(settled.answer().getBytes(StandardCharsets.UTF_8));
        });
    }

    private Mono<Void> releaseRejected(Post post, List<LegEnd> ends, Settlement.Settled settled) {
        return Flux.fromIterable(ends)
                .map(LegEnd::last)
                .filter(attempt -> settled.gaveBack(attempt.deliveryId()))
                .concatMap(attempt -> reservations.release(post, attempt))
                .then();
    }

    private static Settlement.Answered answered(Post post, List<LegEnd> ends, List<DeliveryStanding> deliveries) {
        PostOutcome.Delivered outcome = ResolvedOutcome.of(post.pingId().toString(), post.leadId(), ends, deliveries);
        byte[] answer = VendorAnswers.post(outcome, post.market().market().currency());
        List<String> events = new ArrayList<>();
        for (LegEnd end : ends) {
            LegResult result = end.open();
            if (result != null && end.state() == PostOutcome.LegState.REJECTED) {
                events.add(PostEvent.delivered(post, end.last(), result));
            }
        }
        events.add(PostEvent.settled(post, outcome, deliveries));
        return new Settlement.Answered(state(outcome), new String(answer, StandardCharsets.UTF_8), events);
    }

    private static String status(List<LegEnd> ends) {
        if (ends.stream().anyMatch(end -> end.state() == PostOutcome.LegState.SOLD)) {
            return "sold";
        }
        return ends.stream().anyMatch(end -> end.state() == PostOutcome.LegState.PENDING) ? "pending" : "rejected";
    }

    /** The lead's state after an outcome. */
    static String state(PostOutcome.Delivered outcome) {
        if (outcome.isPending()) {
            return LeadState.PENDING.name();
        }
        return (outcome.isSold() ? LeadState.SOLD : LeadState.REFUSED).name();
    }

    /** Another request, on this node or another, is delivering this ping: its outcome is everyone's. */
    private Mono<byte[]> outcomeOfOther(Post post) {
        return answers.await(
                post.tenant(), post.pingId().toString(), post.ping().vendor(), post.deadline());
    }

    private Mono<Void> releaseAll(Post post, List<Attempt> attempts) {
        return Flux.fromIterable(attempts)
                .concatMap(attempt -> reservations.release(post, attempt))
                .then();
    }

    private Mono<byte[]> refuse(Post post, Verdict verdict, List<Finding> findings) {
        Reason reason = verdict.reason() == null ? Reason.INTERNAL : verdict.reason();
        return post.released() && verdict.kind() == Verdict.Kind.UNKNOWN
                ? Mono.error(Refusal.unavailable(reason))
                : refuse(post, reason, verdict.field(), findings);
    }

    private Mono<byte[]> refuse(Post post, Reason reason, @Nullable String field) {
        return refuse(post, reason, field, List.of());
    }

    /**
     * Answers that nothing was sold, once the event is in the stream and the vendor's message, if it wants one, is kept. The ping stays posted to nobody: the vendor may mend a field and post
     * again until it expires.
     */
    private Mono<byte[]> refuse(Post post, Reason reason, @Nullable String field, List<Finding> findings) {
        metrics.refused(post.campaign().id(), reason);
        if (post.released()) {
            return holds.refuse(post, reason, field, findings).switchIfEmpty(Mono.defer(() -> outcomeOfOther(post)));
        }
        PostOutcome.Rejected outcome = new PostOutcome.Rejected(post.pingId().toString(), reason, field);
        CapLedger.Request eventOnly = CapLedger.Request.eventOnly(
                post.tenant(), post.pingId().toString(), PostEvent.refusedHead(post, reason, field, findings));
        return Mono.fromCompletionStage(() -> ledger.award(eventOnly))
                .map(reply -> {
                    if (reply instanceof CapLedger.Reply.Stale stale) {
                        throw Refusal.unavailable(stale.reason());
                    }
                    return VendorAnswers.post(outcome, post.market().market().currency());
                })
                .flatMap(answer -> sales.refused(refusal(post, reason, field)).thenReturn(answer));
    }

    private static PostRefusal refusal(Post post, Reason reason, @Nullable String field) {
        return new PostRefusal(
                post.tenant(),
                post.pingId().toString(),
                post.campaign().id(),
                post.ping().vendor(),
                post.ping().source(),
                reason,
                field,
                post.now());
    }
}
