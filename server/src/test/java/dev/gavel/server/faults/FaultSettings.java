package dev.gavel.server.faults;

import java.util.Locale;

/**
 * What one run is to do.
 *
 * @param seed decides on the moments, the victims, and the buyers' manners
 * @param faults how many are injected
 * @param nodes how many serve
 * @param vendors how many threads ping and post
 * @param tenants how many marketplaces there are
 * @param leadsExpected sizes the caps, so that they are reached one after another all the time
 */
record FaultSettings(FaultRow row, long seed, int faults, int nodes, int vendors, int tenants, int leadsExpected) {

    private static final int LEADS_PER_FAULT = 60;

    /** As the row has it when {@code verify} runs it. */
    static FaultSettings brief(FaultRow row) {
        return of(row, 1, row.briefFaults());
    }

    /** A run of any length. */
    static FaultSettings of(FaultRow row, long seed, int faults) {
        int leads = Math.max(400, faults * LEADS_PER_FAULT);
        return new FaultSettings(row, seed, faults, row.nodes(), 6, row.tenants(), leads);
    }

    /** What repeats the run. Moments are drawn from the seed; what the machine does between them is not. */
    String command() {
        return String.format(Locale.ROOT, ".ci/faults %s --faults %d --seed %d", row.word(), faults, seed);
    }
}
