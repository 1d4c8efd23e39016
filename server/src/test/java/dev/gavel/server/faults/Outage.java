package dev.gavel.server.faults;

/**
 * One fault as it went.
 *
 * @param downMillis from the fault until what failed was started again, which the run decides
 * @param recoveryMillis from then until a lead was sold whose post was sent after it
 */
record Outage(String fault, long downMillis, long recoveryMillis) {}
