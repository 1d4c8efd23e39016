package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Answers;
import dev.gavel.gates.DncScrubber;
import dev.gavel.gates.EvidenceFacts;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Finding;
import dev.gavel.gates.GateHistory;
import dev.gavel.gates.Gates;
import dev.gavel.gates.OfferedLead;
import dev.gavel.gates.Screening;
import dev.gavel.gates.ScreeningList;
import dev.gavel.persistence.postgres.EvidenceRecord;
import dev.gavel.persistence.postgres.EvidenceStore;
import dev.gavel.persistence.postgres.StoredLeads;
import dev.gavel.persistence.postgres.Suppression;
import dev.gavel.persistence.postgres.SuppressionStore;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.market.LiveCampaign;
import dev.gavel.server.market.LiveMarket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Says of a lead what every gate says, by the rules of now or of a time. Nothing is sold, counted or kept. The lists are asked as they are
 * now; the campaign's policy is the current market's.
 *
 * <p>Thread safety: any thread.
 */
public final class ExplainDesk {

    private final GateHistory history;
    private final ConsumerScreen lists;
    private final DncScrubber scrubber;
    private final PingMemories memories;
    private final StoredLeads leads;
    private final SuppressionStore suppressions;
    private final EvidenceStore evidence;
    private final InstantSource clock;
    private final PingSealer sealer = new PingSealer();

    public ExplainDesk(
            GateHistory history,
            ScreeningList lists,
            DncScrubber scrubber,
            CapLedger ledger,
            StoredLeads leads,
            SuppressionStore suppressions,
            EvidenceStore evidence,
            InstantSource clock) {
        this.history = history;
        this.lists = new ConsumerScreen(lists);
        this.scrubber = scrubber;
        this.memories = new PingMemories(ledger, sealer);
        this.leads = leads;
        this.suppressions = suppressions;
        this.evidence = evidence;
        this.clock = clock;
    }

    /**
     * What is asked beside the lead.
     *
     * @param phase as what a submitted lead is judged; a stored one is what it is
     * @param vendor whose lead it is or must be; null for any, and for a submitted lead nobody's
     * @param at the moment to judge at; null for now, or for the moment at which a stored lead was decided
     * @param buyers whether the buyers are judged, too
     */
    public record Question(
            Phase phase, @Nullable String vendor, @Nullable Instant at, boolean buyers) {}

    /**
     * Judges a lead as it is submitted for a ping or a post.
     *
     * @throws Refusal 400 or 422 when the body names no campaign or cannot be read
     */
    public Mono<Explanation> ofBody(LiveMarket market, Question question, byte[] body) {
        Submission submission = CanonicalDialect.readJson(body);
        LiveCampaign campaign = submission.campaign() == null ? null : market.campaign(submission.campaign());
        if (campaign == null) {
            throw Refusal.of(422, Reason.CAMPAIGN_UNKNOWN);
        }
        Vertical vertical = campaign.campaign().vertical();
        LeadReader.Reading reading = LeadReader.read(Lead.of(vertical), vertical, submission.fields());
        return judge(
                market,
                question,
                new Subject(
                        campaign.campaign(),
                        question.phase(),
                        question.vendor(),
                        submission.source() == null ? "" : submission.source(),
                        reading.lead(),
                        submission.consent(),
                        null,
                        clock.instant(),
                        reading.unknown(),
                        market.evidence()));
    }

    /**
     * Judges a posted lead, or an accepted ping that was not posted yet, again.
     *
     * @param id of a lead or a ping
     * @return an error 404 when there is none for the question's vendor
     */
    public Mono<Explanation> ofStored(LiveMarket market, Question question, String id) {
        TypeId leadId = TypeId.parse(IdSource.LEAD, id);
        TypeId pingId = TypeId.parse(IdSource.PING, id);
        Mono<Subject> subject = leadId != null
                ? leads.byLead(market.tenant(), leadId)
                        .flatMap(Mono::justOrEmpty)
                        .flatMap(stored -> posted(market, stored))
                : pingId != null ? ofPing(market, pingId) : Mono.empty();
        return subject.filter(
                        found -> question.vendor() == null || question.vendor().equals(found.vendor()))
                .switchIfEmpty(Mono.error(() -> Refusal.of(404, Reason.LEAD_UNKNOWN)))
                .flatMap(found -> judge(market, question, found));
    }

    private Mono<Subject> ofPing(LiveMarket market, TypeId pingId) {
        return leads.byPing(market.tenant(), pingId)
                .flatMap(Mono::justOrEmpty)
                .flatMap(stored -> posted(market, stored))
                .switchIfEmpty(Mono.defer(() -> memories.recall(market.tenant(), market.keys(), pingId.toString())
                        .map(recalled -> pinged(market, pingId, recalled.ping()))));
    }

    /** A posted lead with what was kept of its certificates: nobody is asked again, which would cost money. */
    private Mono<Subject> posted(LiveMarket market, StoredLeads.StoredLead stored) {
        RememberedPing whole = sealer.openLead(market.keys(), stored.leadId(), stored.sealed());
        TypeId leadId = TypeId.parse(IdSource.LEAD, stored.leadId());
        Mono<EvidenceFacts> kept = leadId == null
                ? Mono.just(market.evidence())
                : evidence.ofLead(market.tenant(), leadId).map(records -> withKept(market.evidence(), records));
        return kept.map(facts -> subject(market, Phase.POST, whole, stored.pingId(), stored.postedAt(), facts));
    }

    private static EvidenceFacts withKept(EvidenceFacts facts, List<EvidenceRecord> records) {
        EvidenceFacts known = facts;
        for (EvidenceRecord kept : records) {
            known = known.with(kept.issuer(), kept.check());
        }
        return known;
    }

    private Subject pinged(LiveMarket market, TypeId pingId, RememberedPing ping) {
        return subject(
                market,
                Phase.PING,
                ping,
                pingId.toString(),
                Instant.ofEpochMilli(pingId.epochMillis()),
                market.evidence());
    }

    private static Subject subject(
            LiveMarket market,
            Phase phase,
            RememberedPing remembered,
            String pingId,
            Instant decidedAt,
            EvidenceFacts evidence) {
        LiveCampaign campaign = market.campaign(remembered.campaign());
        if (campaign == null) {
            throw Refusal.of(422, Reason.CAMPAIGN_UNKNOWN, "The lead's campaign is not in the current market.");
        }
        Vertical vertical = campaign.campaign().vertical();
        LeadReader.Reading reading = LeadReader.read(Lead.of(vertical), vertical, new HashMap<>(remembered.fields()));
        return new Subject(
                campaign.campaign(),
                phase,
                remembered.vendor(),
                remembered.source(),
                reading.lead(),
                remembered.consent(),
                pingId,
                decidedAt,
                reading.unknown(),
                evidence);
    }

    /** @param exceptPingId the lead's own ping, which does not make it a duplicate */
    private record Subject(
            Campaign campaign,
            Phase phase,
            @Nullable String vendor,
            String source,
            Lead lead,
            @Nullable Consent consent,
            @Nullable String exceptPingId,
            Instant decidedAt,
            List<String> unknown,
            EvidenceFacts evidence) {}

    private Mono<Explanation> judge(LiveMarket market, Question question, Subject subject) {
        Instant at = question.at() == null ? subject.decidedAt() : question.at();
        List<String> consumerKeys = ConsumerKeys.of(subject.lead(), market.keys());
        OfferedLead offered = new OfferedLead(
                subject.phase(),
                subject.campaign(),
                subject.lead(),
                subject.consent(),
                at,
                vendor(market, subject.vendor()),
                subject.source());
        Facts own = Facts.of(offered, Answers.of(market.dnc(), market.listDates(), subject.evidence()));
        List<String> suppressible = ConsumerKeys.suppressible(subject.lead(), market.keys());
        ConsumerScreen.Subject asked =
                new ConsumerScreen.Subject(market, subject.campaign(), subject.lead(), subject.consent());
        // Rules of another time are read from files.
        return Mono.fromCallable(() -> history.at(at))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(gates -> scrub(market, gates, own, consumerKeys)
                        .flatMap(facts -> lists.ask(asked, subject.exceptPingId(), null)
                                .flatMap(screening -> withKinds(market, facts.with(screening), suppressible)))
                        .map(facts -> explanation(market, question, subject, gates, facts)));
    }

    /** The same facts with the kinds of the consumer's entries: Redis knows that there are some, Postgres which. */
    private Mono<Facts> withKinds(LiveMarket market, Facts facts, List<String> consumerKeys) {
        if (facts.screening().suppressed() != Screening.Answer.YES) {
            return Mono.just(facts);
        }
        return suppressions
                .entries(market.tenant(), consumerKeys)
                .map(entries -> facts.withSuppressedBy(
                        entries.stream().map(Suppression::kind).collect(Collectors.toUnmodifiableSet())));
    }

    /** The same facts with what the do-not-call provider says, where it must be asked. */
    private Mono<Facts> scrub(LiveMarket market, Gates gates, Facts facts, List<String> consumerKeys) {
        return gates.needsDncScrub(facts)
                ? Mono.fromCompletionStage(() -> scrubber.scrub(market.tenant(), facts, consumerKeys))
                        .map(answer -> facts.with(market.dnc().with(answer)))
                : Mono.just(facts);
    }

    private static @Nullable Vendor vendor(LiveMarket market, @Nullable String id) {
        return id == null ? null : market.market().vendors().get(id);
    }

    private Explanation explanation(LiveMarket market, Question question, Subject subject, Gates gates, Facts facts) {
        Map<String, List<Finding>> buyerToFindings = new TreeMap<>();
        if (question.buyers()) {
            waysByBuyer(market, subject.campaign())
                    .forEach((buyer, ways) ->
                            buyerToFindings.put(buyer.id(), gates.explainBuyer(facts.forBuyer(buyer, ways))));
        }
        return new Explanation(
                facts.now(),
                clock.instant(),
                market.market().version(),
                gates.rulesId(),
                subject.campaign().id(),
                subject.phase(),
                gates.explain(facts),
                buyerToFindings,
                subject.unknown());
    }

    /** The buyers of a campaign, each with the ways in which its contracts let it reach consumers. */
    private static Map<Buyer, Set<CallChannel>> waysByBuyer(LiveMarket market, Campaign campaign) {
        Map<Buyer, Set<CallChannel>> ways = new HashMap<>();
        for (Contract contract : market.market().contractsOf(campaign.id())) {
            Buyer buyer = market.market().buyers().get(contract.buyer());
            if (buyer != null) {
                ways.computeIfAbsent(buyer, _ -> EnumSet.noneOf(CallChannel.class))
                        .addAll(contract.channels());
            }
        }
        return ways;
    }
}
