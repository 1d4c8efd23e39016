package dev.gavel.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Calls;
import dev.gavel.server.http.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

final class AccessTest {

    private static final String SECRET = "gvl_live_0123456789abcdefghijklmnop";
    private static final Principal ACME = new Principal("demo", "key_1", "acme-media", Set.of(Scope.PING), false);
    private static final long SECOND = 1_000_000_000L;

    private final KeyRing keyRing = new KeyRing();
    private final Access access = new Access(keyRing);

    private static String hash(String secret) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    }

    private static KeyRing.Key key(String secret, Principal principal, int perSecond, String... allowed)
            throws Exception {
        List<AddressRange> ranges =
                Arrays.stream(allowed).map(AddressRange::parse).toList();
        return new KeyRing.Key(hash(secret), principal, ranges, perSecond, 0);
    }

    private static Call call(String authorization) {
        return Calls.get("/api/pings/x", "Authorization", authorization);
    }

    private static Call callAt(long nanos) {
        return Calls.from("192.0.2.15", nanos, "GET", "/", new byte[0], "Authorization", "Bearer " + SECRET);
    }

    private void assertRefused(Call call, int status, Reason reason) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> access.authenticate(call));
        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.reason()).isEqualTo(reason);
    }

    @Test
    void aGoodKeyTellsWhoCalls() throws Exception {
        keyRing.replace(List.of(key(SECRET, ACME, 0)));

        assertThat(access.authenticate(call("Bearer " + SECRET))).isEqualTo(ACME);
        assertThat(access.authenticate(call("bearer " + SECRET))).isEqualTo(ACME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic Z3ZsOg==", "Bearer gvl_live_other", SECRET})
    void anyOtherKeyIsRefusedAlike(String authorization) throws Exception {
        keyRing.replace(List.of(key(SECRET, ACME, 0)));

        assertRefused(call(authorization), 401, Reason.KEY_INVALID);
    }

    @Test
    void withoutAHeaderOrWithAnEndlessKeyNobodyIsKnown() {
        assertRefused(Calls.get("/"), 401, Reason.KEY_INVALID);
        assertRefused(call("Bearer " + "x".repeat(10_000)), 401, Reason.KEY_INVALID);
    }

    @Test
    void aKeyThatWasRemovedIsUnknownAtOnce() throws Exception {
        keyRing.replace(List.of(key(SECRET, ACME, 0)));
        keyRing.replace(List.of());

        assertRefused(call("Bearer " + SECRET), 401, Reason.KEY_INVALID);
    }

    @Test
    void aKeyIsOfNoUseFromElsewhere() throws Exception {
        keyRing.replace(List.of(key(SECRET, ACME, 0, "198.51.100.0/24", "192.0.2.15")));
        assertThat(access.authenticate(callAt(0))).isEqualTo(ACME);

        keyRing.replace(List.of(key(SECRET, ACME, 0, "198.51.100.0/24")));
        assertRefused(callAt(0), 403, Reason.ADDRESS_NOT_ALLOWED);
    }

    @Test
    void aKeyHasItsRate() throws Exception {
        keyRing.replace(List.of(key(SECRET, ACME, 2)));
        access.authenticate(callAt(0));
        access.authenticate(callAt(0));

        assertRefused(callAt(0), 429, Reason.RATE_LIMITED);
        assertThat(access.authenticate(callAt(SECOND))).isEqualTo(ACME);
    }

    @Test
    void replacingTheKeysDoesNotRefillTheRateOfThoseThatStay() throws Exception {
        keyRing.replace(List.of(key(SECRET, ACME, 1)));
        access.authenticate(callAt(0));
        keyRing.replace(List.of(key(SECRET, ACME, 1)));

        assertRefused(callAt(0), 429, Reason.RATE_LIMITED);
    }

    @Test
    void aKeyThatChangedIsAsItIsNow() throws Exception {
        Principal poster = new Principal("demo", "key_1", "acme-media", Set.of(Scope.POST), false);
        keyRing.replace(List.of(key(SECRET, ACME, 0)));
        keyRing.replace(List.of(key(SECRET, poster, 0)));

        assertThat(access.authenticate(callAt(0))).isEqualTo(poster);
    }

    @Test
    void whichKeysWereUsedIsToldOnce() throws Exception {
        keyRing.replace(List.of(key(SECRET, ACME, 0)));
        access.authenticate(callAt(0));
        access.authenticate(callAt(0));

        assertThat(keyRing.drainUsed()).isEqualTo(Map.of("demo", List.of("key_1")));
        assertThat(keyRing.drainUsed()).isEmpty();
    }

    @Test
    void aRouteAsksForItsScope() throws Exception {
        keyRing.replace(List.of(key(SECRET, ACME, 0)));
        Access.Guarded route = (principal, _) -> Mono.just(Answer.text(200, principal.keyId()));

        StepVerifier.create(access.requiring(Scope.PING, route).answer(callAt(0)))
                .assertNext(answer -> assertThat(answer.body())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("key_1"))
                .verifyComplete();
        StepVerifier.create(access.requiring(Scope.POST, route).answer(callAt(0)))
                .expectErrorSatisfies(error -> {
                    assertThat(((Refusal) error).status()).isEqualTo(403);
                    assertThat(error).hasMessageContaining("scope post");
                })
                .verify();
    }

    @Test
    void aTenantsOwnKeyIsNoVendors() {
        Principal tenant = new Principal("demo", "key_2", null, Set.of(Scope.ADMIN), false);

        assertThat(Access.vendorOf(ACME)).isEqualTo("acme-media");
        assertThatThrownBy(() -> Access.vendorOf(tenant))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(403));
    }
}
