package dev.gavel.server.access;

import dev.gavel.persistence.crypto.Sha256;
import dev.gavel.testkit.Linearizability;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What all callers share on their way in. */
@Tag("lincheck")
public class AccessLincheckTest {

    @Test
    @Timeout(300)
    void permitsAreTakenOneAfterTheOther() {
        Linearizability.check(Bucket.class);
    }

    @Test
    @Timeout(300)
    void noUseOfAKeyIsForgotten() {
        Linearizability.check(Ring.class);
    }

    /** Two permits a second, asked for at two moments. */
    public static class Bucket {
        private final TokenBucket bucket = new TokenBucket(2, 0);

        @Operation
        public boolean take() {
            return bucket.tryTake(0);
        }

        @Operation
        public boolean takeHalfASecondLater() {
            return bucket.tryTake(500_000_000);
        }
    }

    /** A ring with one key. */
    public static class Ring {
        private static final String HASH = HexFormat.of().formatHex(Sha256.of("key"));

        private final KeyRing ring = new KeyRing();

        public Ring() {
            Principal principal = new Principal("tenant", "key_1", "vendor", Set.of(Scope.PING), false);
            ring.replace(List.of(new KeyRing.Key(HASH, principal, List.of(), 0, 0)));
        }

        @Operation
        public boolean use() {
            return ring.find("key") != null;
        }

        /** One at a time: it is a timer's. */
        @Operation(nonParallelGroup = "timer")
        public boolean wasUsed() {
            return !ring.drainUsed().isEmpty();
        }
    }
}
