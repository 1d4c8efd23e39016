package dev.gavel.gates.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.gates.IpReputation.Answer;
import dev.gavel.testkit.Property;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CidrListTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static CidrList list(String... cidrs) {
        return CidrList.of(NOW, Duration.ofDays(7), List.of(cidrs));
    }

    @Test
    void aRangeIsBadFromItsFirstToItsLastAddress() {
        CidrList list = list("192.0.2.128/25", "2001:db8:1::/48", "198.51.100.7");
        assertThat(list.of("192.0.2.127", NOW)).isEqualTo(Answer.GOOD);
        assertThat(list.of("192.0.2.128", NOW)).isEqualTo(Answer.BAD);
        assertThat(list.of("192.0.2.255", NOW)).isEqualTo(Answer.BAD);
        assertThat(list.of("192.0.3.0", NOW)).isEqualTo(Answer.GOOD);
        assertThat(list.of("198.51.100.7", NOW)).isEqualTo(Answer.BAD);
        assertThat(list.of("198.51.100.8", NOW)).isEqualTo(Answer.GOOD);
        assertThat(list.of("2001:db8:0:ffff:ffff:ffff:ffff:ffff", NOW)).isEqualTo(Answer.GOOD);
        assertThat(list.of("2001:db8:1::", NOW)).isEqualTo(Answer.BAD);
        assertThat(list.of("2001:DB8:1:FFFF:ffff:ffff:ffff:ffff", NOW)).isEqualTo(Answer.BAD);
        assertThat(list.of("2001:db8:2::", NOW)).isEqualTo(Answer.GOOD);
    }

    @Test
    void oneAddressIsTheSameInBothSpellings() {
        assertThat(list("192.0.2.0/24").of("::ffff:192.0.2.9", NOW)).isEqualTo(Answer.BAD);
        assertThat(list("::ffff:c000:200/120").of("192.0.2.9", NOW)).isEqualTo(Answer.BAD);
    }

    @Test
    void rangesThatOverlapAreOne() {
        CidrList list = list("10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/24", "0.0.0.0/0");
        assertThat(list.size()).isEqualTo(1);
        assertThat(list.of("203.0.113.1", NOW)).isEqualTo(Answer.BAD);
        assertThat(list.of("2001:db8::1", NOW)).isEqualTo(Answer.GOOD);
        assertThat(list("::/0").of("203.0.113.1", NOW)).isEqualTo(Answer.BAD);
    }

    @Test
    void aListThatIsTooOldKnowsNothing() {
        CidrList list = list("192.0.2.0/24");
        assertThat(list.of("192.0.2.1", NOW.plus(Duration.ofDays(7)))).isEqualTo(Answer.BAD);
        assertThat(list.of("192.0.2.1", NOW.plus(Duration.ofDays(7)).plusMillis(1)))
                .isEqualTo(Answer.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                "1.2.3.-4",
                "1..2.3",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "g::",
                "::1%eth0",
                "1:2:3:4:5:6:7:",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7::8:9",
                "::1.2.3",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "[::1]",
                "١.٢.٣.٤"
            })
    void ofWhatIsNoAddressNothingIsKnown(String text) {
        assertThat(list().of(text, NOW)).as(text).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void readsWhatTheJdkReads() {
        Property.forAll(5_000, random -> {
            byte[] bytes = new byte[random.nextBoolean() ? 16 : 4];
            random.nextBytes(bytes);
            if (bytes.length == 16 && random.nextBoolean()) {
                Arrays.fill(bytes, random.nextInt(16), 16, (byte) 0);
            }
            InetAddress address = InetAddress.getByAddress(bytes);
            String text = address.getHostAddress();
            assertThat(IpAddress.isReadable(text)).as(text).isTrue();
            assertThat(bits(text)).as(text).isEqualTo(expected(address.getAddress()));
            if (bytes.length == 16) {
                String shorter = shortened(text);
                assertThat(IpAddress.isReadable(shorter)).as(shorter).isTrue();
                assertThat(bits(shorter)).as(shorter).isEqualTo(expected(address.getAddress()));
            }
        });
    }

    @Test
    void findsWhatASlowSearchFinds() {
        Property.forAll(300, random -> {
            List<String> cidrs = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                cidrs.add("10.0." + random.nextInt(4) + "." + random.nextInt(256) + "/" + random.nextInt(20, 33));
            }
            CidrList list = CidrList.of(NOW, Duration.ofDays(1), cidrs);
            for (int i = 0; i < 50; i++) {
                String address = "10.0." + random.nextInt(5) + "." + random.nextInt(256);
                boolean listed = cidrs.stream().anyMatch(cidr -> contains(cidr, address));
                assertThat(list.of(address, NOW))
                        .as("%s in %s", address, cidrs)
                        .isEqualTo(listed ? Answer.BAD : Answer.GOOD);
            }
        });
    }

    @Test
    void readsAFile() throws IOException {
        CidrList list = CidrListReader.read(new StringReader("""
                # from a provider
                as_of: 2026-11-20T00:00:00Z
                max_age: P7D

                192.0.2.0/24   # a network
                2001:db8::/32
                """));
        assertThat(list.asOf()).isEqualTo(Instant.parse("2026-11-20T00:00:00Z"));
        assertThat(list.size()).isEqualTo(2);
        assertThat(list.of("192.0.2.9", NOW)).isEqualTo(Answer.BAD);
    }

    @Test
    void saysWhatItCannotRead() {
        assertThatThrownBy(() -> CidrListReader.read(new StringReader("max_age: P7D")))
                .hasMessage("as_of: is missing");
        assertThatThrownBy(() -> CidrListReader.read(new StringReader("as_of: yesterday")))
                .hasMessageStartingWith("line 1: ");
        for (String bad :
                List.of("192.0.2.0/33", "192.0.2.0/-1", "192.0.2/24", "2001:db8::/129", "x/8", "192.0.2.0/")) {
            assertThatThrownBy(() ->
                            CidrListReader.read(new StringReader("as_of: 2026-11-20T00:00:00Z\nmax_age: P7D\n" + bad)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("line 3: cidr: ");
        }
    }

    private static long[] bits(String text) {
        return new long[] {IpAddress.high(text), IpAddress.low(text)};
    }

    private static long[] expected(byte[] address) {
        if (address.length == 4) {
            return new long[] {0, 0xFFFFL << 32 | number(address, 0, 4)};
        }
        return new long[] {number(address, 0, 8), number(address, 8, 16)};
    }

    private static long number(byte[] bytes, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number << 8 | (bytes[i] & 0xFF);
        }
        return number;
    }

    /** The JDK never shortens: the last run of zero groups is left out here. */
    private static String shortened(String text) {
        String cut = text.replaceFirst("(:0)+$", "::");
        return cut.equals(text) ? text : cut;
    }

    private static boolean contains(String cidr, String address) {
        int slash = cidr.indexOf('/');
        int bits = Integer.parseInt(cidr.substring(slash + 1));
        long mask = bits == 0 ? 0 : -1L << (32 - bits);
        return (v4(cidr.substring(0, slash)) & mask) == (v4(address) & mask);
    }

    private static long v4(String text) {
        try {
            return number(InetAddress.getByName(text).getAddress(), 0, 4);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
