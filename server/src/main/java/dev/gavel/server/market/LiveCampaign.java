package dev.gavel.server.market;

import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.contract.Campaign;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A campaign as it is traded on: its rules, its compiled contracts, and the number of the next lead.
 *
 * <p>Thread safety: immutable but for the number, which is atomic and survives a change of the configuration.
 */
public final class LiveCampaign {

    private final Campaign campaign;
    private final ContractBook book;
    private final AtomicLong leads;

    LiveCampaign(Campaign campaign, ContractBook book, AtomicLong leads) {
        this.campaign = campaign;
        this.book = book;
        this.leads = leads;
    }

    public Campaign campaign() {
        return campaign;
    }

    public ContractBook book() {
        return book;
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
