package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A post's dealings with the cap ledger: its legs' reservations become uses before any buyer hears, and are given back when a buyer rejects.
 *
 * <p>Thread safety: stateless.
 */
final class Reservations {

    private static final Logger LOG = LoggerFactory.getLogger(Reservations.class);

    /** How long a fallback's reservation holds: longer than any post may take. */
    private static final int FALLBACK_TTL_SECONDS = 120;

    private final CapLedger ledger;

    Reservations(CapLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * What became of holding a leg's caps and funds.
     *
     * @param refusal why they are not held; null when they are
     * @param isTakenNow whether they were reserved by this very request, rather than with the ping
     */
    record Hold(@Nullable Reason refusal, boolean isTakenNow) {
        private static final Hold KEPT = new Hold(null, false);
        private static final Hold TAKEN = new Hold(null, true);

        private static Hold refused(Reason reason) {
            return new Hold(reason, false);
        }

        boolean isHeld() {
            return refusal == null;
        }
    }

    /**
     * Turns the reservation into a use. Where the ping reserved nothing, or the counters were rebuilt since, caps and funds are reserved now and
     * used at once.
     */
    Mono<Hold> hold(Post post, Attempt attempt) {
        return Mono.fromCompletionStage(() -> ledger.commit(leg(post, attempt)))
                .flatMap(committed -> committed
                        ? Mono.just(Hold.KEPT)
                        : post.firm() ? Mono.just(Hold.refused(Reason.PING_EXPIRED)) : reserveNow(post, attempt));
    }

    private Mono<Hold> reserveNow(Post post, Attempt attempt) {
        return reserve(post, attempt)
                .flatMap(hold -> hold.refusal() == Reason.COUNTERS_STALE
                        ? Mono.error(Refusal.unavailable(Reason.COUNTERS_STALE))
                        : Mono.just(hold));
    }

    /**
     * Reserves and uses a fallback's caps and funds; completes with false when there is no room, or nobody can tell: the leg must come to its
     * end without the ledger too.
     */
    Mono<Boolean> take(Post post, Attempt attempt) {
        return reserve(post, attempt)
                .map(Hold::isHeld)
                .onErrorResume(
                        CapLedger.UnavailableException.class,
                        _ -> release(post, attempt).thenReturn(false));
    }

    private Mono<Hold> reserve(Post post, Attempt attempt) {
        Contract contract = attempt.contract();
        CapLedger.Option option = new CapLedger.Option(
                contract.mode(),
                contract.conflictGroup(),
                attempt.promisedPayoutMicros(),
                attempt.kept().claims());
        CapLedger.Request request = new CapLedger.Request(
                post.tenant(),
                post.pingId().toString(),
                null,
                List.of(option),
                attempt.position(),
                1,
                FALLBACK_TTL_SECONDS,
                null,
                null);
        return Mono.fromCompletionStage(() -> ledger.award(request)).flatMap(reply -> switch (reply) {
            case CapLedger.Reply.Awarded awarded ->
                Mono.fromCompletionStage(() -> ledger.commit(leg(post, attempt, awarded.expiresAtSeconds())))
                        .map(committed -> committed ? Hold.TAKEN : Hold.refused(Reason.PING_EXPIRED));
            case CapLedger.Reply.Refused refused -> Mono.just(Hold.refused(refused.reason()));
            case CapLedger.Reply.Stale stale -> Mono.just(Hold.refused(stale.reason()));
        });
    }

    /**
     * Gives back. A failure is logged and swallowed: the counters then err on the side of not selling until they are
     * rebuilt.
     */
    Mono<Void> release(Post post, Attempt attempt) {
        return Mono.fromCompletionStage(() -> ledger.release(leg(post, attempt)))
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("ping", post.pingId())
                            .addKeyValue("leg", attempt.legId())
                            .setCause(failure)
                            .log("A reservation could not be given back");
                    return Mono.empty();
                });
    }

    /** Whom a campaign's lead is about, for its reservations. */
    static CapLedger.Consumer consumer(Campaign campaign, List<String> keys) {
        return new CapLedger.Consumer(campaign.id(), keys, campaign.gates().mostPingsPerHour());
    }

    private static CapLedger.Leg leg(Post post, Attempt attempt) {
        return leg(post, attempt, post.expiresAtSeconds());
    }

    private static CapLedger.Leg leg(Post post, Attempt attempt, long expiresAtSeconds) {
        Campaign campaign = post.campaign();
        return new CapLedger.Leg(
                post.tenant(),
                post.pingId().toString(),
                attempt.position(),
                expiresAtSeconds,
                attempt.kept().claims(),
                consumer(campaign, post.consumerKeys()),
                campaign.gates().duplicateWindow().toSeconds());
    }
}
