package dev.gavel.server.http;

import dev.gavel.testkit.Linearizability;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("lincheck")
public class AdmissionLincheckTest {

    @Test
    @Timeout(300)
    void aPlaceIsGivenWheneverOneIsFree() {
        Linearizability.check(Door.class);
    }

    /** Two places, one of them for pings too. Somebody is inside who leaves once. */
    public static class Door {
        private final Admission admission =
                new Admission(new HttpLimits(1_024, 1_024, 1_024, Duration.ofSeconds(1), Duration.ofSeconds(1), 2));

        public Door() {
            admission.enter("/api/post");
        }

        @Operation
        public boolean ping() {
            return enters("/api/ping");
        }

        @Operation
        public boolean post() {
            return enters("/api/post");
        }

        @Operation(runOnce = true)
        public void leave() {
            admission.leave("/api/post");
        }

        private boolean enters(String path) {
            try {
                admission.enter(path);
                return true;
            } catch (Refusal _) {
                return false;
            }
        }
    }
}
