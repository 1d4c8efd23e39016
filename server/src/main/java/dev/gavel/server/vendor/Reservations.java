package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.ContactLog;
import dev.gavel.gates.Gates;
import dev.gavel.gates.Screening;
import dev.gavel.server.http.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A post's dealings with the cap ledger and the contact log: its legs are noted and their reservations become uses before any buyer hears,
 * and both are given back when a buyer rejects.
 *
 * <p>Thread safety: stateless.
 */
final class Reservations {

    private static final Logger LOG = LoggerFactory.getLogger(Reservations.class);

    /**
     * How long a fallback's reservation holds. Its commit is the very next call, and counts even when the reservation lapsed before it; so this is
     * only how long a place stays taken when the answer of the first call was lost.
     */
    private static final int FALLBACK_TTL_SECONDS = 20;

    private final CapLedger ledger;
    private final ContactLog contacts;
    private final Gates gates;

    Reservations(CapLedger ledger, ContactLog contacts, Gates gates) {
        this.ledger = ledger;
        this.contacts = contacts;
        this.gates = gates;
    }

    /**
     * What became of holding a leg's caps and funds.
     *
     * @param refusal why they are not held; null when they are
     */
    record Hold(@Nullable Reason refusal) {
        private static final Hold HELD = new Hold(null);

        private static Hold refused(Reason reason) {
            return new Hold(reason);
        }

        boolean isHeld() {
            return refusal == null;
        }
    }

    /**
     * Notes the leg, unless the consumer may not be contacted once more, or not by this buyer, and turns the reservation into a use. Where the
     * ping reserved nothing, or the counters were rebuilt since, caps and funds are reserved now and used at once.
     */
    Mono<Hold> hold(Post post, Attempt attempt) {
        return noted(
                post,
                attempt,
                Mono.fromCompletionStage(() -> ledger.commit(leg(post, attempt)))
                        .flatMap(committed -> committed
                                ? Mono.just(Hold.HELD)
                                : post.firm()
                                        ? Mono.just(Hold.refused(Reason.PING_EXPIRED))
                                        : reserveNow(post, attempt)));
    }

    private Mono<Hold> reserveNow(Post post, Attempt attempt) {
        return reserve(post, attempt)
                .flatMap(hold -> hold.refusal() == Reason.COUNTERS_STALE
                        ? Mono.error(Refusal.unavailable(Reason.COUNTERS_STALE))
                        : Mono.just(hold));
    }

    /**
     * Reserves and uses a fallback's caps and funds; completes with false when there is no room, when the consumer may not be contacted once
     * more, or not by this buyer, or when nobody can tell: the leg must come to its end without the ledger too.
     */
    Mono<Boolean> take(Post post, Attempt attempt) {
        return noted(post, attempt, Mono.defer(() -> reserve(post, attempt)))
                .map(Hold::isHeld)
                .onErrorResume(
                        CapLedger.UnavailableException.class,
                        _ -> release(post, attempt).thenReturn(false));
    }

    /** Notes the leg before it is taken, and strikes it when it could not be. */
    private Mono<Hold> noted(Post post, Attempt attempt, Mono<Hold> taken) {
        return Mono.fromCompletionStage(() -> contacts.admit(contact(post, attempt)))
                .flatMap(admission -> switch (admission) {
                    case NOTED ->
                        taken.flatMap(hold -> hold.isHeld()
                                ? Mono.just(hold)
                                : forget(post, attempt).thenReturn(hold));
                    case LIMIT_REACHED -> Mono.just(Hold.refused(Reason.CONTACT_LIMIT_REACHED));
                    case ALREADY_SOLD_TO_BUYER -> Mono.just(Hold.refused(Reason.ALREADY_SOLD_TO_BUYER));
                });
    }

    private ContactLog.Contact contact(Post post, Attempt attempt) {
        Buyer buyer = post.market().market().buyerOf(attempt.contract());
        return new ContactLog.Contact(
                post.tenant(),
                post.consumerKeys(),
                post.pingId().toString(),
                attempt.contract().id(),
                post.campaign().vertical().name(),
                attempt.contract().buyer(),
                gates.contactLimit(post.facts(Screening.UNKNOWN)),
                buyer == null ? 0 : buyer.repeatWindow().toSeconds(),
                Math.max(
                        ContactLog.Contact.DAY_SECONDS,
                        post.market().longestRepeatWindow().toSeconds()));
    }

    /** A failure is logged and swallowed: the leg then counts as a contact, which errs on the side of not selling. */
    private Mono<Void> forget(Post post, Attempt attempt) {
        return Mono.fromCompletionStage(() -> contacts.forget(
                        post.tenant(),
                        post.consumerKeys(),
                        post.pingId().toString(),
                        attempt.contract().id()))
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("ping", post.pingId())
                            .addKeyValue("leg", attempt.legId())
                            .setCause(failure)
                            .log("A leg that was not sold could not be struck from the consumer's contacts");
                    return Mono.empty();
                });
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
                        .map(committed -> committed ? Hold.HELD : Hold.refused(Reason.PING_EXPIRED));
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
                })
                .then(forget(post, attempt));
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
