package dev.gavel.bench.gavel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.bench.load.LoadGenerator;
import dev.gavel.bench.load.LoadPlan;
import dev.gavel.bench.load.LoadResult;
import dev.gavel.bench.load.RequestTemplate;
import dev.gavel.bench.market.Consumer;
import dev.gavel.bench.market.MarketYaml;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Gavel that is measured buys every ping that it is sent: that it answers, not how fast. */
class GavelNodeIT {

    @Test
    void acceptsEveryPing() throws IOException, InterruptedException {
        try (GavelStores stores = GavelStores.start(MarketYaml.of(40, false));
                GavelNode node = GavelNode.start(stores, List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"))) {
            RequestTemplate request = RequestTemplate.post(
                    "/api/ping",
                    Map.of("Authorization", "Bearer " + stores.apiKey()),
                    Consumer.anybody().ping());

            LoadResult result = LoadGenerator.run(
                    new LoadPlan(node.port(), List.of(request), "\"accepted\"", 4, 1, 1, 1_000, 1_000, 0));

            assertThat(result).matches(LoadResult::isClean);
        }
    }
}
