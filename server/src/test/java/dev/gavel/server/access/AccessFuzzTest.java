package dev.gavel.server.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.crypto.Sha256;
import dev.gavel.server.http.Calls;
import dev.gavel.server.http.Refusal;
import dev.gavel.testkit.Bounded;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** Keys and addresses of any text: no key but the one is let in, and an address is in the range that it is itself. */
@Tag("fuzz")
class AccessFuzzTest {

    private static final String KEY = "gk_live_0123456789abcdef";
    private static final Access ACCESS = new Access(ring());

    private static KeyRing ring() {
        KeyRing ring = new KeyRing();
        Principal principal = new Principal("demo", "key_1", "acme", Set.of(Scope.PING), false);
        ring.replace(List.of(new KeyRing.Key(HexFormat.of().formatHex(Sha256.of(KEY)), principal, List.of(), 0, 0)));
        return ring;
    }

    @FuzzTest(maxDuration = "50s")
    void onlyTheKeyIsLetIn(byte[] input) throws Exception {
        String text = new String(input, ISO_8859_1);
        Bounded.run(input.length, () -> {
            String header = "Bearer " + text;
            if (isHeader(header)) {
                authorization(header, text.equals(KEY));
            }
            if (isHeader(text)) {
                boolean right = text.length() > 7
                        && text.substring(0, 7).equalsIgnoreCase("Bearer ")
                        && text.substring(7).equals(KEY);
                authorization(text, right);
            }
            address(text);
        });
    }

    private static void authorization(String header, boolean right) {
        var call = Calls.of("POST", "/api/ping", new byte[0], "authorization", header);
        if (right) {
            assertThat(ACCESS.authenticate(call).keyId()).isEqualTo("key_1");
        } else {
            assertThatThrownBy(() -> ACCESS.authenticate(call)).isInstanceOfSatisfying(Refusal.class, refusal -> {
                assertThat(refusal.status()).isEqualTo(401);
                assertThat(refusal).hasMessage(Reason.KEY_INVALID.message());
            });
        }
    }

    /** What Netty lets through as a header's value. */
    private static boolean isHeader(String value) {
        try {
            HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
            headers.add("authorization", value);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static void address(String text) {
        AddressRange range;
        try {
            range = AddressRange.parse(text);
        } catch (IllegalArgumentException _) {
            return;
        }
        int slash = text.indexOf('/');
        assertThat(range.contains(slash < 0 ? text : text.substring(0, slash))).isTrue();
        assertThat(range.contains("no address")).isFalse();
    }
}
