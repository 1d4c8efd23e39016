package dev.gavel.server.market;

import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.cap.Claims;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Market;
import dev.gavel.gates.DncFacts;
import dev.gavel.gates.EvidenceFacts;
import dev.gavel.gates.ListDates;
import dev.gavel.persistence.crypto.TenantKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's configuration at one version, compiled for trading: campaigns with their contract books, the contracts by id, what they claim,
 * and the tenant's keys. Replaced as a whole when the configuration changes, and refreshed each minute for schedules and windows.
 *
 * <p>Thread safety: immutable, but for the claims of the moment, which any thread may renew.
 */
public final class LiveMarket {

    private final Market market;
    private final Map<String, LiveCampaign> campaigns;
    private final Map<String, Contract> contracts;
    private volatile Claims claims;
    private final TenantKeys keys;
    private final DncFacts dnc;
    private final ListDates listDates;
    private final EvidenceFacts evidence;
    private final Duration longestRepeatWindow;
    private final Set<String> campaignsThatAskPriorSales;

    private LiveMarket(
            Market market,
            Map<String, LiveCampaign> campaigns,
            Map<String, Contract> contracts,
            Claims claims,
            TenantKeys keys,
            DncFacts dnc,
            ListDates listDates) {
        this.market = market;
        this.campaigns = campaigns;
        this.contracts = contracts;
        this.claims = claims;
        this.keys = keys;
        this.dnc = dnc;
        this.listDates = listDates;
        this.evidence = EvidenceFacts.of(market.verifiers().keySet());
        this.longestRepeatWindow = market.longestRepeatWindow();
        this.campaignsThatAskPriorSales = market.contracts().stream()
                .filter(contract -> minds(market.buyerOf(contract)))
                .map(Contract::campaign)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean minds(@Nullable Buyer buyer) {
        return buyer != null && !buyer.repeatWindow().isZero();
    }

    /**
     * Compiles a market. Takes milliseconds to seconds with tens of thousands of contracts: not for an event loop.
     *
     * @param previous the version before, whose counters of leads go on; null for the first
     */
    public static LiveMarket compile(Market market, TenantKeys keys, Instant now, @Nullable LiveMarket previous) {
        Map<String, LiveCampaign> campaigns = new HashMap<>();
        for (Campaign campaign : market.campaigns().values()) {
            ContractBook book = ContractBook.compile(campaign, market.contractsOf(campaign.id()), market.buyers())
                    .withOpenAt(now);
            LiveCampaign before = previous == null ? null : previous.campaigns.get(campaign.id());
            AtomicLong leads = before == null ? new AtomicLong() : before.leads();
            campaigns.put(campaign.id(), new LiveCampaign(campaign, book, leads));
        }
        return new LiveMarket(
                market,
                Map.copyOf(campaigns),
                market.contractById(),
                Claims.of(market, now),
                keys,
                previous == null ? DncFacts.UNKNOWN : previous.dnc,
                previous == null ? ListDates.NONE : previous.listDates);
    }

    /** The same market with the schedules and windows of {@code now}; this object when nothing changed. */
    LiveMarket at(Instant now) {
        Claims before = claims;
        Claims claimsNow = before.at(now);
        boolean same = claimsNow == before;
        Map<String, LiveCampaign> campaignsNow = HashMap.newHashMap(campaigns.size());
        for (Map.Entry<String, LiveCampaign> entry : campaigns.entrySet()) {
            LiveCampaign campaign = entry.getValue();
            LiveCampaign after = campaign.withBook(campaign.book().withOpenAt(now));
            same &= after == campaign;
            campaignsNow.put(entry.getKey(), after);
        }
        return same
                ? this
                : new LiveMarket(market, Map.copyOf(campaignsNow), contracts, claimsNow, keys, dnc, listDates);
    }

    /** The same market with what is known of the tenant's do-not-call lists now. */
    public LiveMarket with(DncFacts known) {
        return new LiveMarket(
                market,
                campaigns,
                contracts,
                claims,
                keys,
                known.withProvider(market.dncProvider() != null),
                listDates);
    }

    public String tenant() {
        return market.tenant();
    }

    public Market market() {
        return market;
    }

    public @Nullable LiveCampaign campaign(String id) {
        return campaigns.get(id);
    }

    public @Nullable Contract contract(String id) {
        return contracts.get(id);
    }

    /** What contracts claim, in the windows of this moment. */
    public Claims claimsAt(Instant now) {
        Claims current = claims;
        Claims then = current.at(now);
        if (then != current) {
            claims = then;
        }
        return then;
    }

    /** The longest time for which some buyer takes no consumer twice; zero when none minds. */
    public Duration longestRepeatWindow() {
        return longestRepeatWindow;
    }

    /** Whether some buyer of a campaign takes no consumer twice: then the lists must be asked before its buyers are. */
    public boolean asksPriorSales(String campaign) {
        return campaignsThatAskPriorSales.contains(campaign);
    }

    public TenantKeys keys() {
        return keys;
    }

    /** What is known about do-not-call before any lead; {@link DncFacts#UNKNOWN} until the lists were read. */
    public DncFacts dnc() {
        return dnc;
    }

    /** Of which moment the tenant's lists of others are, as far as this node knows. */
    public ListDates listDates() {
        return listDates;
    }

    /** What is known about certificates before any lead: whose can be verified. */
    public EvidenceFacts evidence() {
        return evidence;
    }

    /** The same market with other dates of the lists. */
    LiveMarket with(ListDates dates) {
        return new LiveMarket(market, campaigns, contracts, claims, keys, dnc, dates);
    }
}
