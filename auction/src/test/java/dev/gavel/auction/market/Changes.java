package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.provider.Arguments;

/** One change makes the good file bad; the one problem stands at the path of the change. */
final class Changes {

    private Changes() {}

    /**
     * A row of a table of changes.
     *
     * @param good a piece of the good file
     * @param bad what takes its place
     * @param message a part of the problem's
     */
    static Arguments change(String good, String bad, String path, String message) {
        return Arguments.of(good, bad, path, message);
    }

    static void requireProblem(String good, String bad, String path, String message) {
        String file = Markets.good();
        assertThat(file).contains(good);
        assertThat(Markets.problems(Markets.read(file.replace(good, bad))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo(path);
                    assertThat(problem.message()).contains(message);
                });
    }
}
