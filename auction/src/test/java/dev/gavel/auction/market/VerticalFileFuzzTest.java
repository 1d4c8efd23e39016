package dev.gavel.auction.market;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.testkit.Bounded;
import org.junit.jupiter.api.Tag;

/** A vertical from any bytes: reading never throws, and whatever is accepted has fields that any text can be put into. */
@Tag("fuzz")
class VerticalFileFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void neverThrows(byte[] input) throws Exception {
        String yaml = new String(input, UTF_8);
        Bounded.run(input.length, () -> {
            switch (VerticalFile.read(yaml)) {
                case VerticalReading.Accepted(Vertical vertical) -> {
                    Lead.Builder lead = Lead.of(vertical);
                    for (Field field : vertical.fields()) {
                        lead.set(
                                field,
                                field.values().isEmpty() ? "1" : field.values().getFirst());
                    }
                    assertThat(lead.build().vertical()).isSameAs(vertical);
                }
                case VerticalReading.Refused(var problems) ->
                    assertThat(problems).isNotEmpty();
            }
        });
    }
}
