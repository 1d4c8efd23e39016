package dev.gavel.bench.ceiling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.bench.load.LoadGenerator;
import dev.gavel.bench.load.LoadPlan;
import dev.gavel.bench.load.LoadResult;
import dev.gavel.bench.load.Payload;
import dev.gavel.bench.load.RequestTemplate;
import dev.gavel.bench.net.LocalRedis;
import dev.gavel.loadtests.farm.BuyerFarm;
import dev.gavel.loadtests.farm.FarmPlan;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every ceiling under the generator, on a real Redis: that they answer, not how fast. */
class CeilingIT {

    private static LocalRedis redis;
    private static BuyerFarm farm;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = LocalRedis.start();
        farm = BuyerFarm.start(FarmPlan.AT_ONCE);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
        farm.close();
    }

    @ParameterizedTest
    @EnumSource
    void answersEveryPing(Ceiling ceiling) throws InterruptedException {
        try (CeilingServer server = ceiling.start(0, backends(), 2)) {
            assertThat(LoadGenerator.run(plan(server.port(), "/api/ping", 1, 0)))
                    .matches(LoadResult::isClean);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersPipelinedPingsOnASchedule(Ceiling ceiling) throws InterruptedException {
        try (CeilingServer server = ceiling.start(0, backends(), 1)) {
            LoadResult result = LoadGenerator.run(plan(server.port(), "/api/ping", 4, 500));

            assertThat(result).matches(LoadResult::isClean);
            assertThat(result.answersPerSecond()).isLessThanOrEqualTo(1_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void knowsNoOtherPath(Ceiling ceiling) throws InterruptedException {
        try (CeilingServer server = ceiling.start(0, backends(), 1)) {
            LoadResult result = LoadGenerator.run(plan(server.port(), "/api/pong", 1, 0));

            assertThat(result.statusToCount()).containsOnlyKeys(404);
        }
    }

    private static Backends backends() {
        return new Backends(redis.port(), farm.port(), 5);
    }

    private static LoadPlan plan(int port, String path, int depth, int perSecond) {
        RequestTemplate request = RequestTemplate.post(path, Map.of(), Payload.autoInsurancePing());
        return new LoadPlan(port, List.of(request), "\"accepted\"", 4, depth, 2, 100, 200, perSecond);
    }
}
