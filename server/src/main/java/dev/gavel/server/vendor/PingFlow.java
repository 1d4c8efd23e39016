package dev.gavel.server.vendor;

import dev.gavel.auction.award.Asked;
import dev.gavel.auction.award.Auction;
import dev.gavel.auction.award.Award;
import dev.gavel.auction.award.Bids;
import dev.gavel.auction.award.Candidate;
import dev.gavel.auction.award.StandingAuction;
import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.bid.BidSource;
import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.cap.Claims;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.DncScrubber;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Finding;
import dev.gavel.gates.Gates;
import dev.gavel.gates.Review;
import dev.gavel.gates.ScreeningList;
import dev.gavel.gates.Verdict;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.ops.PingMetrics;
import dev.gavel.server.ops.PingMetrics.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The life of a ping, from the lead to the answer: screen, match, solicit, rank and price, award. Without bidders over HTTP it makes one
 * round trip, the award; with them the lists are asked first, so that no buyer ever hears of a suppressed lead.
 *
 * <p>Thread safety: any thread, each with its own standing auction; runs on the request's event loop and never blocks it.
 */
final class PingFlow {

    private static final ThreadLocal<StandingAuction> STANDING_AUCTION = ThreadLocal.withInitial(StandingAuction::new);

    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final int[] NONE = {};

    private final Gates gates;
    private final CapLedger ledger;
    private final ScreeningList lists;
    private final DncScrubber scrubber;
    private final EvidenceStep evidence;
    private final BidSource bidSource;
    private final PingSealer sealer;
    private final PingMetrics metrics;
    private final FlowClock clock;

    PingFlow(
            Gates gates,
            CapLedger ledger,
            ScreeningList lists,
            DncScrubber scrubber,
            EvidenceStep evidence,
            BidSource bidSource,
            PingSealer sealer,
            PingMetrics metrics,
            FlowClock clock) {
        this.gates = gates;
        this.ledger = ledger;
        this.lists = lists;
        this.scrubber = scrubber;
        this.evidence = evidence;
        this.bidSource = bidSource;
        this.sealer = sealer;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Decides a ping. Completes with the outcome, or with an error when nothing could be decided. */
    Mono<PingOutcome> run(Ping ping) {
        long started = clock.nanoTime();
        Facts facts = ping.facts();
        Verdict verdict = gates.screenLocal(facts);
        long screened = metrics.step(Step.SCREEN, started);
        return verdict.passes() ? screened(ping, facts, screened) : review(ping, facts, screened);
    }

    private Mono<PingOutcome> screened(Ping ping, Facts facts, long at) {
        return gates.needsDncScrub(facts) ? scrub(ping) : evidenced(ping, facts, at);
    }

    /** Asks the issuers of its certificates, where the campaign wants that from the ping on, before any buyer hears of the lead. */
    private Mono<PingOutcome> evidenced(Ping ping, Facts facts, long at) {
        if (!gates.needsEvidence(facts)) {
            return match(ping, at);
        }
        long started = clock.nanoTime();
        return evidence.look(ping).flatMap(known -> {
            long looked = metrics.step(Step.SCREEN_LISTS, started);
            Verdict verdict = gates.screenEvidence(known.facts());
            return verdict.passes()
                    ? match(known, looked)
                    : refuse(known, verdict, gates.explainLocal(known.facts()));
        });
    }

    /**
     * Refuses, unless all that stands against the lead is what the campaign has a person look at: then it gets a price, and its post will be
     * held. No bidder hears of it.
     */
    private Mono<PingOutcome> review(Ping ping, Facts facts, long at) {
        Review review = Review.of(facts, gates::screenLocal);
        return review.verdict().passes()
                ? screened(ping.waiving(review.facts().waived()), review.facts(), at)
                : refuse(ping, review.verdict(), gates.explainLocal(facts));
    }

    /** Asks about do-not-call what is not in memory, before any buyer hears of the lead. */
    private Mono<PingOutcome> scrub(Ping ping) {
        long started = clock.nanoTime();
        return Mono.fromCompletionStage(() -> scrubber.scrub(ping.tenant(), ping.facts(), ping.consumerKeys()))
                .flatMap(answer -> {
                    long scrubbed = metrics.step(Step.SCREEN_LISTS, started);
                    Ping known = ping.with(answer);
                    Verdict verdict = gates.screenDnc(known.facts());
                    return verdict.passes()
                            ? evidenced(known, known.facts(), scrubbed)
                            : refuse(known, verdict, gates.explainLocal(known.facts()));
                });
    }

    private Mono<PingOutcome> match(Ping ping, long started) {
        return ping.campaign().book().isStaticallyRanked() && !asksForBuyers(ping) && !asksPriorSales(ping)
                ? decideStanding(ping, ping.campaign().nextLeadNumber(), started, Tried.NOTHING)
                : matchAndDecide(ping, started);
    }

    /**
     * Whether the lead may only be sold by what is known of earlier sales, at which the award script does not look: a buyer takes no consumer
     * twice, or the law limits how often this one is contacted.
     */
    private boolean asksPriorSales(Ping ping) {
        return ping.market().asksPriorSales(ping.campaign().campaign().id())
                || gates.contactLimit(ping.facts()) != UNLIMITED;
    }

    /** Whether a lead that passes may still not go to every buyer. */
    private static boolean asksForBuyers(Ping ping) {
        GatePolicy policy = ping.campaign().campaign().gates();
        return policy.consent().namesBuyers() || policy.dnc().hasExemptions() || isConsentNarrow(ping, policy);
    }

    /** Whether the consent covers fewer ways of being reached than the campaign's buyers use, of whom some may use none of those. */
    private static boolean isConsentNarrow(Ping ping, GatePolicy policy) {
        Consent consent = ping.consent();
        Set<CallChannel> ways = policy.contact().channels();
        return consent != null && CallChannel.covered(ways, consent.capture()).size() < ways.size();
    }

    /** Where all prices are fixed and no buyer is screened, the match comes in rank order and needs to go no further than the best. */
    private Mono<PingOutcome> decideStanding(Ping ping, long leadNumber, long started, Tried tried) {
        ContractBook book = book(ping, started, tried);
        Award award = STANDING_AUCTION
                .get()
                .decide(
                        book,
                        ping.lead(),
                        ping.vendor(),
                        ping.source(),
                        ping.floorMicros(),
                        ping.id().low());
        metrics.step(Step.MATCH, started);
        if (tried.isNothing() && award.refusal() == Reason.NO_CONTRACT) {
            return refuse(ping, reasonForNone(ping, book));
        }
        return awardOrRefuse(
                ping,
                award,
                UNLIMITED,
                leadNumber,
                tried,
                full -> decideStanding(ping, leadNumber, clock.nanoTime(), full));
    }

    /** The contracts that may have room. */
    private static ContractBook book(Ping ping, long now, Tried tried) {
        ContractBook book = ping.campaign().bookAt(now);
        return tried.isNothing() ? book : book.without(tried.contracts());
    }

    /** Why no contract is left: none accepts the lead, or those that do have no room. */
    private static Reason reasonForNone(Ping ping, ContractBook asked) {
        ContractBook whole = ping.campaign().book();
        boolean someAreFull = asked != whole
                && !whole.match(ping.lead(), ping.vendor(), ping.source()).isEmpty();
        return someAreFull ? Reason.CAPS_FULL : Reason.NO_CONTRACT;
    }

    private Mono<PingOutcome> matchAndDecide(Ping ping, long started) {
        ContractBook book = ping.campaign().bookAt(started);
        List<Contract> matched = book.match(ping.lead(), ping.vendor(), ping.source());
        metrics.step(Step.MATCH, started);
        if (matched.isEmpty()) {
            return refuse(ping, reasonForNone(ping, book));
        }
        return asksPriorSales(ping)
                ? screenLists(ping, facts -> askBuyers(ping, facts, matched, true))
                : askBuyers(ping, ping.facts(), matched, false);
    }

    /**
     * Asks those bidders to which the lead may go, and decides.
     *
     * @param listed whether the facts have the lists' answers
     */
    private Mono<PingOutcome> askBuyers(Ping ping, Facts facts, List<Contract> matched, boolean listed) {
        List<Contract> open = listed || asksForBuyers(ping) ? mayGoTo(ping, facts, matched) : matched;
        if (open.isEmpty()) {
            return refuse(ping, firstRefusal(ping, facts, matched));
        }
        int mostLegs = listed ? gates.legsLeft(facts) : UNLIMITED;
        List<Bid> bids = Bids.fixed(ping.lead(), open);
        if (ping.isUnderReview() && bids.isEmpty()) {
            return refuse(
                    ping,
                    ping.waived().iterator().next(),
                    null,
                    gates.explainLocal(ping.facts().waiving(Set.of())));
        }
        List<Contract> asked = ping.isUnderReview() ? List.of() : Bids.realTime(open);
        if (asked.isEmpty()) {
            return decide(ping, bids, mostLegs, ping.campaign().nextLeadNumber(), Tried.NOTHING);
        }
        return listed
                ? solicit(ping, bids, asked, mostLegs)
                : screenLists(ping, _ -> solicit(ping, bids, asked, mostLegs));
    }

    /** The contracts to whose buyers the lead may go, by the gates that look at one buyer. */
    private List<Contract> mayGoTo(Ping ping, Facts facts, List<Contract> matched) {
        List<Contract> open = new ArrayList<>(matched.size());
        for (Contract contract : matched) {
            Buyer buyer = ping.market().market().buyerOf(contract);
            if (buyer != null
                    && gates.screenBuyer(facts.forBuyer(buyer, contract.channels()))
                            .passes()) {
                open.add(contract);
            }
        }
        return open;
    }

    /** Why the first of these contracts may not have the lead. */
    private Reason firstRefusal(Ping ping, Facts facts, List<Contract> refused) {
        Contract first = refused.getFirst();
        Buyer buyer = ping.market().market().buyerOf(first);
        Reason reason = buyer == null
                ? null
                : gates.screenBuyer(facts.forBuyer(buyer, first.channels())).reason();
        return reason == null ? Reason.NO_CONTRACT : reason;
    }

    private Mono<PingOutcome> screenLists(Ping ping, Function<Facts, Mono<PingOutcome>> next) {
        long started = clock.nanoTime();
        return Mono.fromCompletionStage(() -> lists.screen(ping.tenant(), consumer(ping, false), null))
                .flatMap(screening -> {
                    metrics.step(Step.SCREEN_LISTS, started);
                    Facts facts = ping.facts().with(screening);
                    Verdict verdict = gates.screenLists(facts);
                    return verdict.passes() ? next.apply(facts) : refuse(ping, verdict, gates.explain(facts));
                });
    }

    private Mono<PingOutcome> solicit(Ping ping, List<Bid> bids, List<Contract> asked, int mostLegs) {
        long started = clock.nanoTime();
        Campaign campaign = ping.campaign().campaign();
        BidSource.Request request = new BidSource.Request(
                ping.tenant(),
                ping.text(),
                campaign.id(),
                ping.vendor(),
                ping.source(),
                ping.lead(),
                Math.max(ping.floorMicros(), campaign.reserveMicros()));
        return Mono.fromCompletionStage(() -> bidSource.solicit(
                        request,
                        asked,
                        ping.deadline().atMost(campaign.bidTimeout().toNanos(), started)))
                .flatMap(outcomes -> {
                    metrics.step(Step.SOLICIT, started);
                    long leadNumber = ping.campaign().nextLeadNumber();
                    return decide(ping, withOffers(bids, outcomes), mostLegs, leadNumber, Tried.NOTHING);
                });
    }

    private static List<Bid> withOffers(List<Bid> bids, List<BidOutcome> outcomes) {
        List<Bid> all = new ArrayList<>(bids);
        for (BidOutcome outcome : outcomes) {
            if (outcome instanceof BidOutcome.Offered offered) {
                all.add(offered.bid());
            }
        }
        return all;
    }

    /** @param mostLegs in how many legs the law lets the lead be sold */
    private Mono<PingOutcome> decide(Ping ping, List<Bid> bids, int mostLegs, long leadNumber, Tried tried) {
        long started = clock.nanoTime();
        Award award = Auction.decide(
                ping.campaign().campaign(), bids, ping.floorMicros(), ping.id().low(), leadNumber);
        metrics.step(Step.RANK, started);
        return awardOrRefuse(
                ping,
                award,
                mostLegs,
                leadNumber,
                tried,
                full -> decide(ping, without(bids, full), mostLegs, leadNumber, full));
    }

    private static List<Bid> without(List<Bid> bids, Tried tried) {
        return bids.stream()
                .filter(bid -> !tried.contracts().contains(bid.contract().id()))
                .toList();
    }

    /**
     * Asks the ledger for the award's candidates.
     *
     * @param mostLegs in how many legs the law lets the lead be sold
     * @param tried better candidates that had no room: why is then the reason when nobody is left
     * @param next decides among those behind, when these have no room either
     */
    private Mono<PingOutcome> awardOrRefuse(
            Ping ping,
            Award award,
            int mostLegs,
            long leadNumber,
            Tried tried,
            Function<Tried, Mono<PingOutcome>> next) {
        Reason refusal = award.refusal();
        if (refusal != null) {
            return refuse(ping, tried.reason() == null ? refusal : tried.reason());
        }
        long started = clock.nanoTime();
        Asked asked = Asked.of(award);
        int maxLegs = Math.min(award.maxLegs(), mostLegs);
        CapLedger.Request request = request(ping, asked, maxLegs, leadNumber, !tried.isNothing());
        return Mono.fromCompletionStage(() -> ledger.award(request)).flatMap(reply -> {
            long now = metrics.step(Step.AWARD, started);
            Reason noRoom = reasonForNoRoom(reply);
            Set<String> full = asked.more() ? fullOnes(ping, asked, reply, noRoom, now) : Set.of();
            return noRoom != null && asked.more() && ping.deadline().remainingNanos(now) > 0
                    ? next.apply(tried.and(full, noRoom))
                    : Mono.just(outcome(ping, asked, reply));
        });
    }

    /**
     * The contracts that the ledger found without room. They are left out of the book for a while, also when another won, so that others are asked
     * about; but not where they may have room for another source.
     */
    private static Set<String> fullOnes(
            Ping ping, Asked asked, CapLedger.Reply reply, @Nullable Reason noRoom, long now) {
        int[] positions = reply instanceof CapLedger.Reply.Awarded awarded ? awarded.full() : NONE;
        int count = noRoom == null ? positions.length : asked.size();
        if (count == 0) {
            return Set.of();
        }
        Claims claims = ping.market().claimsAt(ping.now());
        Set<String> full = HashSet.newHashSet(count);
        Set<String> everywhere = HashSet.newHashSet(count);
        for (int i = 0; i < count; i++) {
            Contract contract = asked.contract(noRoom == null ? positions[i] : i);
            full.add(contract.id());
            if (!claims.isBySource(contract)) {
                everywhere.add(contract.id());
            }
        }
        ping.campaign().markFull(everywhere, now);
        return full;
    }

    /** Why no candidate has room; null when that is not what the ledger says. */
    private static @Nullable Reason reasonForNoRoom(CapLedger.Reply reply) {
        return reply instanceof CapLedger.Reply.Refused refused
                        && (refused.reason() == Reason.CAPS_FULL || refused.reason() == Reason.NO_FUNDS)
                ? refused.reason()
                : null;
    }

    /** @param again whether the ledger was asked about other candidates of this ping before */
    private CapLedger.Request request(Ping ping, Asked asked, int maxLegs, long leadNumber, boolean again) {
        Claims claims = ping.market().claimsAt(ping.now());
        List<CapLedger.Option> options = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            options.add(option(ping, asked.candidates().get(i), claims));
        }
        return new CapLedger.Request(
                ping.tenant(),
                ping.text(),
                consumer(ping, again),
                options,
                0,
                maxLegs,
                ttlSeconds(ping),
                sealer.seal(ping, asked, options),
                PingEvent.decided(ping, asked, leadNumber, gates.rulesId()),
                isFirm(ping));
    }

    /** Whether what is promised is reserved. */
    private static boolean isFirm(Ping ping) {
        return ping.campaign().campaign().reservation() == Campaign.Reservation.PING;
    }

    /** How long the price holds: no longer than the consumer may be called. */
    private int ttlSeconds(Ping ping) {
        long ttl = priceHolds(ping).toSeconds();
        Instant close = gates.closesAt(ping.facts());
        return (int)
                (close == null
                        ? ttl
                        : Math.max(
                                1,
                                Math.min(
                                        ttl, close.getEpochSecond() - ping.now().getEpochSecond())));
    }

    private static Duration priceHolds(Ping ping) {
        Campaign campaign = ping.campaign().campaign();
        Duration underReview = campaign.gates().hold().priceHolds();
        return ping.isUnderReview() && underReview != null ? underReview : campaign.pingTtl();
    }

    private static CapLedger.Option option(Ping ping, Candidate candidate, Claims claims) {
        Contract contract = candidate.bid().contract();
        List<CapClaim> taken = claims.of(contract, ping.vendor(), ping.source(), candidate.priceMicros());
        return new CapLedger.Option(
                contract.mode(),
                contract.conflictGroup(),
                candidate.payoutMicros(),
                taken,
                claims.untilSeconds(contract, taken, ping.now()));
    }

    private static CapLedger.Consumer consumer(Ping ping, boolean counted) {
        Campaign campaign = ping.campaign().campaign();
        return new CapLedger.Consumer(
                campaign.id(), ping.consumerKeys(), campaign.gates().mostPingsPerHour(), counted);
    }

    private PingOutcome outcome(Ping ping, Asked asked, CapLedger.Reply reply) {
        return switch (reply) {
            case CapLedger.Reply.Awarded awarded -> accepted(ping, asked, awarded);
            case CapLedger.Reply.Refused refused -> rejected(ping, refused.reason(), null);
            case CapLedger.Reply.Stale stale -> throw Refusal.unavailable(stale.reason());
        };
    }

    private PingOutcome accepted(Ping ping, Asked asked, CapLedger.Reply.Awarded awarded) {
        List<PingOutcome.PromisedLeg> legs = new ArrayList<>(awarded.chosen().length);
        long payoutMicros = 0;
        for (int position : awarded.chosen()) {
            long legPayoutMicros = asked.candidates().get(position).payoutMicros();
            legs.add(new PingOutcome.PromisedLeg(
                    IdSource.leg(ping.id(), position).toString(), legPayoutMicros));
            payoutMicros += legPayoutMicros;
        }
        metrics.accepted(ping.campaign().campaign().id());
        return new PingOutcome.Accepted(
                ping.text(), legs, payoutMicros, awarded.expiresAtSeconds(), isFirm(ping), ping.waived());
    }

    private Mono<PingOutcome> refuse(Ping ping, Verdict verdict, List<Finding> findings) {
        Reason reason = verdict.reason();
        return refuse(ping, reason == null ? Reason.INTERNAL : reason, verdict.field(), findings);
    }

    private Mono<PingOutcome> refuse(Ping ping, Reason reason) {
        return refuse(ping, reason, null, List.of());
    }

    /** A refusal is an event too: it is answered once the stream has it. */
    private Mono<PingOutcome> refuse(Ping ping, Reason reason, @Nullable String field, List<Finding> findings) {
        CapLedger.Request eventOnly = CapLedger.Request.eventOnly(
                ping.tenant(), ping.text(), PingEvent.refused(ping, reason, field, gates.rulesId(), findings));
        return Mono.fromCompletionStage(() -> ledger.award(eventOnly)).map(reply -> {
            if (reply instanceof CapLedger.Reply.Stale stale) {
                throw Refusal.unavailable(stale.reason());
            }
            return rejected(ping, reason, field);
        });
    }

    private PingOutcome rejected(Ping ping, Reason reason, @Nullable String field) {
        metrics.rejected(ping.campaign().campaign().id(), reason);
        return new PingOutcome.Rejected(ping.text(), reason, field);
    }
}
