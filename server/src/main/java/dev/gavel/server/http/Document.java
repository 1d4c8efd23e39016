package dev.gavel.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * A document that ships with the server, read once and answered as it is.
 *
 * <p>Thread safety: immutable.
 */
public final class Document implements Route {

    private final Answer answer;

    /**
     * @param beside the class in whose package the document lies
     * @throws IllegalArgumentException when there is no such document
     */
    public Document(Class<?> beside, String name, String contentType) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("document: " + name + " does not exist");
            }
            this.answer = new Answer(200, contentType, in.readAllBytes(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Mono<Answer> answer(Call call) {
        return Mono.just(answer);
    }
}
