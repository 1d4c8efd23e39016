package dev.gavel.persistence.redis;

/**
 * A counter that is to be brought in line.
 *
 * @param count what Postgres said after Redis was read
 * @param stands what is taken off at most; 0 when nothing is known to stand
 */
record CounterRepair(TrueCount count, CounterLook look, long stands) {}
