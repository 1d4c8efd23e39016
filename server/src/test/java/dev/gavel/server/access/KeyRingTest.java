package dev.gavel.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.persistence.crypto.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class KeyRingTest {

    private final KeyRing ring = new KeyRing();

    @Test
    void aUseIsToldOnceAndAgainAfterTheNextUse() {
        ring.replace(List.of(key("a"), key("b")));
        assertThat(ring.find("a")).isNotNull();
        ring.find("a");
        assertThat(ring.drainUsed()).isEqualTo(Map.of("acme", List.of("key_a")));
        assertThat(ring.drainUsed()).isEmpty();
        ring.find("a");
        assertThat(ring.drainUsed()).isEqualTo(Map.of("acme", List.of("key_a")));
    }

    @Test
    void theUseOfAKeyThatWasRevokedMeanwhileIsTold() {
        ring.replace(List.of(key("a"), key("b")));
        ring.find("a");
        ring.replace(List.of(key("b")));
        assertThat(ring.find("a")).isNull();
        assertThat(ring.drainUsed()).isEqualTo(Map.of("acme", List.of("key_a")));
        assertThat(ring.drainUsed()).isEmpty();
    }

    /** Whatever a drain meets half-way, a use that began after it ended is in the next one. */
    @Test
    void noUseIsLostBetweenDrainsThatMeetIt() throws Exception {
        ring.replace(List.of(key("a")));
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> users = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            users.add(Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    ring.find("a");
                }
            }));
        }
        for (int i = 0; i < 20_000; i++) {
            ring.drainUsed();
            ring.find("a");
            assertThat(ring.drainUsed()).as("drain " + i).isNotEmpty();
        }
        over.set(true);
        for (Thread user : users) {
            user.join();
        }
    }

    private static KeyRing.Key key(String secret) {
        Principal principal = new Principal("acme", "key_" + secret, "vendor", null, Set.of(Scope.PING), false);
        return new KeyRing.Key(Sha256.hexOf(secret), principal, List.of(), 0, 0);
    }
}
