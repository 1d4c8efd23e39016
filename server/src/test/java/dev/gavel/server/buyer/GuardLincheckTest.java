package dev.gavel.server.buyer;

import dev.gavel.testkit.Linearizability;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("lincheck")
public class GuardLincheckTest {

    @Test
    @Timeout(300)
    void neverMoreAreInsideThanMayBeAndEveryPlaceIsGivenBack() {
        Linearizability.check(Calls.class);
    }

    /** Two places, and fewer permits than calls: some are let in, some are turned away by each of the protections. */
    public static class Calls {
        private static final int PLACES = 2;

        private final Guard guard = new Guard("endpoint", PLACES, 3, CallPolicy.STANDARD, Clock.systemUTC(), () -> 0);
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger late = new AtomicInteger();

        /** Whether there was room whenever the guard let in. */
        @Operation
        public boolean call(@Param(gen = BooleanGen.class) boolean succeeds) {
            if (guard.tryEnter() != null) {
                return true;
            }
            boolean room = inside.incrementAndGet() <= PLACES;
            inside.decrementAndGet();
            if (succeeds) {
                guard.succeeded(1);
            } else {
                guard.failed(1);
            }
            guard.left();
            return room;
        }

        /** Whether there was room among the late whenever one was let stay; what is late is in nobody's place. */
        @Operation
        public boolean lateCall() {
            if (guard.tryEnter() != null) {
                return true;
            }
            guard.failed(1);
            if (!guard.stayLate()) {
                return true;
            }
            boolean room = late.incrementAndGet() <= PLACES;
            late.decrementAndGet();
            guard.leftLate();
            return room;
        }

        @Validate
        public void everyPlaceIsGivenBack() {
            if (guard.inFlight() != 0 || guard.late() != 0) {
                throw new IllegalStateException(
                        guard.inFlight() + " places are taken, " + guard.late() + " calls are late");
            }
        }
    }
}
