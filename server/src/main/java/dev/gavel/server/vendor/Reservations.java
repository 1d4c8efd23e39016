package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import java.util.List;
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

    /** Turns the reservation into a use; completes with false when it was given back or lapsed and forgotten. */
    Mono<Boolean> commit(Post post, Attempt attempt) {
        return Mono.fromCompletionStage(() -> ledger.commit(leg(post, attempt)));
    }

    /**
     * Reserves and uses a fallback's caps and funds; completes with false when there is no room, or nobody can tell: the leg must come to its
     * end without the ledger too.
     */
    Mono<Boolean> take(Post post, Attempt attempt) {
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
        return Mono.fromCompletionStage(() -> ledger.award(request))
                .flatMap(reply -> reply instanceof CapLedger.Reply.Awarded awarded
                        ? Mono.fromCompletionStage(() -> ledger.commit(leg(post, attempt, awarded.expiresAtSeconds())))
                        : Mono.just(false))
                .onErrorResume(
                        CapLedger.UnavailableException.class,
                        _ -> release(post, attempt).thenReturn(false));
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
