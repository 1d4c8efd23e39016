package dev.gavel.auction.cap;

import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.reason.Reason;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The counters of caps and funds, which admit a sale before Postgres guards it: reserves what a ping promises, keeps the ping until it
 * expires, and settles the reservation when the post comes. One implementation stands on Redis; the tests' one in memory is its oracle.
 *
 * <p>Every method completes with {@link UnavailableException} when the counters cannot be reached or did not answer in time: whether the
 * call took effect is then unknown, and what was reserved lapses by itself. Thread safety: any thread; completes on the caller's event loop
 * where it has one.
 */
public interface CapLedger {

    /**
     * Screens the consumer, then reserves caps and funds for the legs that {@link dev.gavel.auction.award.Legs#choose} picks among the
     * options with room, remembers the ping and appends its event: all of it or nothing, in one step. Of a request that is not firm nothing is
     * reserved: there was room, and the ping is remembered.
     */
    CompletionStage<Reply> award(Request request);

    /**
     * Makes a leg's reservation a use. Idempotent. Completes with whether the leg now counts as used; false when it was released before, or
     * when the counters do not know the leg.
     */
    CompletionStage<Boolean> commit(Leg leg);

    /** Gives back what a leg reserved or used. Idempotent: a second call, or one after the reservation lapsed, gives nothing back. */
    CompletionStage<Void> release(Leg leg);

    /** The ping as it was remembered; completes with null when it is unknown or long expired. */
    CompletionStage<@Nullable Remembered> recall(String tenant, String pingId);

    /**
     * One lead's request.
     *
     * @param pingId TypeId with prefix {@code ping}; its time decides where the ping is remembered
     * @param consumer what the consumer is screened by; null when it was screened before and only a leg is to be reserved. Without memory, too, legs
     *     that the ping holds already, since another node took the same post in, are confirmed, and nothing is reserved anew
     * @param options candidates in rank order
     * @param firstLeg the number of the first option's leg; those behind it follow. A ping's legs are numbered from 0
     * @param maxLegs legs of a shared sale
     * @param ttlSeconds how long the reservation holds; less where a leg that is chosen may not be promised for so long, but then a second at least
     * @param memory what {@link #recall} gives back; carries no readable personal data; null to remember nothing
     * @param eventHead a JSON object without its closing brace, in UTF-8, which the ledger completes with time and outcome; null for no
     *     event
     * @param firm whether the legs are reserved; if not, the post reserves them, if there is room then
     */
    record Request(
            String tenant,
            String pingId,
            @Nullable Consumer consumer,
            List<Option> options,
            int firstLeg,
            int maxLegs,
            int ttlSeconds,
            byte @Nullable [] memory,
            byte @Nullable [] eventHead,
            boolean firm) {

        /** A request that reserves. */
        public Request(
                String tenant,
                String pingId,
                @Nullable Consumer consumer,
                List<Option> options,
                int firstLeg,
                int maxLegs,
                int ttlSeconds,
                byte @Nullable [] memory,
                byte @Nullable [] eventHead) {
            this(tenant, pingId, consumer, options, firstLeg, maxLegs, ttlSeconds, memory, eventHead, true);
        }

        /** A request that reserves, whose legs are numbered from 0. */
        public Request(
                String tenant,
                String pingId,
                @Nullable Consumer consumer,
                List<Option> options,
                int maxLegs,
                int ttlSeconds,
                byte @Nullable [] memory,
                byte @Nullable [] eventHead) {
            this(tenant, pingId, consumer, options, 0, maxLegs, ttlSeconds, memory, eventHead);
        }

        /** Reserves nothing, and appends an event of what was decided elsewhere. */
        public static Request eventOnly(String tenant, String pingId, byte[] eventHead) {
            return new Request(tenant, pingId, null, List.of(), 0, 1, 0, null, eventHead);
        }
    }

    /**
     * Whom a lead is about, as keyed hashes.
     *
     * @param keys the tenant's HMACs of phone and e-mail, 1 or 2
     * @param mostPingsPerHour pings of one consumer in the campaign per hour; more are refused
     * @param counted whether this ping was counted before, because it asks again for other options
     */
    record Consumer(String campaign, List<String> keys, int mostPingsPerHour, boolean counted) {

        /** Whom a lead is about, when it asks for the first time. */
        public Consumer(String campaign, List<String> keys, int mostPingsPerHour) {
            this(campaign, keys, mostPingsPerHour, false);
        }
    }

    /**
     * One candidate's leg, if it is chosen.
     *
     * @param claims what the leg takes; options that claim the same had better share one list, which is then sent once
     * @param group conflict group; null for none
     * @param payoutMicros what counts when exclusive and shared sales are compared
     * @param untilSeconds a promise of this leg holds no longer; seconds since 1970, {@link CapClaim#NO_END} for as long as the request says
     */
    record Option(SaleMode mode, @Nullable String group, long payoutMicros, List<CapClaim> claims, long untilSeconds) {

        /** An option that may be promised for as long as the request says. */
        public Option(SaleMode mode, @Nullable String group, long payoutMicros, List<CapClaim> claims) {
            this(mode, group, payoutMicros, claims, CapClaim.NO_END);
        }
    }

    /**
     * A reserved leg, as it is settled.
     *
     * @param number which of the ping's legs it is: the number of the option that was chosen
     * @param expiresAtSeconds when the reservation lapses, as the reply said
     * @param claims as they were when the leg was reserved
     * @param consumer whom {@link #commit} marks as sold, and {@link #release} as free when no leg of the ping is left; null for nobody
     * @param duplicateSeconds for how long a sold consumer is a duplicate in the campaign; 0 for not at all
     */
    record Leg(
            String tenant,
            String pingId,
            int number,
            long expiresAtSeconds,
            List<CapClaim> claims,
            @Nullable Consumer consumer,
            long duplicateSeconds) {

        /** A leg that is settled without a word about the consumer. */
        public Leg(String tenant, String pingId, int number, long expiresAtSeconds, List<CapClaim> claims) {
            this(tenant, pingId, number, expiresAtSeconds, claims, null, 0);
        }
    }

    /** What became of a request. */
    sealed interface Reply {

        /**
         * Reserved.
         *
         * @param chosen positions in the request's options, ascending
         * @param full positions of options that were found without room on the way; others may have none either
         * @param expiresAtSeconds by the ledger's clock
         */
        record Awarded(int[] chosen, int[] full, long nowMillis, long expiresAtSeconds) implements Reply {}

        /** Nothing reserved: suppressed, a duplicate, too many pings, or no option with room: then all of them are full. */
        record Refused(Reason reason) implements Reply {}

        /** The counters are not those of the current epoch, or a window of the request is over: nothing reserved. */
        record Stale(Reason reason) implements Reply {}
    }

    /**
     * A ping as the ledger kept it.
     *
     * @param chosen positions in the request's options
     * @param firm whether legs were reserved with it that can still be committed; false also where the counters were rebuilt since
     */
    record Remembered(int[] chosen, long expiresAtSeconds, boolean expired, byte[] memory, boolean firm) {

        /** A ping with its reservations. */
        public Remembered(int[] chosen, long expiresAtSeconds, boolean expired, byte[] memory) {
            this(chosen, expiresAtSeconds, expired, memory, true);
        }
    }

    /** The counters could not be reached or did not answer in time. */
    final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UnavailableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
