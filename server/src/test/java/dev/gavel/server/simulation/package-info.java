/**
 * The vendors' flows on a seeded, deterministic simulation of everything around them: time, network, buyers, Redis, Postgres, crashes.
 */
@NullMarked
package dev.gavel.server.simulation;

import org.jspecify.annotations.NullMarked;
