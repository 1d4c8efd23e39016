package dev.gavel.server.market;

import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.contract.Campaign;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A campaign as it is traded on: its rules, its compiled contracts, and the number of the next lead.
 *
 * <p>Thread safety: immutable but for the number, which is atomic and survives a change of the configuration, and for what is known
 * to be full.
 */
public final class LiveCampaign {

    private final Campaign campaign;
    private final ContractBook book;
    private final FullContracts full;
    private final AtomicLong leads;

    LiveCampaign(Campaign campaign, ContractBook book, AtomicLong leads) {
        this.campaign = campaign;
        this.book = book;
        this.full = new FullContracts(book);
        this.leads = leads;
    }

    public Campaign campaign() {
        return campaign;
    }

    /** All contracts, those without room included. */
    public ContractBook book() {
        return book;
    }

    /**
     * The contracts that may have room: all but those that had none within the last second.
     *
     * @param nowNanos on the monotonic clock
     */
    public ContractBook bookAt(long nowNanos) {
        return full.bookAt(nowNanos);
    }

    /** These contracts had no room just now. */
    public void markFull(Set<String> contractIds, long nowNanos) {
        full.mark(contractIds, nowNanos);
    }

    /** Counts a lead: what a round robin goes by. Per node. */
    public long nextLeadNumber() {
        return leads.getAndIncrement();
    }

    LiveCampaign withBook(ContractBook refreshed) {
        return refreshed == book ? this : new LiveCampaign(campaign, refreshed, leads);
    }

    AtomicLong leads() {
        return leads;
    }
}
