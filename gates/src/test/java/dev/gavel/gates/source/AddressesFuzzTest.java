package dev.gavel.gates.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.gates.IpReputation;
import dev.gavel.gates.WebHost;
import dev.gavel.testkit.Bounded;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;

/**
 * IP addresses, web addresses and lists of ranges from any text. An address that is read has the bits that the JDK reads; a host that is read is the
 * host that the JDK finds; a list is read or refused with a line.
 */
@Tag("fuzz")
class AddressesFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void whatIsReadIsWhatTheJdkReads(byte[] input) throws Exception {
        String text = new String(input, UTF_8);
        Bounded.run(input.length, () -> {
            address(text);
            host(text);
            list(text);
        });
    }

    private static void address(String text) {
        if (!IpAddress.isReadable(text)) {
            return;
        }
        byte[] bytes = InetAddress.ofLiteral(text).getAddress();
        ByteBuffer wide = ByteBuffer.allocate(16);
        if (bytes.length == 4) {
            wide.putInt(8, 0xFFFF).put(12, bytes);
        } else {
            wide.put(0, bytes);
        }
        assertThat(IpAddress.high(text)).isEqualTo(wide.getLong(0));
        assertThat(IpAddress.low(text)).isEqualTo(wide.getLong(8));
        CidrList itself = CidrList.of(Instant.EPOCH, Duration.ofDays(1), List.of(text));
        assertThat(itself.of(text, Instant.EPOCH)).isEqualTo(IpReputation.Answer.BAD);
    }

    private static void host(String url) {
        if (!WebHost.isReadable(url)) {
            return;
        }
        String host = jdkHost(url);
        if (host != null) {
            String plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
            assertThat(WebHost.isAmong(List.of(plain.toLowerCase(Locale.ROOT)), url))
                    .isTrue();
        }
        assertThat(WebHost.isAmong(List.of("example.invalid"), url + "@example.invalid"))
                .isFalse();
    }

    /** Null where the JDK reads no host. */
    private static String jdkHost(String url) {
        try {
            return URI.create(url).getHost();
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static void list(String text) throws IOException {
        try {
            CidrList list = CidrListReader.read(new StringReader(text));
            assertThat(list.size()).isNotNegative();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("(?s)(line \\d+: |as_of: |max_age: ).*");
        }
    }
}
