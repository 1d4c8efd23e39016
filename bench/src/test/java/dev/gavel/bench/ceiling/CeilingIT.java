package dev.gavel.bench.ceiling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.bench.load.LoadGenerator;
import dev.gavel.bench.load.LoadPlan;
import dev.gavel.bench.load.LoadResult;
import dev.gavel.bench.load.Payload;
import dev.gavel.bench.load.RequestTemplate;
import dev.gavel.bench.net.LocalRedis;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every ceiling under the generator, on a real Redis: that they answer, not how fast. */
class CeilingIT {

    private static LocalRedis redis;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = LocalRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @ParameterizedTest
    @EnumSource
    void answersEveryPing(Ceiling ceiling) throws InterruptedException {
        try (CeilingServer server = ceiling.start(0, redis.port(), 2)) {
            assertThat(LoadGenerator.run(plan(server.port(), "/api/ping", 1, 0)))
                    .matches(LoadResult::isClean);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersPipelinedPingsOnASchedule(Ceiling ceiling) throws InterruptedException {
        try (CeilingServer server = ceiling.start(0, redis.port(), 1)) {
            LoadResult result = LoadGenerator.run(plan(server.port(), "/api/ping", 4, 500));

            assertThat(result).matches(LoadResult::isClean);
            assertThat(result.answersPerSecond()).isLessThanOrEqualTo(1_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void knowsNoOtherPath(Ceiling ceiling) throws InterruptedException {
        try (CeilingServer server = ceiling.start(0, redis.port(), 1)) {
            LoadResult result = LoadGenerator.run(plan(server.port(), "/api/pong", 1, 0));

            assertThat(result.statusToCount()).containsOnlyKeys(404);
        }
    }

    private static LoadPlan plan(int port, String path, int depth, int perSecond) {
        RequestTemplate request = RequestTemplate.post(path, Map.of(), Payload.autoInsurancePing());
        return new LoadPlan(port, request, "\"accepted\"", 4, depth, 2, 100, 200, perSecond);
    }
}
