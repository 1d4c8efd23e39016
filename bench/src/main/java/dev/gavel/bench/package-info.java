/** JMH benchmarks and the measured ceilings. */
@NullMarked
package dev.gavel.bench;

import org.jspecify.annotations.NullMarked;
