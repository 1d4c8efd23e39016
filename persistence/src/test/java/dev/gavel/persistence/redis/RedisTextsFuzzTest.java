package dev.gavel.persistence.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.gates.PriorSales;
import dev.gavel.testkit.Bounded;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;

/** Earlier sales as Redis keeps them, from any bytes: they are unknown, or each of them is written as it is read. */
@Tag("fuzz")
class RedisTextsFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void priorSalesAreUnknownOrWrittenAsTheyAreRead(byte[] input) throws Exception {
        Bounded.run(input.length, () -> {
            PriorSales sales = readAll(input);
            if (!sales.equals(PriorSales.UNKNOWN)) {
                String again = sales.legs().stream().map(PriorSalesText::write).collect(Collectors.joining("\n"));
                assertThat(readAll(again.getBytes(StandardCharsets.UTF_8))).isEqualTo(sales);
            }
        });
    }

    private static PriorSales readAll(byte[] text) {
        PriorSalesText.Lines lines = PriorSalesText.lines(text);
        return lines.next(lines.left());
    }
}
