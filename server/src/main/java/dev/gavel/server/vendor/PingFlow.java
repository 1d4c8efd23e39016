package dev.gavel.server.vendor;

import dev.gavel.auction.award.Auction;
import dev.gavel.auction.award.Award;
import dev.gavel.auction.award.Bids;
import dev.gavel.auction.award.Candidate;
import dev.gavel.auction.award.StandingAuction;
import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.bid.BidSource;
import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gates;
import dev.gavel.gates.ScreeningList;
import dev.gavel.gates.Verdict;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.ops.PingMetrics;
import dev.gavel.server.ops.PingMetrics.Step;
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

    private final Gates gates;
    private final CapLedger ledger;
    private final ScreeningList lists;
    private final BidSource bidSource;
    private final PingSealer sealer;
    private final PingMetrics metrics;

    PingFlow(
            Gates gates,
            CapLedger ledger,
            ScreeningList lists,
            BidSource bidSource,
            PingSealer sealer,
            PingMetrics metrics) {
        this.gates = gates;
        this.ledger = ledger;
        this.lists = lists;
        this.bidSource = bidSource;
        this.sealer = sealer;
        this.metrics = metrics;
    }

    /** Decides a ping. Completes with the outcome, or with an error when nothing could be decided. */
    Mono<PingOutcome> run(Ping ping) {
        long started = System.nanoTime();
        Facts facts = ping.facts();
        Verdict verdict = gates.screenLocal(facts);
        long screened = metrics.step(Step.SCREEN, started);
        if (!verdict.passes()) {
            return refuse(ping, verdict);
        }
        return ping.campaign().book().isStaticallyRanked() && !asksForNamedSellers(ping) && !asksPriorSales(ping, facts)
                ? decideStanding(ping, ping.campaign().nextLeadNumber(), screened, null)
                : matchAndDecide(ping, screened);
    }

    /**
     * Whether the lead may only be sold by what is known of earlier sales, at which the award script does not look: a buyer takes no consumer
     * twice, or the law limits how often this one is contacted.
     */
    private boolean asksPriorSales(Ping ping, Facts facts) {
        return ping.market().asksPriorSales(ping.campaign().campaign().id())
                || gates.contactLimit(facts) != UNLIMITED;
    }

    private static boolean asksForNamedSellers(Ping ping) {
        return ping.campaign().campaign().gates().namedSellers();
    }

    /** Where all prices are fixed and no buyer is screened, the match comes in rank order and needs to go no further than the best. */
    private Mono<PingOutcome> decideStanding(Ping ping, long leadNumber, long started, @Nullable Reason earlier) {
        ContractBook book = ping.campaign().bookAt(started);
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
        if (earlier == null && award.refusal() == Reason.NO_CONTRACT) {
            return refuse(ping, reasonForNone(ping, book));
        }
        return awardOrRefuse(
                ping,
                award,
                UNLIMITED,
                leadNumber,
                earlier,
                full -> decideStanding(ping, leadNumber, System.nanoTime(), full));
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
        return asksPriorSales(ping, ping.facts())
                ? screenLists(ping, facts -> askBuyers(ping, facts, matched, true))
                : askBuyers(ping, ping.facts(), matched, false);
    }

    /**
     * Asks those bidders to which the lead may go, and decides.
     *
     * @param listed whether the facts have the lists' answers
     */
    private Mono<PingOutcome> askBuyers(Ping ping, Facts facts, List<Contract> matched, boolean listed) {
        List<Contract> open = listed || asksForNamedSellers(ping) ? mayGoTo(ping, facts, matched) : matched;
        if (open.isEmpty()) {
            return refuse(ping, firstRefusal(ping, facts, matched));
        }
        int mostLegs = listed ? gates.legsLeft(facts) : UNLIMITED;
        List<Bid> bids = Bids.fixed(ping.lead(), open);
        List<Contract> asked = Bids.realTime(open);
        if (asked.isEmpty()) {
            return decide(ping, bids, mostLegs, ping.campaign().nextLeadNumber(), null);
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
            if (buyer != null && gates.screenBuyer(facts.forBuyer(buyer)).passes()) {
                open.add(contract);
            }
        }
        return open;
    }

    /** Why the first of these contracts may not have the lead. */
    private Reason firstRefusal(Ping ping, Facts facts, List<Contract> refused) {
        Buyer buyer = ping.market().market().buyerOf(refused.getFirst());
        Reason reason =
                buyer == null ? null : gates.screenBuyer(facts.forBuyer(buyer)).reason();
        return reason == null ? Reason.NO_CONTRACT : reason;
    }

    private Mono<PingOutcome> screenLists(Ping ping, Function<Facts, Mono<PingOutcome>> next) {
        long started = System.nanoTime();
        return Mono.fromCompletionStage(() -> lists.screen(ping.tenant(), consumer(ping), null))
                .flatMap(screening -> {
                    metrics.step(Step.SCREEN_LISTS, started);
                    Facts facts = ping.facts().with(screening);
                    Verdict verdict = gates.screenLists(facts);
                    return verdict.passes() ? next.apply(facts) : refuse(ping, verdict);
                });
    }

    private Mono<PingOutcome> solicit(Ping ping, List<Bid> bids, List<Contract> asked, int mostLegs) {
        long started = System.nanoTime();
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
                    return decide(ping, withOffers(bids, outcomes), mostLegs, leadNumber, null);
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
    private Mono<PingOutcome> decide(
            Ping ping, List<Bid> bids, int mostLegs, long leadNumber, @Nullable Reason earlier) {
        long started = System.nanoTime();
        Award award = Auction.decide(
                ping.campaign().campaign(), bids, ping.floorMicros(), ping.id().low(), leadNumber);
        metrics.step(Step.RANK, started);
        return awardOrRefuse(
                ping,
                award,
                mostLegs,
                leadNumber,
                earlier,
                full -> decide(ping, without(bids, award), mostLegs, leadNumber, full));
    }

    /** The bids that the ledger was not asked about. */
    private static List<Bid> without(List<Bid> bids, Award asked) {
        Set<String> contracts = contractsOf(asked);
        return bids.stream()
                .filter(bid -> !contracts.contains(bid.contract().id()))
                .toList();
    }

    /**
     * Asks the ledger for the award's candidates.
     *
     * @param mostLegs in how many legs the law lets the lead be sold
     * @param earlier why better candidates had no room, which is then the reason when nobody is left; null when these are the best
     * @param next decides among those behind, given why these have no room
     */
    private Mono<PingOutcome> awardOrRefuse(
            Ping ping,
            Award award,
            int mostLegs,
            long leadNumber,
            @Nullable Reason earlier,
            Function<Reason, Mono<PingOutcome>> next) {
        Reason refusal = award.refusal();
        if (refusal != null) {
            return refuse(ping, earlier == null ? refusal : earlier);
        }
        long started = System.nanoTime();
        List<Candidate> candidates = award.candidates();
        CapLedger.Request request = request(ping, candidates, Math.min(award.maxLegs(), mostLegs), leadNumber);
        return Mono.fromCompletionStage(() -> ledger.award(request)).flatMap(reply -> {
            long now = metrics.step(Step.AWARD, started);
            Reason full = reasonForNoRoom(reply);
            if (full != null && isCutShort(award) && ping.deadline().remainingNanos(now) > 0) {
                ping.campaign().markFull(contractsOf(award), now);
                return next.apply(full);
            }
            return Mono.just(outcome(ping, candidates, request, reply));
        });
    }

    /** Whether there may be candidates behind those of the award. */
    private static boolean isCutShort(Award award) {
        return award.candidates(SaleMode.EXCLUSIVE).size() == Auction.MOST_CANDIDATES
                || award.candidates(SaleMode.SHARED).size() == Auction.MOST_CANDIDATES;
    }

    /** Why no candidate has room; null when that is not what the ledger says. */
    private static @Nullable Reason reasonForNoRoom(CapLedger.Reply reply) {
        return reply instanceof CapLedger.Reply.Refused refused
                        && (refused.reason() == Reason.CAPS_FULL || refused.reason() == Reason.NO_FUNDS)
                ? refused.reason()
                : null;
    }

    private static Set<String> contractsOf(Award award) {
        Set<String> contracts = HashSet.newHashSet(award.candidates().size());
        for (Candidate candidate : award.candidates()) {
            contracts.add(candidate.bid().contract().id());
        }
        return contracts;
    }

    private CapLedger.Request request(Ping ping, List<Candidate> candidates, int maxLegs, long leadNumber) {
        List<CapLedger.Option> options = new ArrayList<>(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            options.add(option(ping, candidates.get(i), i));
        }
        return new CapLedger.Request(
                ping.tenant(),
                ping.text(),
                consumer(ping),
                options,
                maxLegs,
                (int) ping.campaign().campaign().pingTtl().toSeconds(),
                sealer.seal(ping, candidates, options),
                PingEvent.decided(ping, candidates, leadNumber));
    }

    private static CapLedger.Option option(Ping ping, Candidate candidate, int position) {
        Contract contract = candidate.bid().contract();
        return new CapLedger.Option(
                IdSource.leg(ping.id(), position).toString(),
                contract.mode(),
                contract.conflictGroup(),
                candidate.payoutMicros(),
                ping.market().claimsAt(ping.now()).of(contract, ping.vendor(), ping.source(), candidate.priceMicros()));
    }

    private static CapLedger.Consumer consumer(Ping ping) {
        Campaign campaign = ping.campaign().campaign();
        return new CapLedger.Consumer(
                campaign.id(), ping.consumerKeys(), campaign.gates().mostPingsPerHour());
    }

    private PingOutcome outcome(
            Ping ping, List<Candidate> candidates, CapLedger.Request request, CapLedger.Reply reply) {
        return switch (reply) {
            case CapLedger.Reply.Awarded awarded -> accepted(ping, candidates, request, awarded);
            case CapLedger.Reply.Refused refused -> rejected(ping, refused.reason(), null);
            case CapLedger.Reply.Stale stale -> throw Refusal.unavailable(stale.reason());
        };
    }

    private PingOutcome accepted(
            Ping ping, List<Candidate> candidates, CapLedger.Request request, CapLedger.Reply.Awarded awarded) {
        List<PingOutcome.PromisedLeg> legs = new ArrayList<>(awarded.chosen().length);
        long payoutMicros = 0;
        for (int position : awarded.chosen()) {
            long legPayoutMicros = candidates.get(position).payoutMicros();
            legs.add(new PingOutcome.PromisedLeg(request.options().get(position).legId(), legPayoutMicros));
            payoutMicros += legPayoutMicros;
        }
        metrics.accepted(ping.campaign().campaign().id());
        return new PingOutcome.Accepted(ping.text(), legs, payoutMicros, awarded.expiresAtSeconds());
    }

    private Mono<PingOutcome> refuse(Ping ping, Verdict verdict) {
        Reason reason = verdict.reason();
        return refuse(ping, reason == null ? Reason.INTERNAL : reason, verdict.field());
    }

    private Mono<PingOutcome> refuse(Ping ping, Reason reason) {
        return refuse(ping, reason, null);
    }

    /** A refusal is an event too: it is answered once the stream has it. */
    private Mono<PingOutcome> refuse(Ping ping, Reason reason, @Nullable String field) {
        CapLedger.Request eventOnly = new CapLedger.Request(
                ping.tenant(), ping.text(), null, List.of(), 1, 0, null, PingEvent.refused(ping, reason, field));
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
