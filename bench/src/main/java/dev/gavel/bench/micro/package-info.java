/**
 * JMH benchmarks. Bytes per operation repeat to the hundredth, on any machine; times belong to one machine, and to its quiet hours.
 */
@NullMarked
package dev.gavel.bench.micro;

import org.jspecify.annotations.NullMarked;
