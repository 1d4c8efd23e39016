package dev.gavel.server.vendor;

import dev.gavel.auction.award.Auction;
import dev.gavel.auction.award.Award;
import dev.gavel.auction.award.Bids;
import dev.gavel.auction.award.StandingAuction;
import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.bid.BidSource;
import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.DncScrubber;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gates;
import dev.gavel.gates.Review;
import dev.gavel.gates.ScreeningList;
import dev.gavel.gates.Verdict;
import dev.gavel.server.ops.PingMetrics;
import dev.gavel.server.ops.PingMetrics.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
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

    private final Gates gates;
    private final PingConclusion conclusion;
    private final ConsumerScreen lists;
    private final DncScrubber scrubber;
    private final EvidenceStep evidence;
    private final BidSource bidSource;
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
        this.conclusion = new PingConclusion(gates, ledger, sealer, metrics, clock);
        this.lists = new ConsumerScreen(lists);
        this.scrubber = scrubber;
        this.evidence = evidence;
        this.bidSource = bidSource;
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
                    : conclusion.refuse(known, verdict, gates.explainLocal(known.facts()));
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
                : conclusion.refuse(ping, review.verdict(), gates.explainLocal(facts));
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
                            : conclusion.refuse(known, verdict, gates.explainLocal(known.facts()));
                });
    }

    private Mono<PingOutcome> match(Ping ping, long started) {
        return ping.campaign().book().isStaticallyRanked() && !asksForBuyers(ping) && !asksPriorSales(ping)
                ? decideStanding(ping, ping.campaign().nextLeadNumber(), started, Tried.NOTHING)
                : matchAndDecide(ping, started);
    }

    /**
     * Whether the lead may only be sold by what the award script does not look at: a buyer takes no consumer twice, the law limits how often
     * this one is contacted, the deletion list is to be asked for the number itself, or the address is counted.
     */
    private boolean asksPriorSales(Ping ping) {
        return ping.market().asksPriorSales(ping.campaign().campaign().id())
                || gates.contactLimit(ping.facts()) != UNLIMITED
                || asksTenDigits(ping)
                || ConsumerScreen.countsAddresses(ping.campaign().campaign());
    }

    /** Whether the consumer may be on California's deletion list by a hash that the award script does not know: that of the number in the clear. */
    private static boolean asksTenDigits(Ping ping) {
        return ping.market().listDates().drop() != null && ConsumerKeys.hasPhone(ping.lead());
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
            return conclusion.refuse(ping, reasonForNone(ping, book));
        }
        return conclusion.awardOrRefuse(
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
            return conclusion.refuse(ping, reasonForNone(ping, book));
        }
        return asksPriorSales(ping)
                ? screenLists(ping, (known, facts) -> askBuyers(known, facts, matched, true))
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
            return conclusion.refuse(ping, firstRefusal(ping, facts, matched));
        }
        int mostLegs = listed ? gates.legsLeft(facts) : UNLIMITED;
        List<Bid> bids = Bids.fixed(ping.lead(), open);
        if (ping.isUnderReview() && bids.isEmpty()) {
            return conclusion.refuse(
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
                : screenLists(ping, (known, _) -> solicit(known, bids, asked, mostLegs));
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

    private Mono<PingOutcome> screenLists(Ping ping, BiFunction<Ping, Facts, Mono<PingOutcome>> next) {
        long started = clock.nanoTime();
        return lists.ask(subject(ping), null, ping.text()).flatMap(screening -> {
            metrics.step(Step.SCREEN_LISTS, started);
            Review review = Review.of(ping.facts().with(screening), gates::screenLists);
            Facts facts = review.facts();
            return review.verdict().passes()
                    ? next.apply(ping.waiving(facts.waived()), facts)
                    : conclusion.refuse(ping, review.verdict(), gates.explain(facts.waiving(Set.of())));
        });
    }

    private static ConsumerScreen.Subject subject(Ping ping) {
        return new ConsumerScreen.Subject(ping.market(), ping.campaign().campaign(), ping.lead(), ping.consent());
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
        CompletionStage<List<BidOutcome>> answers = bidSource.solicit(
                request, asked, ping.deadline().atMost(campaign.bidTimeout().toNanos(), started));
        long sent = clock.nanoTime();
        return Mono.fromCompletionStage(answers).flatMap(outcomes -> {
            long waited = metrics.step(Step.SOLICIT, started) - sent;
            long leadNumber = ping.campaign().nextLeadNumber();
            return decide(ping, withOffers(bids, outcomes), mostLegs, leadNumber, Tried.NOTHING)
                    .doOnNext(_ -> metrics.decidedAfterBids(ping.arrivedNanos(), waited));
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
        return conclusion.awardOrRefuse(
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
}
