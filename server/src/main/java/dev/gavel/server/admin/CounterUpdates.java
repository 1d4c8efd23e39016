package dev.gavel.server.admin;

import dev.gavel.auction.cap.CapLedger;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Tells the counters in Redis what was booked in Postgres before. A failure is logged and swallowed: the booking stands, the guard in Postgres holds in
 * any case, and the counters are made equal when they are compared or rebuilt.
 *
 * <p>Thread safety: any thread.
 */
public final class CounterUpdates {

    private static final Logger LOG = LoggerFactory.getLogger(CounterUpdates.class);

    private final FundsCounter funds;
    private final CapLedger ledger;

    public CounterUpdates(FundsCounter funds, CapLedger ledger) {
        this.funds = funds;
        this.ledger = ledger;
    }

    /** Raises what a buyer may spend; negative to lower. */
    @FunctionalInterface
    public interface FundsCounter {
        CompletionStage<Void> add(String tenant, String buyer, long micros);
    }

    Mono<Void> addFunds(String tenant, String buyer, long micros) {
        return micros == 0
                ? Mono.empty()
                : logged(tenant, Mono.fromCompletionStage(() -> funds.add(tenant, buyer, micros)));
    }

    Mono<Void> release(CapLedger.Leg leg) {
        return logged(leg.tenant(), Mono.fromCompletionStage(() -> ledger.release(leg)));
    }

    private static Mono<Void> logged(String tenant, Mono<Void> update) {
        return update.onErrorResume(failure -> {
            LOG.atWarn()
                    .addKeyValue("tenant", tenant)
                    .setCause(failure)
                    .log("The counters could not be told of a booking");
            return Mono.empty();
        });
    }
}
