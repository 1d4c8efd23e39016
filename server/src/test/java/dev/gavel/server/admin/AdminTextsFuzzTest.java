package dev.gavel.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Calls;
import dev.gavel.server.http.Refusal;
import dev.gavel.testkit.Bounded;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;

/** Bodies and queries of the control plane, from any bytes: read, or refused with 400 or 422; an amount is above zero, a limit within its bounds. */
@Tag("fuzz")
class AdminTextsFuzzTest {

    private enum Word {
        ONE,
        TWO
    }

    @FuzzTest(maxDuration = "50s")
    void isReadOrRefused(byte[] input) throws Exception {
        Bounded.run(input.length, () -> {
            Call call = Calls.of("POST", "/api/returns?" + new String(input, UTF_8), input);
            orRefused(() -> members(call));
            orRefused(() -> query(call));
        });
    }

    private static Object members(Call call) {
        Members members = Members.read(call, Set.of("reason", "amount", "share", "force"));
        assertThat(members.amount("amount", 1)).isPositive();
        assertThat(members.basisPoints("share", 0)).isBetween(0, 10_000);
        assertThat(members.requiredText("reason")).hasSizeLessThanOrEqualTo(500).doesNotContain("\u0000");
        return members.flag("force");
    }

    private static Object query(Call call) {
        Query query = Query.of(call);
        assertThat(query.constant("state", Word.class)).isIn(null, Word.ONE, Word.TWO);
        assertThat(query.limit()).isBetween(1, 1_000);
        return query;
    }

    private static void orRefused(Supplier<?> reading) {
        try {
            assertThat(reading.get()).isNotNull();
        } catch (Refusal refusal) {
            assertThat(refusal.status()).isIn(400, 422);
        }
    }
}
