package dev.gavel.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Request bodies that ship with the benchmarks. Synthetic. */
public final class Payload {

    private Payload() {}

    /** A ping of about 1 KB whose consumer is another with every {@code {n}}. */
    public static String autoInsurancePing() {
        try (InputStream in = Objects.requireNonNull(Payload.class.getResourceAsStream("auto-insurance-ping.json"))) {
            return new String(in.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
