package dev.gavel.server.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How the limits of concurrency find themselves.
 *
 * @param leastPings pings in flight that are always let in
 * @param leastOthers other requests that are
 * @param pingLag how late an event loop may be before fewer pings are let in; zero to leave the limits where they are
 * @param otherLag the same for other requests; longer, so that pings go first
 */
public record AdmissionSettings(int leastPings, int leastOthers, Duration pingLag, Duration otherLag) {

    public AdmissionSettings {
        requireNonNull(pingLag, "pingLag");
        requireNonNull(otherLag, "otherLag");
    }

    boolean isAdaptive() {
        return !pingLag.isZero() && !otherLag.isZero();
    }
}
