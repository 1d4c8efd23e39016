package dev.gavel.server.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.lead.Consent;
import dev.gavel.testkit.Property;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RememberedPingCodecTest {

    private static final RememberedPing EMPTY = new RememberedPing("", "", "", 0, Map.of(), null, List.of(), List.of());

    private static RememberedPing any(RandomGenerator random) {
        Map<String, String> fields = new HashMap<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            fields.put(text(random), text(random));
        }
        List<RememberedPing.Kept> candidates = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            List<CapClaim> claims = new ArrayList<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                claims.add(new CapClaim(
                        text(random),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(Long.MAX_VALUE)));
            }
            candidates.add(new RememberedPing.Kept(
                    text(random), random.nextLong(), random.nextLong(), textOrNull(random), claims));
        }
        return new RememberedPing(
                text(random),
                text(random),
                text(random),
                random.nextLong(),
                fields,
                random.nextBoolean() ? null : consent(random),
                List.of(text(random)),
                candidates);
    }

    private static Consent consent(RandomGenerator random) {
        Instant timestamp = random.nextBoolean()
                ? null
                : Instant.ofEpochSecond(random.nextLong(1L << 33), random.nextInt(1_000_000_000));
        return new Consent(
                textOrNull(random),
                textOrNull(random),
                textOrNull(random),
                textOrNull(random),
                timestamp,
                textOrNull(random),
                List.of(text(random), text(random)),
                textOrNull(random),
                textOrNull(random),
                new Consent.Signals(
                        List.of(Consent.Gpc.values()).get(random.nextInt(Consent.Gpc.values().length)),
                        random.nextBoolean() ? null : Consent.Signals.UNREADABLE,
                        random.nextBoolean() ? null : Instant.ofEpochSecond(random.nextLong(1L << 40))),
                capture(random));
    }

    private static Consent.Capture capture(RandomGenerator random) {
        Set<Consent.Channel> channels = EnumSet.noneOf(Consent.Channel.class);
        for (Consent.Channel channel : Consent.Channel.values()) {
            if (random.nextBoolean()) {
                channels.add(channel);
            }
        }
        return new Consent.Capture(
                List.of(Consent.Method.values()).get(random.nextInt(Consent.Method.values().length)),
                channels,
                random.nextBoolean() ? null : ZoneOffset.ofTotalSeconds(random.nextInt(-64_800, 64_801)));
    }

    private static @Nullable String textOrNull(RandomGenerator random) {
        return random.nextBoolean() ? null : text(random);
    }

    /** From nothing to a long text, with characters of one to four bytes. */
    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(10) == 0 ? 1_000 : random.nextInt(8);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(new int[] {'a', '\0', '\n', 'é', '€', 0x1F600}[random.nextInt(6)]);
        }
        return text.toString();
    }

    @Test
    void whatWasEncodedIsDecodedAgain() {
        Property.forAll(500, random -> {
            RememberedPing ping = any(random);

            assertThat(RememberedPingCodec.decode(RememberedPingCodec.encode(ping)))
                    .isEqualTo(ping);
        });
        assertThat(RememberedPingCodec.decode(RememberedPingCodec.encode(EMPTY)))
                .isEqualTo(EMPTY);
    }

    @Test
    void whatIsCutShortIsRefusedWhereverItIsCut() {
        Property.forAll(20, random -> {
            byte[] whole = RememberedPingCodec.encode(any(random));
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> RememberedPingCodec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] bytes = RememberedPingCodec.encode(EMPTY);
        bytes[0] = 1;

        assertThatThrownBy(() -> RememberedPingCodec.decode(bytes)).hasMessage("version: 1 (expected: 4)");
    }

    @Test
    void aStoredLeadFromBeforeTheCaptureIsStillRead() {
        RememberedPing ping = new RememberedPing(
                "auto", "acme", "fb-17", 1, Map.of("zip", "78701"), VendorWorld.CONSENT, List.of(), List.of());
        byte[] now = RememberedPingCodec.encode(ping);

        assertThat(RememberedPingCodec.decode(without(now, 3, 3))).isEqualTo(ping);
        assertThat(RememberedPingCodec.decode(without(now, 6, 2))).isEqualTo(ping);
    }

    /** The bytes of an older version: the last numbers of the consent stand before the two empty lists at the end. */
    private static byte[] without(byte[] now, int numbers, int version) {
        byte[] before = new byte[now.length - numbers];
        System.arraycopy(now, 0, before, 0, before.length - 2);
        System.arraycopy(now, now.length - 2, before, before.length - 2, 2);
        before[0] = (byte) version;
        return before;
    }

    @Test
    void showsNoValueOfTheLead() {
        RememberedPing ping = new RememberedPing(
                "auto",
                "acme",
                "fb-17",
                1,
                Map.of("phone", "+15125550100"),
                VendorWorld.CONSENT,
                List.of("k"),
                List.of());

        assertThat(ping).hasToString("RememberedPing[auto, acme/fb-17]");
    }
}
