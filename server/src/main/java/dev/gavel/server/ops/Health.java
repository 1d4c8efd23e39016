package dev.gavel.server.ops;

import dev.gavel.server.http.Admission;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Json;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Whether the node lives, takes traffic, and reaches what it depends on. {@code /livez} answers while the process runs; {@code /readyz} while
 * traffic is welcome; {@code /api/health} says the same with words, and with {@code ?deep=true} asks every dependency and says what
 * needs care.
 *
 * <p>Thread safety: any thread.
 */
public final class Health {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofMillis(250);

    private final Admission admission;
    private final List<Check> checks;
    private final Supplier<List<String>> warnings;
    private final Mono<List<Result>> asked;
    private volatile boolean started;

    /** @param warnings what works, and needs somebody's care: one sentence each */
    public Health(Admission admission, List<Check> checks, Supplier<List<String>> warnings) {
        this.admission = admission;
        this.checks = List.copyOf(checks);
        this.warnings = warnings;
        // Nobody needs a key to ask: however many do, the dependencies are asked a few times a second at most.
        this.asked = Flux.fromIterable(this.checks)
                .flatMapSequential(Health::ask)
                .collectList()
                .cache(FRESH);
    }

    /**
     * One dependency.
     *
     * @param probe completes when it answers; any error means it does not
     */
    public record Check(String name, Mono<Void> probe) {}

    /** Start-up is over: readiness turns true. */
    public void started() {
        started = true;
    }

    public boolean isReady() {
        return started && !admission.isDraining();
    }

    public Mono<Answer> live(Call call) {
        return Mono.just(Answer.text(200, "alive\n"));
    }

    public Mono<Answer> ready(Call call) {
        return Mono.just(isReady() ? Answer.text(200, "ready\n") : Answer.text(503, notReady() + "\n"));
    }

    public Mono<Answer> health(Call call) {
        boolean deep = call.query().equals("deep=true");
        return deep ? asked.map(results -> report(results, warnings.get())) : Mono.just(report(List.of(), List.of()));
    }

    private record Result(
            String name, boolean ok, long micros, @Nullable String failure) {}

    private static Mono<Result> ask(Check check) {
        long started = System.nanoTime();
        return check.probe()
                .timeout(PATIENCE)
                .then(Mono.fromSupplier(() -> new Result(check.name(), true, microsSince(started), null)))
                .onErrorResume(failure -> Mono.just(new Result(
                        check.name(),
                        false,
                        microsSince(started),
                        failure.getClass().getSimpleName())));
    }

    private Answer report(List<Result> results, List<String> cares) {
        boolean healthy = isReady() && results.stream().allMatch(Result::ok);
        byte[] body = Json.object(json -> {
            json.writeStringProperty("status", healthy ? "ok" : isReady() ? "degraded" : notReady());
            json.writeArrayPropertyStart("checks");
            for (Result result : results) {
                json.writeStartObject();
                json.writeStringProperty("name", result.name());
                json.writeBooleanProperty("ok", result.ok());
                json.writeNumberProperty("micros", result.micros());
                if (result.failure() != null) {
                    json.writeStringProperty("failure", result.failure());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            if (!cares.isEmpty()) {
                json.writeArrayPropertyStart("warnings");
                cares.forEach(json::writeString);
                json.writeEndArray();
            }
        });
        return Answer.json(healthy ? 200 : 503, body);
    }

    private String notReady() {
        return admission.isDraining() ? "draining" : "starting";
    }

    private static long microsSince(long startedNanos) {
        return (System.nanoTime() - startedNanos) / 1_000;
    }
}
