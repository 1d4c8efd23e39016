package dev.gavel.persistence.postgres;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Transfer;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.Bookings.Balance;
import dev.gavel.persistence.postgres.CapUsage.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Admits deliveries under their caps and their buyers' funds: the last word, whatever the counters in Redis said.
 *
 * <p>First everything is taken for all legs at once, which locks the rows in a fixed order and tells what they hold; then each leg is judged, in
 * rank order, by what there was before; then the refused legs' shares are given back. In the common case, where all are admitted, each row is
 * written once.
 *
 * <p>Thread safety: stateless; runs inside the caller's transaction.
 */
final class Admission {

    private Admission() {}

    /**
     * Takes caps and funds for the legs that have room, gives back those of {@code rejected}, and writes both to the ledger.
     *
     * @return the refused legs by id, in the order of the legs
     */
    static Mono<Map<String, Reason>> admit(
            TenantConnection connection,
            String currency,
            Instant at,
            List<LegIntent> legs,
            @Nullable HeldDelivery rejected) {
        Map<String, Reason> refused = new LinkedHashMap<>();
        return takeCaps(connection, legs, rejected, refused)
                .then(Mono.defer(() -> takeFunds(connection, currency, at, legs, rejected, refused)))
                .then(Mono.defer(() -> giveCapsBack(connection, legs, refused)))
                .thenReturn(refused);
    }

    private static Mono<Void> takeCaps(
            TenantConnection connection,
            List<LegIntent> legs,
            @Nullable HeldDelivery rejected,
            Map<String, Reason> refused) {
        List<CapClaim> taken =
                legs.stream().flatMap(leg -> leg.capClaims().stream()).toList();
        List<CapClaim> givenBack = rejected == null ? List.of() : rejected.claims();
        return CapUsage.add(connection, CapUsage.total(taken, givenBack))
                .doOnNext(after -> judgeCaps(legs, taken, after, refused))
                .then();
    }

    private static void judgeCaps(
            List<LegIntent> legs, List<CapClaim> taken, Map<Window, Long> after, Map<String, Reason> refused) {
        Map<Window, Long> used = new HashMap<>(after);
        taken.forEach(claim -> used.merge(Window.of(claim), -claim.amount(), Long::sum));
        for (LegIntent leg : legs) {
            boolean room = leg.capClaims().stream()
                    .allMatch(claim -> used.getOrDefault(Window.of(claim), 0L) + claim.amount() <= claim.limit());
            if (room) {
                leg.capClaims().forEach(claim -> used.merge(Window.of(claim), claim.amount(), Long::sum));
            } else {
                refused.put(leg.legId(), Reason.CAPS_FULL);
            }
        }
    }

    private static Mono<Void> takeFunds(
            TenantConnection connection,
            String currency,
            Instant at,
            List<LegIntent> legs,
            @Nullable HeldDelivery rejected,
            Map<String, Reason> refused) {
        List<Transfer> voids = rejected == null ? List.of() : List.of(rejected.voided());
        List<LegIntent> asking =
                legs.stream().filter(leg -> !refused.containsKey(leg.legId())).toList();
        List<Transfer> wanted = new ArrayList<>(voids);
        asking.forEach(leg -> wanted.add(hold(leg)));
        return Bookings.move(connection, currency, Bookings.total(wanted)).flatMap(after -> {
            List<Transfer> lacking = judgeFunds(asking, after, refused);
            List<Transfer> real = new ArrayList<>(voids);
            asking.stream().filter(leg -> !refused.containsKey(leg.legId())).forEach(leg -> real.add(hold(leg)));
            return Bookings.move(connection, currency, Bookings.opposite(Bookings.total(lacking)))
                    .then(Bookings.record(connection, at, real));
        });
    }

    /** The holds that the accounts do not cover. */
    private static List<Transfer> judgeFunds(
            List<LegIntent> asking, Map<String, Balance> after, Map<String, Reason> refused) {
        Map<String, Long> available = new HashMap<>();
        after.forEach((account, balance) -> available.put(account, balance.micros() + balance.creditLimitMicros()));
        asking.forEach(leg -> available.merge(Account.buyer(leg.buyer()).text(), leg.priceMicros(), Long::sum));
        List<Transfer> lacking = new ArrayList<>();
        for (LegIntent leg : asking) {
            String account = Account.buyer(leg.buyer()).text();
            if (leg.priceMicros() <= available.getOrDefault(account, 0L)) {
                available.merge(account, -leg.priceMicros(), Long::sum);
            } else {
                lacking.add(hold(leg));
                refused.put(leg.legId(), Reason.NO_FUNDS);
            }
        }
        return lacking;
    }

    private static Mono<Void> giveCapsBack(
            TenantConnection connection, List<LegIntent> legs, Map<String, Reason> refused) {
        List<CapClaim> unused = legs.stream()
                .filter(leg -> refused.containsKey(leg.legId()))
                .flatMap(leg -> leg.capClaims().stream())
                .toList();
        return CapUsage.add(connection, CapUsage.total(List.of(), unused)).then();
    }

    private static Transfer hold(LegIntent leg) {
        return Transfer.hold(leg.deliveryId(), leg.buyer(), leg.priceMicros());
    }
}
