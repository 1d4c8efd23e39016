package dev.gavel.loadtests;

import java.time.Duration;

/**
 * What a run is told by system properties.
 *
 * @param url {@code gavel.url}: where Gavel is; {@code stub} for the self-check's stub
 * @param apiKey {@code gavel.api-key}: a vendor's key
 * @param noisyApiKey {@code gavel.noisy-api-key}: a vendor's key of another tenant
 * @param campaign {@code gavel.campaign}
 * @param source {@code gavel.source}: one of the vendor's
 * @param leadsPerSecond {@code gavel.rate}: leads that arrive each second, whether or not Gavel keeps up
 * @param warmUp {@code gavel.warm-up}: seconds from no load to the full rate, not judged
 * @param measured {@code gavel.seconds}: seconds at the full rate
 * @param p95Millis {@code gavel.p95}: the run fails when the 95th percentile of what is judged is above; by default 500, or ten times that of a {@link CalmPhase}
 *     before the run where that is more, and then this is 0
 * @param leastAcceptedPercent {@code gavel.accepted}: the run fails when fewer pings are accepted
 * @param firstLead {@code gavel.first-lead}: where to begin in the row of leads; by default somewhere else each time
 */
record Settings(
        String url,
        String apiKey,
        String noisyApiKey,
        String campaign,
        String source,
        double leadsPerSecond,
        Duration warmUp,
        Duration measured,
        int p95Millis,
        double leastAcceptedPercent,
        long firstLead) {

    private static final long STRIDE = 7_919;

    /**
     * Reads the properties.
     *
     * @param rate leads a second where nothing is said
     * @param seconds at the full rate where nothing is said
     */
    static Settings fromSystemProperties(double rate, long seconds) {
        return new Settings(
                System.getProperty("gavel.url", "http://127.0.0.1:8080"),
                System.getProperty("gavel.api-key", "gvl_live_none"),
                System.getProperty("gavel.noisy-api-key", "gvl_live_none"),
                System.getProperty("gavel.campaign", "auto-insurance"),
                System.getProperty("gavel.source", "fb-17"),
                Double.parseDouble(System.getProperty("gavel.rate", Double.toString(rate))),
                Duration.ofSeconds(Long.getLong("gavel.warm-up", 10)),
                Duration.ofSeconds(Long.getLong("gavel.seconds", seconds)),
                Integer.getInteger("gavel.p95", 0),
                Double.parseDouble(System.getProperty("gavel.accepted", "1")),
                Long.getLong("gavel.first-lead", System.currentTimeMillis() * STRIDE % SyntheticLead.COUNT));
    }

    /** A whole number that only one simulation knows. */
    static int own(String name, int otherwise) {
        return Integer.getInteger("gavel." + name, otherwise);
    }
}
