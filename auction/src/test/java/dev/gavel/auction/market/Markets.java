package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.Market;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Market files for tests. */
final class Markets {

    private Markets() {}

    /** A market file with every key of the format. */
    static String good() {
        return Resource.text("good.yaml");
    }

    /** The demo's market file as the demo reads it. */
    static String demo() throws IOException {
        Path file = Path.of("../server/src/main/resources/dev/gavel/server/demo/market.yaml");
        return Files.readString(file).replace("${SIM_PORT}", "18080");
    }

    static MarketReading read(String yaml) {
        return MarketFile.read(yaml, "demo", Verticals.standard());
    }

    static Market good(String yaml) {
        MarketReading reading = read(yaml);
        assertThat(problems(reading)).isEmpty();
        return ((MarketReading.Accepted) reading).market();
    }

    static List<Problem> problems(MarketReading reading) {
        return switch (reading) {
            case MarketReading.Accepted _ -> List.of();
            case MarketReading.Refused(List<Problem> problems) -> problems;
        };
    }
}
