package dev.gavel.persistence.redis;

import java.util.List;
import reactor.core.publisher.Flux;

/**
 * A tenant's counters and lists as of one moment.
 *
 * @param caps what was sold, of the windows that are not over; counters without a sale may be left out
 * @param funds every buyer's
 * @param suppressed keys of consumers, each a keyed hash; may be millions
 * @param sold consumers that are duplicates for a while yet
 * @param legs to whom consumers were sold lately, the oldest first
 */
public record CounterSnapshot(
        List<CapUse> caps,
        List<BuyerFunds> funds,
        Flux<String> suppressed,
        Flux<SoldConsumer> sold,
        Flux<SoldLeg> legs) {

    public CounterSnapshot {
        caps = List.copyOf(caps);
        funds = List.copyOf(funds);
    }

    /** A snapshot in which nobody was sold lately. */
    public CounterSnapshot(
            List<CapUse> caps, List<BuyerFunds> funds, Flux<String> suppressed, Flux<SoldConsumer> sold) {
        this(caps, funds, suppressed, sold, Flux.empty());
    }

    /** Nothing sold, no money, nobody suppressed. */
    public static final CounterSnapshot EMPTY =
            new CounterSnapshot(List.of(), List.of(), Flux.empty(), Flux.empty(), Flux.empty());

    /**
     * What counts against one cap in one window.
     *
     * @param counter as in {@link dev.gavel.auction.cap.CapClaim#counter()}
     * @param used leads or micros, what is held for posts in flight included
     */
    public record CapUse(String counter, long windowStartSeconds, long windowEndSeconds, long used) {}

    /**
     * What a buyer may spend from now on.
     *
     * @param limitMicros balance less holds, plus credit; may be negative
     */
    public record BuyerFunds(String buyer, long limitMicros) {}

    /**
     * A consumer that was sold in a campaign.
     *
     * @param untilSeconds when the consumer is a duplicate no longer; seconds since 1970
     */
    public record SoldConsumer(String campaign, String key, long untilSeconds) {}

    /**
     * A leg that a consumer was sold in, or is being sold in.
     *
     * @param atSeconds when it began; seconds since 1970
     * @param untilSeconds until when anybody may ask about it
     */
    public record SoldLeg(
            String key, String pingId, String contract, String buyer, long atSeconds, long untilSeconds) {}
}
