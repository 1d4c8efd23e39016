package dev.gavel.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

final class RouterTest {

    private final Router router = Router.builder()
            .on("GET", "/", says("root"))
            .on("GET", "/a", says("a"))
            .on("POST", "/a", says("post a"))
            .on("GET", "/a/", says("below a"))
            .on("GET", "/a/b/", says("below a/b"))
            .on("GET", "/a/b/exact", says("exact"))
            .build();

    private static Route says(String text) {
        return _ -> Mono.just(Answer.text(200, text));
    }

    private String answer(String method, String path) {
        Answer answer =
                router.answer(Calls.of(method, path, "")).blockOptional().orElseThrow();
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void findsByPathAndMethod() {
        assertThat(answer("GET", "/")).isEqualTo("root");
        assertThat(answer("GET", "/a")).isEqualTo("a");
        assertThat(answer("POST", "/a")).isEqualTo("post a");
    }

    @Test
    void exactPathsGoBeforePrefixesAndLongPrefixesBeforeShortOnes() {
        assertThat(answer("GET", "/a/x")).isEqualTo("below a");
        assertThat(answer("GET", "/a/b/x")).isEqualTo("below a/b");
        assertThat(answer("GET", "/a/b/exact")).isEqualTo("exact");
    }

    @Test
    void anUnknownPathIsRefused() {
        StepVerifier.create(router.answer(Calls.get("/b")))
                .expectErrorSatisfies(
                        error -> assertThat(((Refusal) error).status()).isEqualTo(404))
                .verify();
    }

    @Test
    void anUnknownMethodIsAnsweredWithThoseThatAreKnown() {
        Answer answer = router.answer(Calls.of("PUT", "/a", "")).blockOptional().orElseThrow();

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("allow", "GET, POST");
    }

    @Test
    void theSameRouteTwiceIsAMistake() {
        Router.Builder builder = Router.builder().on("GET", "/a", says("a"));

        assertThatThrownBy(() -> builder.on("GET", "/a", says("b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GET /a");
    }
}
