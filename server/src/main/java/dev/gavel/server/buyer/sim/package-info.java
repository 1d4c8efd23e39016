/** Buyers that are not there: for the demo, the tests and the benchmarks. */
@NullMarked
package dev.gavel.server.buyer.sim;

import org.jspecify.annotations.NullMarked;
